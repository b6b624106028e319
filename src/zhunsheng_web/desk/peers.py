"""How the same standard fared elsewhere: the other customs of the group, by the same run.

The customs of the warning itself is left out, and shown beside them to the third line alone: its
count would tell its own people of warnings they may not see.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhunsheng_web.access.actor import Actor, prefixes
from zhunsheng_web.access.policy import DESKS
from zhunsheng_web.casework.models import Comparison, Warning

LEAST = 30
"""Fewer judgements than this are no measure of anything."""
_CUSTOMS = 3
"""The step of the tree at which offices are compared: headquarters, district, customs."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``failed`` of ``judged`` at ``offices`` offices."""

    offices: int
    judged: int
    failed: int

    @property
    def enough(self) -> bool:
        return self.judged >= LEAST

    @property
    def per_thousand(self) -> float:
        return 1000 * self.failed / self.judged if self.judged else 0.0


@dataclass(frozen=True, slots=True)
class Peers:
    """``own`` is None for whoever may not know it."""

    group: str
    others: Rate
    own: Rate | None


def peers_of(warning: Warning, actor: Actor) -> Peers | None:
    """One query; None where the run kept nothing to compare with."""
    steps = list(prefixes(warning.office_path))
    home = steps[min(_CUSTOMS, len(steps)) - 1]
    kept = list(
        Comparison.objects.filter(standard=warning.yardstick.standard, run=warning.run).values_list(
            "office__path", "group", "judged", "failed"
        )
    )
    group = next((group for path, group, _, _ in kept if path == home), "")
    others = [(judged, failed) for path, g, judged, failed in kept if path != home and g == group]
    if not others:
        return None
    mine = [(judged, failed) for path, _, judged, failed in kept if path == home]
    knows = bool(actor.roles & (DESKS["audit"] | DESKS["discipline"])) and bool(mine)
    return Peers(group, _rate(others), _rate(mine) if knows else None)


def _rate(counts: list[tuple[int, int]]) -> Rate:
    return Rate(len(counts), sum(j for j, _ in counts), sum(f for _, f in counts))
