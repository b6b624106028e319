"""The register: everything officers may do and must keep to, all versions of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhunsheng.model.clock import Calendar, Clock
from zhunsheng.model.code import Code, CodeTable
from zhunsheng.model.indicator import Indicator
from zhunsheng.model.law import Law
from zhunsheng.model.parameter import SiteParameter
from zhunsheng.model.power import Post, Power, PublicDefault, RiskPoint
from zhunsheng.model.review import Review
from zhunsheng.model.standard import BoundsTable, Exemption, Standard
from zhunsheng.model.text import Text
from zhunsheng.model.timing import Timing
from zhunsheng.model.vocabulary import Activity, RecordField


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
    codes: tuple[CodeTable, ...] = ()
    activities: tuple[Activity, ...] = ()
    fields: tuple[RecordField, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    parameters: tuple[SiteParameter, ...] = ()
    public_defaults: tuple[PublicDefault, ...] = ()
    glossary: tuple[Code, ...] = ()
    reviews: tuple[Review, ...] = ()
    timings: tuple[Timing, ...] = ()
    calendar: Calendar | None = None
    charts: tuple[tuple[str, str], ...] = field(default=())

    def code_table(self, table: str) -> CodeTable | None:
        """The closed list of that name, or None where the register has none."""
        return next((one for one in self.codes if one.id == table), None)

    def standard(self, standard: str) -> Standard | None:
        """The standard of that id, or None where the register has none."""
        return next((one for one in self.standards if one.id == standard), None)
