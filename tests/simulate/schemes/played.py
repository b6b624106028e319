"""A district's work with every scheme at full strength, made and judged once for all tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from zhunsheng.flow import Run, load_register, run
from zhunsheng.simulate.book import Book
from zhunsheng.simulate.misconduct.cast import Settings
from zhunsheng.simulate.misconduct.dials import played_in, read_dials
from zhunsheng.simulate.misconduct.innocents import Innocents, innocents
from zhunsheng.simulate.misconduct.laying import Misconduct, misconduct, worked
from zhunsheng.simulate.out.trace import write_trace
from zhunsheng.simulate.playing.making import Making
from zhunsheng.simulate.reckoning import Reckoning, reckon
from zhunsheng.simulate.running import Practice, district_of, making_of, read_practice
from zhunsheng.simulate.schemes import SCHEMES
from zhunsheng.simulate.telling import truth_of
from zhunsheng.simulate.truth import Truth, write_truth
from zhunsheng.simulate.world.district import District
from zhunsheng.trace import Store

ROOT = Path(__file__).parents[3]
REGISTER = ROOT / "registers/china-customs"
PRACTICE = ROOT / "practice/china-customs"
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
DISTRICT, SEED, DECLARATIONS = "6800", 7, 4000
OFTENER = {
    "import-inspection-share": 0.3,
    "export-inspection-share": 0.3,
    "late-declaration-share": 0.1,
    "late-payment-share": 0.5,
    "classification-share": 0.2,
    "manual-review-share": 0.3,
}
"""What is rare in a month, so that a small month has some of it."""


@dataclass(frozen=True)
class Played:
    district: District
    innocents: Innocents
    schemes: Misconduct
    truth: Truth
    store: Store
    run: Run
    reckoning: Reckoning


def practice() -> Practice:
    return read_practice(PRACTICE, load_register(REGISTER))


def district(known: Practice, *, seed: int = SEED) -> District:
    found = district_of(known, DISTRICT, seed=seed)
    return replace(found, figures={**found.figures, **OFTENER})


def making(known: Practice, place: District, *, slices: int = 1) -> Making:
    return replace(making_of(known, place, declarations=DECLARATIONS), slices=slices)


def dials(strength: float, *, breaking: bool | None = None) -> dict[str, Settings]:
    """The demonstration's dials, all at one strength; only those that break rules, or do not."""
    known = read_dials(PRACTICE / "schemes.yaml", [scheme.id for scheme in SCHEMES])
    wanted = [
        scheme.id for scheme in SCHEMES if breaking is None or bool(scheme.breaks) is breaking
    ]
    return {
        name: replace(one, strength=strength)
        for name, one in played_in(known, DISTRICT).items()
        if name in wanted
    }


def books(
    known: Practice, settings: Mapping[str, Settings], *, slices: int = 1, seed: int = SEED
) -> tuple[list[Book], Misconduct]:
    """The month's books and what the schemes did to them."""
    place = district(known, seed=seed)
    work = making(known, place, slices=slices)
    alike = innocents(place, work)
    schemes = misconduct(work, settings, spared=alike.officers)
    return list(worked(work, alike, schemes)), schemes


def played(known: Practice, folder: Path, settings: Mapping[str, Settings]) -> Played:
    """The month in a trace, judged and reckoned."""
    place = district(known)
    work = making(known, place)
    alike = innocents(place, work)
    schemes = misconduct(work, settings, spared=alike.officers)
    write_trace(folder / "store", worked(work, alike, schemes), place.directory(), now=NOW)
    truth = truth_of(place, alike, schemes)
    write_truth(folder, truth)
    judged = run(REGISTER, folder / "store", folder / "runs", now=NOW)
    store = Store(folder / "store")
    return Played(
        place, alike, schemes, truth, store, judged, reckon(store, judged.folder, folder)
    )  # fmt: skip
