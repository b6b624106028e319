"""A scheme of misconduct: its story, the standards it breaks, and how it edits honest work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.playing.stage import Stage


def _nothing(editing: Editing) -> None:
    """A scheme that does nothing besides editing work, or nothing but besides it."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """``story``: as a case report would tell it. ``source``: the public case, finding or study it
    is modelled on. ``subject``: the object type one deed of it is about. ``breaks``: ids of
    standards it must trip; none where no rule is broken and only statistics can see it. ``plan``:
    who plays. ``act``: edits a slice of work. ``besides``: acts that belong to no slice, added
    once a district."""

    id: str
    title: Text
    story: Text
    source: str
    subject: str
    breaks: tuple[str, ...]
    plan: Callable[[Stage, Settings, Chance], Cast]
    act: Callable[[Editing], None] = _nothing
    besides: Callable[[Editing], None] = _nothing
