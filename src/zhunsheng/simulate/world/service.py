"""A service to practise on, as its folder under ``practice/`` says it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from zhunsheng.model.errors import PracticeError, problem
from zhunsheng.model.notation import Id, Words, refuse
from zhunsheng.model.text import Text
from zhunsheng.register.schema_blocks import TextBlock
from zhunsheng.simulate.files import PracticeBlock, read_block
from zhunsheng.simulate.hours import Pattern
from zhunsheng.simulate.world.figures import Figures, read_figures
from zhunsheng.simulate.world.firm_block import FirmsBlock, read_firms
from zhunsheng.simulate.world.goods import Goods, read_goods


def _minutes(text: str) -> int:
    """A time of day such as 08:30, in minutes; on the quarter hour."""
    hours, _, minutes = text.partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(minutes) in (0, 15, 30, 45)):
        raise refuse(
            "time-of-day",
            f"“{text}”不是整刻的钟点（如 08:30）",
            f"{text!r} is no time of day on the quarter hour, such as 08:30",
        )
    return int(hours) * 60 + int(minutes)


def _is_time(text: str) -> str:
    _minutes(text)
    return text


def _is_span(text: str) -> str:
    begin, dash, end = text.partition("-")
    if not dash or _minutes(begin) >= _minutes(end):
        raise refuse(
            "span-of-day",
            f"“{text}”不是起止钟点（如 08:30-12:00）",
            f"{text!r} is no span of the day, such as 08:30-12:00",
        )
    return text


class PeriodBlock(PracticeBlock):
    first: dt.date
    last: dt.date


class RegimeBlock(PracticeBlock):
    """``changes``: times at which one spell follows another; ``spans``: spells on each day."""

    days: Literal["all", "working", "off"] = "all"
    changes: list[Annotated[str, AfterValidator(_is_time)]] = Field(default_factory=list)
    spans: list[Annotated[str, AfterValidator(_is_span)]] = Field(default_factory=list)

    def pattern(self) -> Pattern:
        spans = tuple(
            (_minutes(begin), _minutes(end))
            for begin, _, end in (s.partition("-") for s in self.spans)
        )
        return Pattern(self.days, tuple(map(_minutes, self.changes)), spans)


class RosterBlock(PracticeBlock):
    """``cycle``: crews in turn, spell by spell; ``days_off``: fixed days of the week off."""

    regime: Id
    cycle: list[Words] = Field(default_factory=list)
    days_off: int = Field(default=0, ge=0, le=3)


class AbsenceBlock(PracticeBlock):
    a_year: float = Field(ge=0)
    days: tuple[int, int]


class PeopleBlock(PracticeBlock):
    service_years: tuple[float, float]
    post_years: dict[Literal["key", "other"], tuple[float, float, float]]
    section_head_years: tuple[float, float, float]
    junior_years: float
    female: float = Field(ge=0, le=1)
    languages: dict[Id, float]
    acting_share: float = Field(ge=0, le=1)
    acting_days: tuple[int, int]


class DoublesBlock(PracticeBlock):
    """Pairs of posts one person may hold at an office of fewer than ``below`` people."""

    below: int
    posts: list[tuple[Id, Id]]


class SectionBlock(PracticeBlock):
    id: Id
    title: TextBlock
    size: int = Field(ge=2)
    posts: list[Id] = Field(min_length=1)


class SpecialityBlock(PracticeBlock):
    """A desk within a post for some goods or a language, where at least ``from`` officers are:
    ``share`` of them, at least ``least``. ``offices``, ``districts``: only there, if any."""

    id: Id
    title: TextBlock
    posts: list[Id]
    goods: list[Id] = Field(default_factory=list)
    language: Id | None = None
    offices: list[Id] = Field(default_factory=list)
    districts: list[Words] = Field(default_factory=list)
    share: float = Field(gt=0, lt=1)
    least: int = Field(ge=4)
    among: int = Field(alias="from", ge=8)


class StemsBlock(PracticeBlock):
    zh: list[Words] = Field(min_length=1)
    en: list[Words] = Field(min_length=1)


class NamesBlock(PracticeBlock):
    """``stems``: of offices' names; ``objects``: pattern of ids by object type (``naming``)."""

    stems: StemsBlock
    objects: dict[str, Words] = Field(default_factory=dict)


PostRow = tuple[float, int, Id]
"""Share of the office's people, least number, roster."""


class SmallBlock(PracticeBlock):
    """The desks of an office of fewer than ``below`` people, in place of its kind's."""

    below: int
    desks: list[Id]


class KindBlock(PracticeBlock):
    """A kind of office: its level, how its name is made, its weight, its posts and desks."""

    level: Literal["headquarters", "district", "subordinate"]
    title: TextBlock
    weight: float = Field(default=1.0, ge=0)
    desks: list[Id] = Field(default_factory=list)
    small: SmallBlock | None = None
    posts: dict[Id, PostRow] = Field(default_factory=dict)


