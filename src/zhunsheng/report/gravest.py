"""The findings to read first: by grade, then by how far past the limit; a few per standard."""

from __future__ import annotations

from dataclasses import dataclass

from zhunsheng.flow import Run
from zhunsheng.hearing.evidence import Evidence, evidence_of
from zhunsheng.hearing.finding import Finding, select
from zhunsheng.hearing.saying import rule_in_force, said
from zhunsheng.model.plan import Plan
from zhunsheng.model.text import Text
from zhunsheng.trace import Store

PER_STANDARD = 3
MOST = 15
_ORDER = """
QUALIFY row_number() OVER (
  PARTITION BY standard
  ORDER BY observed / nullif(allowed, 0) DESC NULLS LAST, anchor DESC, finding_key
) <= ?
ORDER BY CASE grade WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END,
  observed / nullif(allowed, 0) DESC NULLS LAST, standard, anchor DESC, finding_key
LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Grave:
    """A finding with its sentence and the acts it rests on."""

    finding: Finding
    sentence: Text
    evidence: tuple[Evidence, ...]


def gravest(
    run: Run, plan: Plan, store: Store, *, per_standard: int = PER_STANDARD, most: int = MOST
) -> list[Grave]:
    """At most ``most`` findings of a run, at most ``per_standard`` of one standard."""
    found = select(run, _ORDER, [per_standard, most])
    shown = evidence_of(run, store, found)
    return [
        Grave(
            finding,
            said(
                plan,
                rule_in_force(plan, finding),
                finding,
                shown[finding.key],
                as_of=run.as_of,
            ),
            shown[finding.key],
        )
        for finding in found
    ]
