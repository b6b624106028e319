"""How one text of a standard judges the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhunsheng.model.standard import Standard
from zhunsheng.model.verdict import Outcome, Reason


@dataclass(frozen=True, slots=True)
class Side:
    """How one text of a standard judges the past. ``reasons``: why not evaluated, how many."""

    standard: Standard
    passed: int
    failed: int
    not_evaluated: int
    reasons: tuple[tuple[Reason, int], ...]


def side_of(standard: Standard, counts: Mapping[tuple[int, Outcome, Reason], int]) -> Side:
    """The judgements of a standard, summed up over its rules: (rule, outcome, reason) → count."""
    sums = dict.fromkeys(Outcome, 0)
    reasons: dict[Reason, int] = {}
    for (_, outcome, reason), n in counts.items():
        sums[outcome] += n
        if n and outcome is Outcome.NOT_EVALUATED:
            reasons[reason] = reasons.get(reason, 0) + n
    return Side(
        standard,
        sums[Outcome.PASS],
        sums[Outcome.FAIL],
        sums[Outcome.NOT_EVALUATED],
        tuple(sorted(reasons.items(), key=lambda item: -item[1])),
    )
