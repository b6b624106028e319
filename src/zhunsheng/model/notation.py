"""How conditions, steps and periods are written in register files, read into the nouns.

A condition: ``office: HQ`` (equals), ``mode: [a, b]`` (one of), or a mapping of operators
``{in, not_in, prefix, at_least, below, present}``. A step: an activity, a list of activities
(any of them), ``"*"`` (any act), or ``{activity: …, where: {…}}``. A period: ``{clock: id}`` or
exactly one of ``days``, ``working_days``, ``hours``, ``months``, ``years``, plus ``roll``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from zhunsheng.model.clock import Period, Unit
from zhunsheng.model.standard import Condition, Operator, Step

ANY_ACTIVITY = "*"

_LISTED: tuple[Operator, ...] = ("in", "not_in", "prefix")
_BOUNDED: tuple[Operator, ...] = ("at_least", "below")
_UNITS: dict[str, Unit] = {
    "days": "calendar_days",
    "working_days": "working_days",
    "hours": "hours",
    "months": "months",
    "years": "years",
}


@dataclass(frozen=True, slots=True)
class PeriodReference:
    """A period written out, or the name of a clock whose versions say it."""

    period: Period | None = None
    clock: str | None = None


def read_conditions(written: object) -> tuple[Condition, ...]:
    """Conditions on fields, in the order of their fields. Raises ValueError saying what is off."""
    if written is None:
        return ()
    if not isinstance(written, Mapping):
        raise ValueError("conditions are written as a mapping of field to constraint")
    found: list[Condition] = []
    for field, constraint in written.items():
        found.extend(_constraint(str(field), constraint))
    return tuple(sorted(found, key=lambda c: (c.field, c.operator, c.values, c.bound or 0)))


def read_step(written: object) -> Step:
    """A step from its notation. Raises ValueError saying what is off."""
    where: tuple[Condition, ...] = ()
    if isinstance(written, Step):
        return written
    if isinstance(written, Mapping):
        unknown = set(written) - {"activity", "where"}
        if unknown or "activity" not in written:
            raise ValueError("a step has the keys activity and, if need be, where")
        where = read_conditions(written.get("where"))
        written = written["activity"]
    if written == ANY_ACTIVITY:
        return Step((), where)
    names = [written] if isinstance(written, str) else written
    if not isinstance(names, list | tuple) or not names:
        raise ValueError("a step names an activity, a list of activities, or '*'")
    if not all(isinstance(name, str) and name for name in names):
        raise ValueError("activities are texts")
    return Step(tuple(sorted(set(names))), where)


def read_period(written: object) -> PeriodReference:
    """A period or a reference to a clock. Raises ValueError saying what is off."""
    if isinstance(written, PeriodReference):
        return written
    if not isinstance(written, Mapping):
        raise ValueError("a period is written {clock: …} or {days: …}, {working_days: …}, …")
    given: dict[str, Any] = dict(written)
    roll = given.pop("roll", False)
    if set(given) == {"clock"} and isinstance(given["clock"], str) and roll is False:
        return PeriodReference(clock=given["clock"])
    if len(given) != 1 or next(iter(given)) not in _UNITS:
        raise ValueError(f"a period has exactly one of clock, {', '.join(_UNITS)}")
    ((unit, length),) = given.items()
    if isinstance(length, bool) or not isinstance(length, int) or length < 0:
        raise ValueError(f"{unit} is a whole number, not {length!r}")
    if not isinstance(roll, bool):
        raise ValueError("roll is true or false")
    if unit == "working_days" and length < 1:
        raise ValueError("working_days is at least 1")
    return PeriodReference(period=Period(length, _UNITS[unit], roll))


def _constraint(field: str, written: object) -> list[Condition]:
    if isinstance(written, Mapping):
        if not written:
            raise ValueError(f"{field}: the constraint is empty")
        return [_operator(field, str(op), value) for op, value in written.items()]
    return [_operator(field, "in", written)]


def _operator(field: str, operator: str, value: object) -> Condition:
    if operator in _LISTED:
        listed = value if isinstance(value, list | tuple) else [value]
        if not listed:
            raise ValueError(f"{field}: {operator} needs at least one value")
        texts = tuple(sorted({_text(field, item) for item in listed}))
        return Condition(field, operator, values=texts)
    if operator in _BOUNDED:
        return Condition(field, operator, bound=read_number(field, value))
    if operator == "present":
        if value is not True:
            raise ValueError(f"{field}: present can only be true")
        return Condition(field, "present")
    raise ValueError(
        f"{field}: {operator!r} is none of {', '.join((*_LISTED, *_BOUNDED, 'present'))}"
    )


def _text(field: str, value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{field}: {value!r} must be written in quotes, codes are texts")


def read_number(field: str, value: object) -> Decimal:
    """A number with at most four decimals, exact. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"{field}: {value!r} is not a number")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{field}: {value!r} is not a number") from None
    if not number.is_finite() or number != number.quantize(Decimal("0.0001")):
        raise ValueError(f"{field}: {value!r} has more than four decimals")
    return number
