"""What passes between the stations of intake: a finding on its way to a row of a warning."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zhunsheng.hearing.finding import Finding
from zhunsheng.model.text import Text
from zhunsheng_web.access.models import Office


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as a run tells it. ``officers``: whose acts it is about, the first in the lead;
    ``witnesses``: everybody named in its evidence; ``office``: code, None where none is recorded.
    ``shown``: the acts as pages show them."""

    finding: Finding
    domain: str
    kind: str
    sentence: Text
    happened_at: dt.datetime
    officers: tuple[str, ...]
    witnesses: tuple[str, ...]
    office: str | None
    post: str | None
    money: Decimal | None
    unit: str
    shown: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Placed:
    """The same with the office it belongs to here, and what has to be said of that."""

    told: Told
    office: Office
    remarks: tuple[dict[str, str], ...]


@dataclass(slots=True)
class Group:
    """The rows of one cause: what becomes, or joins, one warning. ``kind``: officer, office or
    case; ``subject``: the officer's number, the office's code, the object's id."""

    key: str
    kind: str
    subject: str
    office: Office
    secrecy: str
    level: int
    rows: list[Placed] = field(default_factory=list)
    why: list[dict[str, str]] = field(default_factory=list)
