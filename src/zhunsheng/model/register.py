"""The register: everything officers may do and must keep to, all versions of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhunsheng.model.clock import Calendar, Clock
from zhunsheng.model.law import Law
from zhunsheng.model.power import Post, Power, RiskPoint
from zhunsheng.model.standard import BoundsTable, Exemption, Standard
from zhunsheng.model.text import Text


@dataclass(frozen=True, slots=True)
class Register:
    """All versions of all items, as loaded from one folder of files.

    ``digest``: SHA-256 (hex) over the canonical form of every item, not over file formatting.
    ``legal_zone``: IANA name of the zone in which the law counts days.
    ``charts``: chart id → absolute path of its BPMN file.
    """

    id: str
    title: Text
    legal_zone: str
    digest: str
    laws: tuple[Law, ...] = ()
    powers: tuple[Power, ...] = ()
    posts: tuple[Post, ...] = ()
    risk_points: tuple[RiskPoint, ...] = ()
    clocks: tuple[Clock, ...] = ()
    tables: tuple[BoundsTable, ...] = ()
    standards: tuple[Standard, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    calendar: Calendar | None = None
    charts: tuple[tuple[str, str], ...] = field(default=())
