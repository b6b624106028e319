"""The rules of intake as data: which findings are one cause, and how grave a warning is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from zhunsheng_web.casework.handling import Words

_FOLDER = Path(__file__).parents[1]
Whose = Literal["last", "all", "subject"]
By = Literal["officer", "office", "case"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GroupingRule(_Model):
    """Fits a finding of any of ``subjects`` and ``shapes``; empty means any. ``prefix``: what
    stands before the officer's number in the id of the object judged."""

    subjects: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    whose: Whose
    by: By
    prefix: str = ""

    def fits(self, subject: str, shape: str) -> bool:
        return (not self.subjects or subject in self.subjects) and (
            not self.shapes or shape in self.shapes
        )


class ManyAlike(_Model):
    findings: int
    share: float


class Grouping(_Model):
    """``grouping.yaml``."""

    rules: tuple[GroupingRule, ...]
    many_alike: ManyAlike

    def rule(self, subject: str, shape: str) -> GroupingRule:
        return next(rule for rule in self.rules if rule.fits(subject, shape))


class BaseRule(_Model):
    kind: str | None = None
    grade: str | None = None
    line: int | None = None
    level: int
    why: Words

    def fits(self, kind: str, grade: str, line: int) -> bool:
        return (
            self.kind in (None, kind) and self.grade in (None, grade) and self.line in (None, line)
        )


class MoneyRule(_Model):
    domains: tuple[str, ...] = ()
    fields: tuple[str, ...]
    at_least: float


class Recurrence(_Model):
    rows: int
    days: int


class Raised(_Model):
    from_: int = Field(alias="from")
    level: int


class Corroborating(_Model):
    activity: str
    field: str
    title: Words


class Corroboration(_Model):
    days: int
    records: tuple[Corroborating, ...]


class Levels(_Model):
    """``levels.yaml``."""

    verified: bool
    base: tuple[BaseRule, ...]
    money: tuple[MoneyRule, ...]
    recurrence: Recurrence
    raised: Raised
    corroboration: Corroboration

    def money_rule(self, domain: str) -> MoneyRule | None:
        return next((one for one in self.money if not one.domains or domain in one.domains), None)


@lru_cache(maxsize=1)
def grouping() -> Grouping:
    """The rules of ``grouping.yaml``."""
    return Grouping.model_validate(_read("grouping.yaml"))


@lru_cache(maxsize=1)
def levels() -> Levels:
    """The rules of ``levels.yaml``."""
    return Levels.model_validate(_read("levels.yaml"))


def _read(name: str) -> Any:
    return yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
