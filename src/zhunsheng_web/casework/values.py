"""Values of the trace as people read them: codes in words, numbers with what they count.

For what the register does not name: its own codes are in the evidence as words already.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

import yaml

from zhunsheng.model.text import Text

_PERIODS = {"days": ("日", "days"), "hours": ("小时", "hours")}


@dataclass(frozen=True, slots=True)
class _Words:
    codes: dict[tuple[str, str], Text]
    units: dict[str, Text]
    shares: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    told = yaml.safe_load(Path(__file__).with_name("values.yaml").read_text("utf-8"))
    return _Words(
        codes={
            (field, code): Text(title["zh"], title["en"])
            for field, codes in told["codes"].items()
            for code, title in codes.items()
        },
        units={
            field: Text(unit["title"]["zh"], unit["title"]["en"])
            for unit in told["units"].values()
            for field in unit["fields"]
        },
        shares=frozenset(told["shares"]),
    )


def worded(field: str, value: Text) -> Text:
    """The value of a field as a page says it; what is not known here stays as it is."""
    known = _words().codes.get((field, value.zh))
    if known is not None:
        return known
    unit = _words().units.get(field)
    if unit is None and field not in _words().shares:
        return value
    number = _number(value.zh)
    if number is None:
        return value
    if unit is None:
        said = f"{plainly(100 * number)}%"
        return Text(said, said)
    said = plainly(number)
    return Text(f"{said} {unit.zh}", f"{said} {unit.en}")


def counted(number: float | None, unit: str) -> Text | None:
    """A number of a finding with its unit, as the library names it (days, hours); None without."""
    if number is None or not unit:
        return None
    said = plainly(Decimal(str(number)))
    name = unit_of(unit)
    return Text(
        f"{said} {name.zh}", f"{said} {name.en.removesuffix('s') if number == 1 else name.en}"
    )


def unit_of(unit: str) -> Text:
    """What a unit of the library is called; '' stays ''."""
    return Text(*_PERIODS.get(unit, (unit, unit)))


def plainly(number: Decimal) -> str:
    """A number with its thousands set apart and no noughts at its end: ``14,542.12``."""
    shown = f"{number:,f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _number(said: str) -> Decimal | None:
    try:
        number = Decimal(said)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
