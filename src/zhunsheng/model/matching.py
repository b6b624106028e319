"""Does an act meet a step? Yes, no, or unknown because a field is not filled.

The one implementation of conditions: the row check asks it about acts, and the engine asks it
about situations (distinct combinations of the fields that conditions look at), so that batch and
counter cannot come to different answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from zhunsheng.model.act import Act
from zhunsheng.model.standard import Condition, Step

Fields = Mapping[str, str | Decimal | None]
"""A view of an act: ``office``, ``post``, ``officer`` and its attributes; absent = not filled."""


def meets(conditions: Iterable[Condition], fields: Fields) -> bool | None:
    """Whether all conditions hold (Kleene's logic: false beats unknown, unknown beats true)."""
    unknown = False
    for condition in conditions:
        answer = _meets_one(condition, fields.get(condition.field))
        if answer is False:
            return False
        unknown = unknown or answer is None
    return None if unknown else True


def plays(step: Step, activity: str, fields: Fields) -> bool | None:
    """Whether an act of ``activity`` with ``fields`` plays the part the step describes."""
    if step.activities and activity not in step.activities:
        return False
    return meets(step.where, fields)


def fields_of(act: Act) -> Fields:
    """The fields of an act that conditions can look at."""
    return {
        "officer": act.officer,
        "post": act.post,
        "office": act.office,
        **{name: str(moment) for name, moment in act.times.items()},
        **act.attributes,
    }


def field_of(act: Act, name: str) -> str | Decimal | None:
    """One of :func:`fields_of`; the row check asks for single fields too often to lay out all."""
    if name in act.attributes:
        return act.attributes[name]
    if name in act.times:
        return str(act.times[name])
    if name == "office":
        return act.office
    if name == "post":
        return act.post
    return act.officer if name == "officer" else None


def _meets_one(condition: Condition, value: str | Decimal | None) -> bool | None:
    if condition.operator == "present":
        return value is not None
    if value is None:
        return None
    if condition.operator in ("at_least", "below"):
        assert condition.bound is not None
        if not isinstance(value, Decimal):
            return None
        at_least = value >= condition.bound
        return at_least if condition.operator == "at_least" else not at_least
    text = str(value)
    if condition.operator == "prefix":
        return text.startswith(condition.values)
    listed = text in condition.values
    return listed if condition.operator == "in" else not listed
