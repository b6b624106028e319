"""How a service handles warnings: levels, desks and limits, read from ``handling.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict

from zhunsheng.model.text import Text
from zhunsheng_web.casework.stages import Desk, Stage


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Model):
    """Both languages."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


class Level(_Model):
    """A grade of warning; 1 is the gravest. ``key`` names its colour, which comes second."""

    level: int
    key: str
    title: Words
    secrecy: Literal["open", "closed"]


class Limit(_Model):
    """Whose desk a stage waits at, and for how many working days."""

    desk: Desk
    days: int


class Handling(_Model):
    """The whole file. ``verified``: the service has confirmed it."""

    verified: bool
    levels: tuple[Level, ...]
    stages: Mapping[Stage, Mapping[int, Limit]]
    overall: int
    reminder_before: int

    def level(self, number: int) -> Level:
        return next(level for level in self.levels if level.level == number)


def handling() -> Handling:
    """The file that is in use."""
    return _read(Path(settings.HANDLING))


@lru_cache(maxsize=4)
def _read(path: Path) -> Handling:
    return Handling.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
