"""A finding judged again, from its evidence alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import isclose

import duckdb

from zhunsheng.hearing.finding import Finding
from zhunsheng.model.act import Act, Mandate
from zhunsheng.model.moment import Moment
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.verdict import Outcome, Verdict
from zhunsheng.standards.facts import Facts
from zhunsheng.standards.judge import judge
from zhunsheng.trace import Store


def facts_of(plan: Plan, store: Store, *, as_of: Moment) -> Facts:
    """What a judgement knows besides acts: the day, the calendar, mandates, known gaps."""
    mandates: defaultdict[str, list[Mandate]] = defaultdict(list)
    files = [str(path) for path in store.mandate_files()]
    if files:
        with duckdb.connect() as db:
            for officer, kind, value, start, end in db.execute(
                'SELECT DISTINCT officer, kind, value, "start", "end" FROM read_parquet(?) '
                "ORDER BY ALL",
                [files],
            ).fetchall():
                mandates[officer].append(Mandate(officer, kind, value, start, end))
    return Facts(
        as_of=as_of,
        calendar=plan.calendar,
        mandates=mandates,
        mandate_kinds=frozenset(m.kind for own in mandates.values() for m in own),
        gaps=store.gaps(),
    )


def judge_again(
    plan: Plan, rule: Rule, finding: Finding, acts: Sequence[Act], *, facts: Facts
) -> Verdict | None:
    """The row check's verdict on ``acts`` at the act the finding hangs on; None: it makes none."""
    for verdict in judge(plan, rule, acts, facts):
        if verdict.subject == finding.subject and verdict.anchor_act == finding.anchor_act:
            return verdict
    return None


def agrees(finding: Finding, verdict: Verdict | None) -> bool:
    """Whether a verdict says what the finding says: outcome, reason and both numbers."""
    return (
        verdict is not None
        and verdict.outcome is Outcome.FAIL
        and verdict.reason is finding.reason
        and _same(verdict.observed, finding.observed)
        and _same(verdict.allowed, finding.allowed)
    )


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-6)
