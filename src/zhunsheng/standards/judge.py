"""The row check: the same verdicts as the batch, for one subject, in Python.

Used at the counter, in explanations (a finding is judged again from its evidence alone) and as
the twin the queries are tested against.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from zhunsheng.model.act import Act, Gap
from zhunsheng.model.matching import fields_of
from zhunsheng.model.moment import (
    MS_PER_DAY,
    MS_PER_HOUR,
    ONE_MILLISECOND,
    day_number,
    day_of,
    milliseconds,
)
from zhunsheng.model.plan import GAP_REACH_DAYS, Plan, Rule
from zhunsheng.model.standard import Exemption
from zhunsheng.model.verdict import ABSENCES, Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts, Member
from zhunsheng.standards.parts import part_of
from zhunsheng.standards.shapes import BY_NAME


def judge(plan: Plan, rule: Rule, acts: Sequence[Act], facts: Facts) -> list[Verdict]:
    """All verdicts of one rule on the acts of one subject (of all, for shapes that reach so far).

    ``acts`` in any order; those of one moment count as simultaneous. Acts after the moment of the
    judgement (``facts.as_of``) are not known yet and left out.
    """
    known = (act for act in acts if act.moment <= facts.as_of)
    ordered = sorted(known, key=lambda act: (act.moment, act.act))
    cast = ((act, part_of(plan, rule, act.activity, fields_of(act))) for act in ordered)
    members = [Member(act, *part) for act, part in cast if part is not None]
    if not members:
        return []
    return judge_case(plan, Case(rule, members[0].act.subject, members), facts)


def judge_case(plan: Plan, case: Case, facts: Facts) -> list[Verdict]:
    """The same for acts in order whose part in the rule is known already."""
    found = BY_NAME[case.rule.shape].judge(case, facts)
    if case.rule.is_silent:
        return [_set_aside(verdict, Reason.NO_VERSION) for verdict in found]
    for member in case.members:
        if member.doubts_all or member.doubts_itself:
            break
    else:
        for verdict in found:
            if verdict.outcome is Outcome.FAIL:
                break
        else:  # most verdicts are passes, and nothing can be said against those
            return found
    in_doubt = {member.act.subject for member in case.members if member.doubts_all}
    by_act = {member.act.act: member for member in case.members}
    first = {member.act.subject: member.act.moment for member in reversed(case.members)}
    return [
        _settled(
            plan,
            case.rule,
            verdict,
            anchor=by_act[verdict.anchor_act].act,
            began=first[verdict.subject],
            doubted=verdict.subject in in_doubt or by_act[verdict.anchor_act].doubts_itself,
            facts=facts,
        )
        for verdict in found
    ]


def judge_all(
    plan: Plan, acts: Sequence[Act], facts: Facts, *, subject: str
) -> list[tuple[Rule, Verdict]]:
    """All verdicts of all rules on one subject's acts."""
    return [
        (rule, found)
        for rule in plan.rules
        if rule.subject == subject
        for found in judge(plan, rule, acts, facts)
    ]


def _settled(
    plan: Plan,
    rule: Rule,
    found: Verdict,
    *,
    anchor: Act,
    began: int,
    doubted: bool,
    facts: Facts,
) -> Verdict:
    """The verdict after doubt, gaps of the trace and approved exceptions have been heard."""
    if doubted:
        return _set_aside(found, Reason.FIELD_MISSING)
    if found.outcome is not Outcome.FAIL:
        return found
    if found.reason in ABSENCES and _in_gap(plan, rule, found, began, facts):
        return _set_aside(found, Reason.TRACE_GAP)
    if any(_exempts(e, rule, anchor) for e in plan.exemptions):
        return _set_aside(found, Reason.EXEMPTED)
    return found


def _set_aside(found: Verdict, reason: Reason) -> Verdict:
    return found._replace(
        outcome=Outcome.NOT_EVALUATED,
        reason=reason,
        evidence=(),
        observed=None,
        allowed=None,
        also=None,
    )


def _in_gap(plan: Plan, rule: Rule, found: Verdict, began: int, facts: Facts) -> bool:
    """Whether what is absent may have happened in a gap of the trace.

    What never came may lie in any gap that touches the time it had: done after that, it would be a
    breach all the same. What should have come before may lie in any gap before the anchor that
    ends no more than 90 days before the subject's first act on record (a case that begins inside
    a gap has lost its first acts).
    """
    for gap in facts.gaps:
        if not plan.can_hide(gap, rule):
            continue
        if found.reason is Reason.NEVER_CAME:
            if _in_time_within(gap, rule, found):
                return True
        elif gap.start <= found.anchor and (
            milliseconds(gap.end) >= milliseconds(began) - GAP_REACH_DAYS * MS_PER_DAY
        ):
            return True
    return False


def _in_time_within(gap: Gap, rule: Rule, found: Verdict) -> bool:
    """Whether an act of the gap could have been in time for what never came."""
    assert found.allowed is not None
    last = gap.end - ONE_MILLISECOND
    if rule.period_number is None:
        start = milliseconds(found.anchor)
        limit = start + round(found.allowed * MS_PER_HOUR)
        return max(start, milliseconds(gap.start)) <= min(limit, milliseconds(last))
    limit = day_number(found.anchor) + int(found.allowed)
    if rule.parameters.each == "first":  # days are compared: the same day, earlier, will do
        return day_number(last) >= day_number(found.anchor) and day_number(gap.start) <= limit
    return milliseconds(last) >= milliseconds(found.anchor) and day_number(gap.start) <= limit


def _exempts(exemption: Exemption, rule: Rule, anchor: Act) -> bool:
    return (
        exemption.standard == rule.standard
        and _day(anchor) in exemption.validity
        and _names(exemption.offices, anchor.office)
        and _names(exemption.officers, anchor.officer)
        and _names(exemption.subjects, anchor.subject_id)
    )


def _names(listed: Iterable[str], value: str | None) -> bool:
    named = tuple(listed)
    return not named or value in named


def _day(act: Act) -> dt.date:
    return day_of(act.moment)