class ServiceBlock(PracticeBlock):
    """``service.yaml``."""

    id: Id
    title: TextBlock
    verified: bool = True
    period: PeriodBlock
    history_days: int = Field(ge=0)
    ahead_days: int = Field(ge=0)
    regimes: dict[Id, RegimeBlock]
    rosters: dict[Id, RosterBlock]
    absences: dict[Id, AbsenceBlock]
    people: PeopleBlock
    doubles: DoublesBlock
    rostered: list[Id]
    rostered_days: int = Field(ge=0)
    sections: list[SectionBlock]
    specialities: list[SpecialityBlock] = Field(default_factory=list)
    names: NamesBlock
    on_duty: dict[Id, int]
    kinds: dict[Id, KindBlock]
    desks: dict[Id, dict[Id, PostRow]]


class HeadquartersBlock(PracticeBlock):
    code: Words
    title: TextBlock
    staff: int


class DistrictBlock(PracticeBlock):
    code: Words
    title: TextBlock
    region: Literal["coast", "border", "inland"]
    staff: int = Field(ge=100)
    weight: float = Field(gt=0)
    offices: dict[Id, int]


class OfficesBlock(PracticeBlock):
    """``offices.yaml``."""

    verified: bool = True
    headquarters: HeadquartersBlock
    districts: list[DistrictBlock] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of what is practised on."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Service:
    """A service as read. ``folder``: where its plays and dials are too."""

    folder: Path
    block: ServiceBlock
    offices: OfficesBlock
    figures: Figures
    goods: Goods
    firms: FirmsBlock

    @property
    def title(self) -> Text:
        return Text(self.block.title.zh, self.block.title.en)

    @property
    def period(self) -> Period:
        return Period(self.block.period.first, self.block.period.last)

    @property
    def patterns(self) -> dict[str, Pattern]:
        """The regimes' patterns by name, for ``build_hours``."""
        return {name: regime.pattern() for name, regime in self.block.regimes.items()}

    def posts(self, kind: str, staff: int) -> dict[str, PostRow]:
        """The posts of an office of a kind and of so many people."""
        block = self.block.kinds[kind]
        small = block.small is not None and staff < block.small.below
        found: dict[str, PostRow] = {}
        for name in block.small.desks if small and block.small else block.desks:
            found.update(self.block.desks[name])
        if not small:
            found.update(block.posts)
        return found

    def district(self, code: str) -> DistrictBlock:
        """The district of a four-digit code. Raises PracticeError for an unknown one."""
        for district in self.offices.districts:
            if district.code == code:
                return district
        raise PracticeError(
            (
                problem(
                    "district-unknown",
                    (f"没有代码为“{code}”的直属海关", f"no district has the code {code!r}"),
                    mend=(
                        "请用 offices.yaml 中的四位关区代码",
                        "use a four-digit code of offices.yaml",
                    ),
                ),
            )
        )


def read_service(folder: Path) -> Service:
    """The service in a folder. Raises PracticeError with all that is wrong in a file."""
    block = read_block(folder / "service.yaml", ServiceBlock)
    offices = read_block(folder / "offices.yaml", OfficesBlock)
    _refer(block, offices, folder)
    return Service(
        folder,
        block,
        offices,
        read_figures(folder / "figures.yaml"),
        read_goods(folder / "goods.yaml"),
        read_firms(folder / "firms.yaml"),
    )


def _refer(block: ServiceBlock, offices: OfficesBlock, folder: Path) -> None:
    """Names in one part that another part must know. Raises PracticeError."""
    faults: list[tuple[str, str, str, str]] = []

    def ask(name: str, known: object, zh: str, en: str) -> None:
        if name not in known:  # type: ignore[operator]
            faults.append((name, zh, en, "service.yaml"))

    for roster in block.rosters.values():
        ask(roster.regime, block.regimes, "regimes 中的作息", "a regime")
    rows = [kind.posts for kind in block.kinds.values()] + list(block.desks.values())
    for posts in rows:
        for _, _, name in posts.values():
            ask(name, block.rosters, "rosters 中的排班", "a roster")
    for kind in block.kinds.values():
        for name in [*kind.desks, *(kind.small.desks if kind.small else [])]:
            ask(name, block.desks, "desks 中的岗位组", "a group of desks")
    for district in offices.districts:
        for name in district.offices:
            ask(name, block.kinds, "kinds 中的机构类别", "a kind of office")
    if faults:
        raise PracticeError(
            tuple(
                problem(
                    "practice-unknown-name",
                    (f"“{name}”不是{zh}", f"{name!r} is not {en}"),
                    mend=(
                        f"在 {folder / file} 中补写或改正",
                        f"add or correct it in {folder / file}",
                    ),
                )
                for name, zh, en, file in faults
            )
        )
