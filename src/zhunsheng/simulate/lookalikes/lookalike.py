"""An innocent look-alike: honest work that has the form of a scheme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.misconduct.cast import Cast
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.world.district import District


def _as_it_is(editing: Editing) -> None:
    """The world makes it by itself."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """``story``: what it looks like and why it is none. ``resembles``: ids of schemes of the same
    form. ``plan``: who is in it. ``act``: how the work goes there, before any scheme."""

    id: str
    title: Text
    story: Text
    resembles: tuple[str, ...]
    plan: Callable[[District, Chance], Cast]
    act: Callable[[Editing], None] = _as_it_is
