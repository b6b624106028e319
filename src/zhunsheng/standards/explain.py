"""A finding in words: what happened, when, by whom, against which limit, in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhunsheng.model.clock import Period
from zhunsheng.model.moment import day_of
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.standard import Condition, Step
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import REASON_TEXT, Reason
from zhunsheng.model.words import Words
from zhunsheng.standards.shapes import BY_NAME

_UNIT = {
    "calendar_days": Text("{n}日", "{n} day(s)"),
    "working_days": Text("{n}个工作日", "{n} working day(s)"),
    "hours": Text("{n}小时", "{n} hour(s)"),
    "months": Text("{n}个月", "{n} month(s)"),
    "years": Text("{n}年", "{n} year(s)"),
}
MANY_HOURS = 72
"""From here on a length of time whose limit is a moment on record is said in days."""
OR, AND = Text("或", "or"), Text("和", "and")
_NOBODY = Text("未记录人员", "an officer not recorded")
_WORDS = {
    "in": Text("为{values}", "is {values}"),
    "not_in": Text("不为{values}", "is not {values}"),
    "prefix": Text("以{values}开头", "begins with {values}"),
    "at_least": Text("不低于{bound}", "is at least {bound}"),
    "below": Text("低于{bound}", "is below {bound}"),
    "present": Text("已填写", "is filled"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a sentence needs of a finding. Moments as integers, ``officers`` as recorded."""

    reason: Reason
    subject_id: str
    anchor: int
    seen_from: int
    seen_to: int
    as_of: int
    observed: float | None = None
    allowed: float | None = None
    officers: Sequence[str] = ()
    anchor_officer: str | None = None


def sentence(plan: Plan, rule: Rule, shown: Shown) -> Text:
    """The finding as one sentence."""
    shape = BY_NAME[rule.shape]
    template = shape.sentences.get(shown.reason, REASON_TEXT[shown.reason])
    if shown.observed is None:
        template = shape.unmeasured.get(shown.reason, template)
    values: dict[str, Any] = {
        role: step_in_words(plan.steps[number - 1], plan.words)
        for role, number in rule.steps.items()
    }
    values |= {
        "subject": plan.words.one(rule.subject, shown.subject_id),
        "anchor_day": _day(shown.anchor),
        "seen_from_day": _day(shown.seen_from),
        "seen_to_day": _day(shown.seen_to),
        "as_of_day": _day(shown.as_of),
        "observed": _amount(rule, shown.observed),
        "allowed": _limit(rule, shown.allowed),
        "observed_value": _number(shown.observed),
        "allowed_value": _number(shown.allowed),
        "officer": shown.anchor_officer or _NOBODY,
        "officers": _listed(shown.officers, last=AND) if shown.officers else _NOBODY,
    }
    said = template.fill(**{**_parameters_named(rule, plan.words), **values})
    if template.en.startswith("{subject}") and rule.subject in plan.words.objects:
        return Text(said.zh, said.en[:1].upper() + said.en[1:])
    return said


def step_in_words(step: Step, words: Words) -> Text:
    """The acts of a step, with their conditions."""
    named = [words.activity(name) for name in step.activities]
    names = _listed(named) if named else Text("任一行为", "any act")
    if not step.where:
        return names
    conditions = [condition_in_words(condition, words) for condition in step.where]
    return Text(
        f"{names.zh}（{'，'.join(c.zh for c in conditions)}）",
        f"{names.en} ({', '.join(c.en for c in conditions)})",
    )


def condition_in_words(condition: Condition, words: Words) -> Text:
    """One condition on a field."""
    name = words.field_name(condition.field)
    values = [words.value(condition.field, value) for value in condition.values]
    said = _WORDS[condition.operator].fill(values=_listed(values), bound=_number(condition.bound))
    return Text(f"{name.zh}{said.zh}", f"{name.en} {said.en}")


def period_in_words(period: Period) -> Text:
    """A length of time as the law says it."""
    return _UNIT[period.unit].fill(n=period.length)


def _parameters_named(rule: Rule, words: Words) -> Mapping[str, Any]:
    """Parameters that are a text, a number or several texts, for the shape's own sentence."""
    fields = {name for name, _ in BY_NAME[rule.shape].fields(rule.parameters)}

    def called(parameter: str, text: str) -> Text:
        if parameter in ("posts", "certificate"):
            return words.value(parameter.removesuffix("s"), text)
        return words.field_name(text) if text in fields else Text(text, text)

    named: dict[str, Any] = {}
    for name in type(rule.parameters).model_fields:
        match getattr(rule.parameters, name):
            case str() as text:
                named[name] = called(name, text)
            case bool():
                continue
            case int() | Decimal() as number:
                named[name] = _number(number)
            case (str(), *_) as texts:
                named[name] = _listed([called(name, text) for text in texts], last=AND)
    return named


def _period(rule: Rule) -> Period | None:
    within = getattr(rule.parameters, "within", None)
    return within.period if within is not None else None


def _amount(rule: Rule, value: float | None) -> Any:
    """What was observed, with its unit where the shape counts time."""
    if value is None:
        return ""
    if not BY_NAME[rule.shape].counts_time:
        return _number(value)
    period = _period(rule)
    if period is not None and period.unit != "hours":
        return _UNIT["calendar_days"].fill(n=_number(value))
    if period is None and value >= MANY_HOURS:
        return _UNIT["calendar_days"].fill(n=_number(round(value / 24, 1)))
    return _UNIT["hours"].fill(n=_number(round(value, 1)))


def _limit(rule: Rule, value: float | None) -> Any:
    """What was allowed: for a statutory period, the period as the law says it."""
    period = _period(rule)
    if BY_NAME[rule.shape].counts_time and period is not None:
        return period_in_words(period)
    return _amount(rule, value)


def _number(value: float | Decimal | None) -> str:
    if value is None:
        return ""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _listed(values: Sequence[str | Text], *, last: Text = OR) -> Text:
    shown = [value if isinstance(value, Text) else Text(value, value) for value in values]
    if len(shown) <= 1:
        return shown[0] if shown else Text("", "")
    return Text(
        "、".join(one.zh for one in shown[:-1]) + last.zh + shown[-1].zh,
        ", ".join(one.en for one in shown[:-1]) + f" {last.en} " + shown[-1].en,
    )


def _day(moment: int) -> dt.date:
    return day_of(moment)
