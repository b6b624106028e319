"""What goes into a run of a plan over a trace, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhunsheng.model.act import Gap
from zhunsheng.model.moment import Moment
from zhunsheng.model.verdict import Outcome, Reason

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of the whole that is finished (0…1)."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace as an engine sees it: Parquet files.

    ``strands``: subject type → files of acts by subject. ``superseded``: rows (act, in_batch) of
    strands that no longer hold.
    """

    strands: Mapping[str, Sequence[Path]]
    objects: Sequence[Path] = ()
    mandates: Sequence[Path] = ()
    superseded: Sequence[Path] = ()
    gaps: Sequence[Gap] = ()


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run. ``as_of``: the moment from which the run looks: later acts are not known yet,
    and what has not come by then is absent. None: the trace's last act.

    ``memory_limit_gb``: for the engine. ``threads``: how many ranges of subjects are judged side by
    side (None: one per core). ``rows_at_once``: acts per range, at most.
    """

    as_of: Moment | None = None
    memory_limit_gb: float = 4.0
    threads: int | None = None
    rows_at_once: int = 1_500_000


@dataclass(frozen=True, slots=True)
class Totals:
    """How many judgements of each rule ended how: (rule, outcome, reason) → count."""

    counts: Mapping[tuple[int, Outcome, Reason], int]

    def of_rule(self, rule: int) -> dict[tuple[Outcome, Reason], int]:
        return {(o, r): n for (number, o, r), n in self.counts.items() if number == rule}

    def by_outcome(self, rules: Sequence[int]) -> dict[Outcome, int]:
        """Sums of outcomes over some rules (the versions of one standard)."""
        wanted = set(rules)
        sums = dict.fromkeys(Outcome, 0)
        for (number, outcome, _), n in self.counts.items():
            if number in wanted:
                sums[outcome] += n
        return sums


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run leaves: totals, and beside them findings.parquet and evidence.parquet.

    ``in_scope``: rule → judgements there should be, counted apart from the shapes' queries for
    shapes whose scope can be so counted. ``seconds``: where the time went, by part.
    """

    as_of: Moment
    acts: int
    totals: Totals
    findings: int
    seconds: Mapping[str, float]
