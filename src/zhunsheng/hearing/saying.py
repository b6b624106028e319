"""A finding as a sentence, with the officers its evidence names."""

from __future__ import annotations

from collections.abc import Sequence

from zhunsheng.hearing.evidence import Evidence
from zhunsheng.hearing.finding import Finding
from zhunsheng.hearing.inert import inert
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.text import Text
from zhunsheng.standards.explain import Shown, sentence


def said(
    plan: Plan, rule: Rule, finding: Finding, evidence: Sequence[Evidence], *, as_of: int
) -> Text:
    """The finding in one sentence, fit to be shown anywhere (controls are made visible)."""
    anchor = next((e.act for e in evidence if e.act.act == finding.anchor_act), None)
    officers = dict.fromkeys(e.act.officer for e in evidence if e.act.officer is not None)
    text = sentence(
        plan,
        rule,
        Shown(
            reason=finding.reason,
            subject_id=finding.subject_id or str(finding.subject),
            anchor=finding.anchor,
            seen_from=finding.seen_from,
            seen_to=finding.seen_to,
            as_of=as_of,
            observed=finding.observed,
            allowed=finding.allowed,
            officers=tuple(officers),
            anchor_officer=anchor.officer if anchor is not None else None,
        ),
    )
    return Text(inert(text.zh), inert(text.en))


def rule_in_force(plan: Plan, finding: Finding) -> Rule:
    """The rule of a plan (of the whole register or of one standard) that made the finding.

    Raises KeyError if the plan holds no such version.
    """
    from zhunsheng.model.moment import day_of

    for rule in plan.rules:
        is_same = rule.standard == finding.standard and rule.since == finding.since
        if is_same and day_of(finding.anchor) in rule.validity:
            return rule
    raise KeyError(f"{finding.standard}@{finding.since}")
