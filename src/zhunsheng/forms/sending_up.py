"""The forms of a register written into a folder: tables, charts, note."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from zhunsheng.forms.workbook import FORMS, write_workbook
from zhunsheng.forms.world import World
from zhunsheng.model.run import Progress
from zhunsheng.model.text import Text

KINDS = ("catalogue", "posts", "risks", "chart", "note")
TABLES = Text("三表.xlsx", "three-tables.xlsx")


def send_up(
    world: World, folder: Path, *, only: tuple[str, ...] = KINDS, progress: Progress
) -> list[Path]:
    """Writes the forms of ``world`` into ``folder``; the files written.

    ``only``: which of :data:`KINDS`. Raises RegisterError where the scope names nothing there is.
    """
    world = world.checked()
    folder.mkdir(parents=True, exist_ok=True)
    steps = list(_steps(world, folder, only))
    written: list[Path] = []
    for place, (what, make) in enumerate(steps):
        progress(what.say(world.language), place / len(steps))
        written.append(make())
    return written


def _steps(
    world: World, folder: Path, only: tuple[str, ...]
) -> Iterator[tuple[Text, Callable[[], Path]]]:
    forms = tuple(form for form in FORMS if form.name in only)
    if forms:
        path = folder / TABLES.say(world.language)

        def tables() -> Path:
            write_workbook(world, path, forms=forms)
            return path

        yield Text("三表", "the tables"), tables
