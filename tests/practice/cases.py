"""A busy month of cases, remedies, openness, people and systems: their volumes do not follow the
declarations, so they are told by how many times the usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from practice.honest import Month, charts, plays_in
from simulate.service import SEED, SMALL, district, register
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.playing.making import Making
from zhunsheng.simulate.playing.play import Play

FILES = (
    "penalties", "property", "suspects", "licences", "remedies", "openness", "complaints",
    "integrity", "control", "systems", "people", "accounts",
)  # fmt: skip


def busy_month(
    folder: Path,
    *,
    times: float,
    files: Sequence[str] = FILES,
    code: str = SMALL,
    seed: int = SEED,
    spoilt: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> Month:
    """The month of the plays in some files, ``times`` its usual volumes. ``spoilt``: of a file,
    what is written in place of what."""
    plays = plays_in(folder, files, spoilt)
    here = district(code, seed)
    period = here.period
    making = Making(
        here, Law(register(), period.first), [_busier(play, times) for play in plays],
        charts(), Chance(seed), period.first, period.last, here.declarations, place=here.place,
    )  # fmt: skip
    return Month(here, making.slice(0))


def _busier(play: Play, times: float) -> Play:
    volume = play.block.volume.model_copy(update={"times": times})
    return replace(play, block=play.block.model_copy(update={"volume": volume}))
