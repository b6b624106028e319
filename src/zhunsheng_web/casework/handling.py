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


class Extension(_Model):
    """How far, in working days, and how often a limit may be moved."""

    most_days: int
    most_times: int


class Suspension(_Model):
    """How long a warning may stand still, in calendar days."""

    most_days: int


class Trivial(_Model):
    """Levels that one act may settle."""

    levels: tuple[int, ...]


class SecondLook(_Model):
    """What share of the settled warnings of a day is looked at again, and within how many days."""

    levels: tuple[int, ...]
    share: float
    least: int
    days: int


class Film(_Model):
    """Short films that may be attached: mp4, webm, none; and how large, in megabytes."""

    kinds: tuple[Literal["mp4", "webm"], ...]
    most_megabytes: int


class Check(_Model):
    """What looking at one file may take: seconds of the processor, megabytes of memory."""

    seconds: int
    megabytes: int


class Files(_Model):
    """Files that come with an act. ``unsent_days``: how long one is kept that was never sent."""

    most_megabytes: int
    film: Film
    unsent_days: int
    check: Check


class Muting(_Model):
    """Levels that are never muted, and for how many calendar days others may be."""

    never: tuple[int, ...]
    most_days: int


Told = Literal["assignee", "desk", "desk-head", "next-line", "leader"]


class Consequences(_Model):
    """Who is told before and after a limit; when the next line takes over by itself."""

    reminder: tuple[Told, ...]
    breach: Mapping[int, tuple[Told, ...]]
    hand_up_after: Mapping[int, int]


class Measures(_Model):
    """What the indicators on our own use are judged by."""

    least: int
    on_time: float
    precision: float
    rubber_seconds: int
    rubber_share: float
    second_look_agreed: float
    recurrence_months: int


class Reason(_Model):
    """A reason code."""

    key: str
    zh: str
    en: str

    @property
    def title(self) -> Text:
        return Text(self.zh, self.en)


class Handling(_Model):
    """The whole file. ``verified``: the service has confirmed it. ``reasons``: verb → codes."""

    verified: bool
    levels: tuple[Level, ...]
    stages: Mapping[Stage, Mapping[int, Limit]]
    overall: int
    overall_reminder_before: int
    reminder_before: int
    inquiry_days: int
    lead_days: Mapping[int, int]
    extension: Extension
    suspension: Suspension
    trivial: Trivial
    second_look: SecondLook
    mute: Muting
    attachments: Files
    consequences: Consequences
    indicators: Measures
    reasons: Mapping[str, tuple[Reason, ...]]

    def level(self, number: int) -> Level:
        return next(level for level in self.levels if level.level == number)

    def reason(self, verb: str, key: str) -> Text:
        """A code in words; the code itself where the file no longer has it."""
        known = {one.key: one.title for one in self.reasons.get(verb, ())}
        return known.get(key, Text(key, key))


def handling() -> Handling:
    """The file that is in use."""
    return _read(Path(settings.HANDLING))


@lru_cache(maxsize=4)
def _read(path: Path) -> Handling:
    return Handling.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
