"""A district's month made and written: honest work, schemes laid on, records distorted.

The truth goes into a folder of its own beside what was made, so that it can be kept from whoever
is to be tried on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from zhunsheng.model.run import Progress
from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Book
from zhunsheng.simulate.hours import DAY, ms_of
from zhunsheng.simulate.misconduct.dials import played_in, read_dials
from zhunsheng.simulate.misconduct.innocents import innocents
from zhunsheng.simulate.misconduct.laying import misconduct, worked
from zhunsheng.simulate.noise.noise import DIALS, Noise, read_noise
from zhunsheng.simulate.out.ocel import write_ocel
from zhunsheng.simulate.out.systems import Systems, read_systems
from zhunsheng.simulate.out.tables import write_tables
from zhunsheng.simulate.out.trace import write_trace
from zhunsheng.simulate.playing.making import Making
from zhunsheng.simulate.running import Practice, district_of, making_of
from zhunsheng.simulate.schemes import SCHEMES
from zhunsheng.simulate.telling import together, truth_of
from zhunsheng.simulate.truth import Truth, write_truth
from zhunsheng.simulate.world.district import District
from zhunsheng.simulate.world.service import Period

Form = Literal["trace", "csv", "ocel"]
TRUTH_FOLDER = "truth"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made of a district. ``declarations`` None: as many as its share. ``noise``:
    every dial of noise.yaml times this."""

    district: str
    seed: int
    declarations: int | None = None
    period: Period | None = None
    schemes: bool = True
    noise: float = 1.0


@dataclass(frozen=True, slots=True)
class DialTurned:
    """One dial of noise as it stood, and how many acts it touched."""

    title: Text
    strength: float
    touched: int


@dataclass(frozen=True, slots=True)
class Made:
    """What was made. ``sources``: files to be taken in, each with its mapping, the people first;
    none where a trace was written. ``truth``: None where no scheme was played."""

    district: District
    declarations: int
    acts: int
    sources: tuple[tuple[Path, Path], ...]
    truth: Truth | None
    dials: tuple[DialTurned, ...]


def make_month(
    practice: Practice, wanted: Wanted, folder: Path, form: Form, *, progress: Progress
) -> Made:
    """Makes one district's month and writes it into ``folder``, which exists: a trace into
    ``trace``, all else into a folder of the district's code.

    Raises PracticeError for an unknown district, or more acts than an OCEL file is written for.
    """
    district = district_of(practice, wanted.district, seed=wanted.seed, period=wanted.period)
    making = making_of(practice, district, declarations=wanted.declarations)
    schemes = (
        read_dials(practice.folder / "schemes.yaml", [scheme.id for scheme in SCHEMES])
        if wanted.schemes
        else {}
    )
    alike = innocents(district, making)
    played = misconduct(making, played_in(schemes, wanted.district), spared=alike.officers)
    noise = _noise(practice, making, wanted.noise)
    books = _Passing(worked(making, alike, played), noise, making.slices, progress)
    sources = _write(district, books, folder, form, noise.printing())
    truth = truth_of(district, alike, played) if schemes else None
    dials = tuple(
        DialTurned(dial.title, getattr(noise.block, dial.id).strength, noise.touched[dial.id])
        for dial in DIALS
    )
    return Made(district, making.declarations, books.acts, sources, truth, dials)


def keep_truth(folder: Path, made: Sequence[Made]) -> Path | None:
    """Writes the truth of all that was made into ``folder``/truth; None where nobody schemed."""
    truths = [one.truth for one in made if one.truth is not None]
    if not truths:
        return None
    place = folder / TRUTH_FOLDER
    place.mkdir(exist_ok=True)
    write_truth(place, together(truths))
    return place


def _noise(practice: Practice, making: Making, strength: float) -> Noise:
    block = read_noise(practice.folder)
    turned = {name: min(1.0, one * strength) for name, one in block.strengths().items()}
    systems = read_systems(practice.folder / "systems.yaml", practice.law.register)
    return Noise(
        block.turned(turned),
        making.stage,
        practice.law,
        systems,
        making.chance,
        ms_of(making.last) + DAY,
    )


class _Passing:
    """Books as they pass by: distorted, and counted."""

    def __init__(
        self, books: Iterable[Book], noise: Noise, slices: int, progress: Progress
    ) -> None:
        self.acts = 0
        self._books, self._noise = books, noise
        self._slices, self._progress = slices, progress

    def __iter__(self) -> Iterator[Book]:
        for number, book in enumerate(self._books):
            self._noise.lay_on(book, slice_=number)
            self.acts += len(book)
            self._progress("making", min(1.0, (number + 1) / self._slices))
            yield book


def _write(
    district: District, books: Iterable[Book], folder: Path, form: Form, systems: Systems
) -> tuple[tuple[Path, Path], ...]:
    directory = district.directory()
    if form == "trace":
        # Said to be committed when the month is over: the same seed gives the same bytes.
        after = dt.datetime.combine(district.period.last, dt.time(), dt.UTC) + dt.timedelta(days=1)
        write_trace(folder / "trace", books, directory, now=after)
        return ()
    place = folder / district.code
    place.mkdir()
    if form == "ocel":
        log = place / "log.jsonocel"
        write_ocel(log, books, directory)
        return ((log, log.with_name("log.mapping.yaml")),)
    rows = write_tables(place, books, directory, systems)
    return tuple((place / f"{file}.csv", place / f"{file}.mapping.yaml") for file in rows)
