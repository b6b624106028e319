"""A practice service as a whole: its folder read, its districts built, their work made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhunsheng.charts import read
from zhunsheng.charts.chart import Chart
from zhunsheng.model.errors import PracticeError, problem
from zhunsheng.model.register import Register
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.playing.making import Making
from zhunsheng.simulate.playing.play import Play, read_plays
from zhunsheng.simulate.world.district import District, build_district
from zhunsheng.simulate.world.service import Period, Service, read_service

SLICE_DECLARATIONS = 40_000
"""Declarations a slice holds at most: about half a million acts, some hundred megabytes."""


@dataclass(frozen=True, slots=True)
class Practice:
    """Everything that is read once: the service, its plays, the register's charts and numbers."""

    folder: Path
    service: Service
    plays: Sequence[Play]
    charts: Mapping[str, Chart]
    law: Law


def read_practice(folder: Path, register: Register, period: Period | None = None) -> Practice:
    """The service in ``folder``, to be played under ``register``.

    Raises PracticeError with what is wrong in its files, each with its line.
    """
    service = read_service(folder)
    plays = read_plays(folder / "plays")
    if not plays:
        raise PracticeError(
            (
                problem(
                    "practice-no-plays",
                    ("没有演练业务", "there are no plays"),
                    mend=("在 plays 目录下写明各项业务", "write the plays in the folder plays"),
                ),
            )
        )
    charts = {name: read(Path(path)) for name, path in register.charts}
    return Practice(folder, service, plays, charts, Law(register, (period or service.period).first))


def district_of(
    practice: Practice, code: str, *, seed: int, period: Period | None = None
) -> District:
    """One directly subordinate customs with all below it."""
    return build_district(practice.service, practice.law.register, code, seed, period)


def making_of(
    practice: Practice,
    district: District,
    *,
    declarations: int | None = None,
    only: Sequence[str] = (),
) -> Making:
    """The district's work. ``declarations``: how many, if not as many as it usually has; ``only``:
    ids of plays, if not all of them."""
    count = district.declarations if declarations is None else declarations
    plays = [play for play in practice.plays if not only or play.id in only]
    return Making(
        district,
        practice.law,
        plays,
        practice.charts,
        Chance(district.seed).within(district.code),
        district.period.first,
        district.period.last,
        count,
        slices=max(1, -(-count // SLICE_DECLARATIONS)),
        place=district.place,
    )
