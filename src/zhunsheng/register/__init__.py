"""What officers may do: the register's files, what is in force on a day, and what changed."""

from zhunsheng.register.check import check
from zhunsheng.register.diff import Change, diff
from zhunsheng.register.edition import Edition, edition
from zhunsheng.register.load import load
from zhunsheng.register.schemas import write_schemas

__all__ = ["Change", "Edition", "check", "diff", "edition", "load", "write_schemas"]
