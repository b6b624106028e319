"""Judging a world twice, by the queries and by the row check, in a form that can be compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import duckdb

from judging.worlds import World, write_trace
from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.model.plan import Plan
from zhunsheng.model.run import RunOptions
from zhunsheng.model.verdict import Outcome
from zhunsheng.standards.facts import Facts
from zhunsheng.standards.judge import judge

Said = tuple[Counter[Any], dict[Any, Any]]
"""Counts of (rule, outcome, reason), and failures: (rule, subject, act) → what was shown."""


def facts_of(world: World) -> Facts:
    mandates: defaultdict[str, list[Any]] = defaultdict(list)
    for mandate in world.mandates:
        mandates[mandate.officer].append(mandate)
    return Facts(
        as_of=world.as_of,
        calendar=world.register.calendar,
        mandates=mandates,
        mandate_kinds=frozenset(m.kind for m in world.mandates),
        gaps=world.gaps,
    )


def by_rows(plan: Plan, world: World) -> Said:
    facts = facts_of(world)
    counts: Counter[Any] = Counter()
    failures: dict[Any, Any] = {}
    strands: defaultdict[int, list[Any]] = defaultdict(list)
    for act in world.acts:
        strands[act.subject].append(act)
    for rule in plan.rules:
        groups = [list(world.acts)] if rule.shape == "unlike_treatment" else strands.values()
        for acts in groups:
            for found in judge(plan, rule, acts, facts):
                counts[rule.number, found.outcome.name, found.reason.name] += 1
                if found.outcome is Outcome.FAIL:
                    failures[rule.number, found.subject, found.anchor_act] = (
                        found.reason.name,
                        _rounded(found.observed),
                        _rounded(found.allowed),
                        _shown(plan, rule, acts, found),
                    )
    return counts, failures


def by_queries(plan: Plan, world: World, folder: Path, **options: Any) -> Said:
    trace = write_trace(world, folder / "trace")
    out = folder / "run"
    out.mkdir(exist_ok=True)
    result = judge_trace(plan, trace, out, options=RunOptions(as_of=world.as_of, **options))
    counts = Counter(
        {(rule, o.name, r.name): n for (rule, o, r), n in result.totals.counts.items() if n}
    )
    evidence: defaultdict[str, set[int]] = defaultdict(set)
    with duckdb.connect() as db:
        for key, act in db.execute(f"FROM '{out}/evidence.parquet'").fetchall():
            evidence[key].add(act)
        rows = db.execute(
            "SELECT rule, subject, anchor_act, reason, observed, allowed, finding_key "
            f"FROM '{out}/findings.parquet'"
        ).fetchall()
    from zhunsheng.model.verdict import Reason

    return counts, {
        (rule, subject, act): (
            Reason(reason).name,
            _rounded(observed),
            _rounded(allowed),
            frozenset(evidence[key]),
        )
        for rule, subject, act, reason, observed, allowed, key in rows
    }


def _shown(plan: Plan, rule: Any, acts: list[Any], found: Any) -> frozenset[int]:
    """Identities of the acts at the moments of the evidence that play a part in the rule."""
    from zhunsheng.model.matching import fields_of, plays

    shown = set()
    for act in acts:
        if act.subject != found.subject or act.moment not in found.evidence:
            continue
        steps = [plan.steps[n - 1] for n in rule.steps.values()]
        if any(plays(s, act.activity, fields_of(act)) is not False for s in steps):
            shown.add(act.act)
    return frozenset(shown | ({found.also} if found.also is not None else set()))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)
