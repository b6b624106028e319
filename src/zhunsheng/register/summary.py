"""A register in figures: how much there is, how much of it runs, how much of it is verified."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhunsheng.model.register import Register
from zhunsheng.register.resting import resting
from zhunsheng.register.stale import stale

VERIFIABLE = ("laws", "powers", "posts", "clocks", "parameters", "indicators", "standards")


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a whole, both counted."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """The share in percent; 0 of nothing is 0."""
        return 100 * self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The register in figures, on a day.

    ``counts``: section → items. ``spread``: what is counted by what (``powers by type``) → value →
    items. ``executable``: standards that are judged by on some day, of all; ``with_examples``:
    those with an example that must fail and one that must pass. ``in_systems``: control measures
    realised by a system, of those whose realisation is said. ``verified``: section → share.
    ``stale``: items whose law changed without a review in time.
    """

    counts: Mapping[str, int]
    spread: Mapping[str, Mapping[str, int]]
    executable: Share
    with_examples: Share
    waiting: int
    in_systems: Share
    verified: Mapping[str, Share]
    stale: int


def summary(register: Register, *, waiting: Iterable[str], on: dt.date) -> Summary:
    """``waiting``: ids of the standards some days of which wait for a value."""
    held = set(waiting)
    standards = [one for one in register.standards if not one.draft]
    domain_of = {power.id: power.domain for power in register.powers}
    shapes = [standard.versions[-1].shape for standard in standards]
    measures = [m.by for point in register.risk_points for m in point.measures if m.by is not None]
    sections = (
        "laws", "powers", "posts", "risk_points", "indicators", "standards", "clocks", "tables",
        "parameters", "activities", "charts", "timings", "exemptions", "glossary",
    )  # fmt: skip
    return Summary(
        counts={section: len(getattr(register, section)) for section in sections},
        spread={
            "powers by type": _counted(power.type for power in register.powers),
            "powers by domain": _counted(power.domain for power in register.powers),
            "risk points by grade": _counted(point.grade for point in register.risk_points),
            "standards by shape": _counted(shapes),
            "standards by line": _counted(str(standard.line) for standard in standards),
            "standards by grade": _counted(standard.grade for standard in standards),
            "standards by domain": _counted(
                domain_of.get(standard.power, "") for standard in standards
            ),
            "indicators by kind": _counted(one.kind for one in register.indicators),
        },
        executable=Share(sum(one.id not in held for one in standards), len(standards)),
        with_examples=Share(
            sum(
                {"fail", "pass"} <= {example.outcome for example in standard.examples}
                for standard in standards
            ),
            len(standards),
        ),
        waiting=len(held),
        in_systems=Share(measures.count("system"), len(measures)),
        verified={
            **{section: _verified(getattr(register, section)) for section in VERIFIABLE},
            "citations": _verified_citations(register),
        },
        stale=len(stale(register, on=on)),
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common())


def _verified(items: Iterable[object]) -> Share:
    marks = [bool(getattr(item, "verified", True)) for item in items]
    return Share(sum(marks), len(marks))


def _verified_citations(register: Register) -> Share:
    marks = [basis.verified for one in resting(register) for basis in one.bases]
    return Share(sum(marks), len(marks))
