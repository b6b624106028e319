"""What officers may do: the register's files, what is in force on a day, and what changed."""

from zhunsheng.register.check import check
from zhunsheng.register.diff import Change, diff
from zhunsheng.register.edition import Edition, edition
from zhunsheng.register.impact import ChartUse, Touched, impact, law_named, who_must_agree
from zhunsheng.register.load import load, load_standards
from zhunsheng.register.names import KINDS
from zhunsheng.register.schemas import write_schemas
from zhunsheng.register.stale import Stale, stale
from zhunsheng.register.summary import Share, Summary, summary

__all__ = [
    "KINDS",
    "Change",
    "ChartUse",
    "Edition",
    "Share",
    "Stale",
    "Summary",
    "Touched",
    "check",
    "diff",
    "edition",
    "impact",
    "law_named",
    "load",
    "load_standards",
    "stale",
    "summary",
    "who_must_agree",
    "write_schemas",
]
