"""How many judgements each rule owes, counted from the acts by the words of the shapes alone.

Nothing here asks the shapes, the row check or the engine, and conditions are read anew: what they
say of themselves cannot vouch for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from judging.worlds import World
from zhunsheng.model.act import Act
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.standard import Condition, Step

EPOCH = dt.datetime(1900, 1, 1)


def owed(plan: Plan, rule: Rule, world: World) -> int:
    """Judgements the rule owes on the world's acts up to the day of the run."""
    known = sorted(
        (act for act in world.acts if act.moment <= world.as_of),
        key=lambda act: (act.moment, act.act),
    )
    if rule.shape == "unlike_treatment":
        return _groups(plan, rule, known)
    subjects = sorted({act.subject for act in known})
    return sum(
        _of_subject(plan, rule, [act for act in known if act.subject == subject])
        for subject in subjects
    )


def _of_subject(plan: Plan, rule: Rule, acts: Sequence[Act]) -> int:
    roles = {
        role: [act for act in acts if _may_play(plan.steps[number - 1], act)]
        for role, number in rule.steps.items()
    }
    anchors = roles[rule.anchor]
    if getattr(rule.parameters, "only_if_done", False):
        anchors = [act for act in anchors if _is_answered(rule, act, roles["to"])]
    each = getattr(rule.parameters, "each", "first")
    judged_each = rule.shape in ("beyond_authority", "out_of_bounds", "record_missing", "too_often")
    judged_each |= rule.shape == "overdue" and each == "every"
    judged_each |= rule.shape == "mismatch" and "other" not in rule.steps
    if judged_each:
        return sum(_anchors(rule, act) for act in anchors)
    if not anchors or not _anchors(rule, anchors[0]):
        return 0
    return int(_is_a_case(rule, anchors[0], roles))


def _is_a_case(rule: Rule, anchor: Act, roles: dict[str, list[Act]]) -> bool:
    """Whether the subject is one the rule speaks of at all."""
    match rule.shape:
        case "missing_step":
            when = "when" not in roles or any(a.moment <= anchor.moment for a in roles["when"])
            after = "after" not in roles or any(a.moment <= anchor.moment for a in roles["after"])
            return when and after
        case "wrong_order":
            return rule.parameters.counted or bool(roles["first"])
        case "conflicting_duties":
            return any(a.act != b.act for a in roles["one"] for b in roles["other"])
        case "mismatch":
            return bool(roles["other"])
    return True


def _is_answered(rule: Rule, anchor: Act, answers: Sequence[Act]) -> bool:
    """Whether what need not come at all came: once on the subject, or after each anchor."""
    if rule.parameters.each == "every":
        return any(act.moment >= anchor.moment for act in answers)
    return bool(answers)


def _groups(plan: Plan, rule: Rule, acts: Sequence[Act]) -> int:
    """One for each group of like acts, and one for each act that cannot be put into one."""
    parameters = rule.parameters
    step = plan.steps[rule.steps["act"] - 1]
    groups, alone = set(), 0
    for act in acts:
        if not _may_play(step, act) or not _anchors(rule, act):
            continue
        keys = [_field(act, name) for name in parameters.alike]
        outcome = _field(act, parameters.outcome)
        fits = outcome is not None and (parameters.ratio is None or isinstance(outcome, Decimal))
        sure = all(_answer(c, act) for c in (*step.where, *rule.scope))
        if not fits or None in keys or not sure:
            alone += 1
            continue
        day = _day(act)
        when = {"all": "", "year": f"{day:%Y}", "month": f"{day:%Y-%m}"}[parameters.period]
        groups.add((when, *map(str, keys)))
    return len(groups) + alone


def _anchors(rule: Rule, act: Act) -> bool:
    """Whether the act is, or may be, in scope, on a day the rule is in force."""
    start, end = rule.validity.start, rule.validity.end
    in_force = start <= _day(act) and (end is None or _day(act) < end)
    return in_force and not any(_answer(c, act) is False for c in rule.scope)


def _may_play(step: Step, act: Act) -> bool:
    if step.activities and act.activity not in step.activities:
        return False
    return not any(_answer(condition, act) is False for condition in step.where)


def _answer(condition: Condition, act: Act) -> bool | None:
    value = _field(act, condition.field)
    if condition.operator == "present":
        return value is not None
    if value is None:
        return None
    if condition.operator in ("at_least", "below"):
        assert condition.bound is not None and isinstance(value, Decimal)
        return (value >= condition.bound) == (condition.operator == "at_least")
    if condition.operator == "prefix":
        return any(str(value)[: len(start)] == start for start in condition.values)
    return (str(value) in condition.values) == (condition.operator == "in")


def _field(act: Act, name: str) -> Any:
    if name in ("officer", "post", "office"):
        return getattr(act, name)
    return act.attributes.get(name, act.times.get(name))


def _day(act: Act) -> dt.date:
    """The legal day, by the wall clock: the moment's milliseconds plus its offset."""
    quarters = (act.moment & 0b1111111) - 56
    wall = EPOCH + dt.timedelta(milliseconds=act.moment >> 20, minutes=15 * quarters)
    return wall.date()
