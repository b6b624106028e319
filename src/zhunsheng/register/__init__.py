"""What officers may do: the register's files, what is in force on a day, and what changed."""

from zhunsheng.register.check import check
from zhunsheng.register.edition import Edition, edition
from zhunsheng.register.load import load

__all__ = ["Edition", "check", "edition", "load"]
