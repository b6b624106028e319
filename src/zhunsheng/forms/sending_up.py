"""The forms of a register written into a folder: tables, charts, note."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from zhunsheng.forms.form import Form
from zhunsheng.forms.note import write_note
from zhunsheng.forms.picture import drawing, pdf_of
from zhunsheng.forms.workbook import FORMS, write_workbook
from zhunsheng.forms.world import World
from zhunsheng.model.run import Progress
from zhunsheng.model.text import Text

KINDS = ("catalogue", "posts", "risks", "chart", "note")
TABLES = Text("三表.xlsx", "three-tables.xlsx")
CHARTS = Text("权力运行流程图", "charts")
NOTE = Text("权力类别及说明.docx", "explanatory-note.docx")


def send_up(
    world: World, folder: Path, *, only: tuple[str, ...] = KINDS, progress: Progress
) -> list[Path]:
    """Writes the forms of ``world`` into ``folder``; the files written.

    ``only``: which of :data:`KINDS`. Raises RegisterError where the scope names nothing there is.
    """
    world = world.checked()
    folder.mkdir(parents=True, exist_ok=True)
    jobs = list(_jobs(world, folder, only))
    whole = sum(job.weight for job in jobs)
    written: list[Path] = []
    done = 0.0
    for job in jobs:
        progress(job.what, done / whole)
        written += job.make(partial(_report, progress, job, done / whole, whole))
        done += job.weight
    return written


@dataclass(frozen=True, slots=True)
class _Job:
    """Something to be written. ``what``: told to the progress; ``weight``: how long it takes
    against the others."""

    what: str
    weight: float
    make: Callable[[Callable[[float], None]], list[Path]]


def _report(progress: Progress, job: _Job, begun: float, whole: float, share: float) -> None:
    progress(job.what, begun + share * job.weight / whole)


def _jobs(world: World, folder: Path, only: tuple[str, ...]) -> Iterator[_Job]:
    forms = tuple(form for form in FORMS if form.name in only)
    if forms:
        yield _Job("tables", 2.0, lambda step: _tables(world, folder, forms))
    if "chart" in only:
        charts = dict(world.register.charts)
        for name in dict.fromkeys(power.chart for power in world.powers):
            if name in charts:
                yield _Job("charts", 0.5, partial(_chart, world, folder, name))
    if "note" in only:
        weight = 1.0 + 0.05 * len(world.powers)
        yield _Job("note", weight, lambda step: _note(world, folder, step))


def _tables(world: World, folder: Path, forms: tuple[Form, ...]) -> list[Path]:
    path = folder / TABLES.say(world.language)
    write_workbook(world, path, forms=forms)
    return [path]


def _chart(world: World, folder: Path, name: str, step: Callable[[float], None]) -> list[Path]:
    inner = folder / CHARTS.say(world.language)
    inner.mkdir(exist_ok=True)
    drawn = drawing(Path(dict(world.register.charts)[name]), world.language)
    svg, pdf = inner / f"{name}.svg", inner / f"{name}.pdf"
    svg.write_text(drawn.svg, encoding="utf-8")
    pdf.write_bytes(pdf_of(drawn, world.language))
    return [svg, pdf]


def _note(world: World, folder: Path, step: Callable[[float], None]) -> list[Path]:
    path = folder / NOTE.say(world.language)
    write_note(world, path, step=step)
    return [path]
