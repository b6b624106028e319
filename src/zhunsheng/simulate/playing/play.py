"""The grammar of a play: how often, how long and with what values a chart is worked through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, model_validator

from zhunsheng.model.errors import Place
from zhunsheng.model.notation import Id, refuse
from zhunsheng.register.schema_blocks import TextBlock
from zhunsheng.simulate.files import PracticeBlock, blocks_of, read_source_list
from zhunsheng.simulate.playing.formula import Formula, FormulaFault, parse

END = "END"


def _formula(value: Any) -> Formula:
    try:
        return parse(value)
    except FormulaFault as fault:
        raise refuse("formula", f"公式有误：{fault}", f"not a formula: {fault}") from fault


def _branch(value: Any) -> Formula | Literal["rest"]:
    return "rest" if value == "rest" else _formula(value)


def _pair(value: tuple[float, float]) -> tuple[float, float]:
    if value[0] < 0 or value[1] < 0:
        raise refuse("negative", "时长不得为负", "a length of time is not negative")
    return value


def _act(value: Any) -> bool | Formula:
    """Whether a step leaves an act: yes, no, or where a formula holds."""
    return value if isinstance(value, bool) else _formula(value)


Said = Annotated[Formula, PlainValidator(_formula)]
Share = Annotated[Formula | Literal["rest"], PlainValidator(_branch)]
Spread = Annotated[tuple[float, float], AfterValidator(_pair)]


class AfterBlock(PracticeBlock):
    """How long after the step before: median and sigma (lognormal), or whole working days
    between two numbers, or a formula in minutes; or ``at``: a formula that gives the moment."""

    minutes: Spread | None = None
    hours: Spread | None = None
    days: Spread | None = None
    working_days: Spread | None = None
    formula: Said | None = None
    at: Said | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        said = (
            self.minutes, self.hours, self.days, self.working_days, self.formula, self.at
        )  # fmt: skip
        if sum(one is not None for one in said) != 1:
            raise refuse("after-one", "时长只能有一种说法", "give one length of time")
        return self


class UntilBlock(PracticeBlock):
    """By when: so long after a step was last done, or a formula that gives the moment."""

    since: str | None = None
    days: int | None = None
    working_days: int | None = None
    hours: int | None = None
    months: int | None = None
    formula: Said | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        said = (self.days, self.working_days, self.hours, self.months)
        if self.formula is None and (
            self.since is None or sum(one is not None for one in said) != 1
        ):
            raise refuse("until-one", "须写明起算步骤和一种时长", "say since when, and one length")
        return self


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, (str, dict)) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class ByBlock(PracticeBlock):
    """Who does it. ``same_as``: the officer of the first of these steps that was done;
    ``apart_from``: nobody who did one of these; ``officer``: the one in a column or assigned
    earlier; ``system_where``: nobody, a system did it, where the formula holds;
    ``other_section``: not the section of those in ``apart_from``. ``own_post``: in the post
    that ``officer`` holds, at no desk and at any hour."""

    same_as: Names = ()
    apart_from: Names = ()
    officer: str | None = None
    system_where: Said | None = None
    other_section: bool = False
    own_post: bool = False

    @model_validator(mode="after")
    def _own_post_of_somebody(self) -> Self:
        if self.own_post and self.officer is None:
            raise refuse(
                "own-post-of-nobody",
                "own_post 须与 officer 一并写明",
                "own_post goes with officer: whose post it is",
            )
        return self


class AssignBlock(PracticeBlock):
    """An officer drawn for later: one of those on duty at the post's desk."""

    post: Id
    apart_from: Names = ()


class StepBlock(PracticeBlock):
    """What a step takes and leaves. ``id`` and ``activity``: of steps no chart draws; ``post``
    also where the chart's lane names none. ``aside``: an inserted step that takes its own time."""

    id: str | None = None
    activity: str | None = None
    post: Id | None = None
    chance: Said | None = None
    aside: bool = False
    after: AfterBlock | None = None
    until: Annotated[tuple[UntilBlock, ...], BeforeValidator(_as_tuple)] = ()
    hours: str | None = None
    by: ByBlock | Literal["system", "party"] | None = None
    also: dict[str, Literal["apart"]] = Field(default_factory=dict)
    assigns: dict[str, AssignBlock] = Field(default_factory=dict)
    within_shift: bool = False
    margin: float = 0
    act: Annotated[bool | Formula, PlainValidator(_act)] = True
    office: Literal["above", "district", "headquarters"] | None = None
    objects: dict[str, str] = Field(default_factory=dict)
    set: dict[str, Said] = Field(default_factory=dict)
    fields: dict[str, Said] = Field(default_factory=dict)


class InsertsBlock(PracticeBlock):
    """Steps the chart does not draw, done before or after a node, in order."""

    before: dict[str, tuple[StepBlock, ...]] = Field(default_factory=dict)
    after: dict[str, tuple[StepBlock, ...]] = Field(default_factory=dict)


class CallBlock(PracticeBlock):
    """Another chart played in place of a step; where each of its ends goes on. ``name``: what its
    nodes are called by (``name/node``), where the chart's own id would not do."""

    chart: str
    name: str | None = None
    when: Said | None = None
    entry: str | None = None
    exits: dict[str, str] = Field(default_factory=dict)


class VolumeBlock(PracticeBlock):
    """How many cases begin in a month, a number or the id of a figure; ``each``: one case for each
    row of that table of the world. ``times``: so many times that."""

    per_1000_declarations: float | Id | None = None
    per_officer_month: float | Id | None = None
    per_office_month: float | Id | None = None
    each: str | None = None
    times: float = 1

    @model_validator(mode="after")
    def _one(self) -> Self:
        said = (
            self.per_1000_declarations, self.per_officer_month, self.per_office_month, self.each
        )  # fmt: skip
        if sum(one is not None for one in said) != 1:
            raise refuse("volume-one", "业务量只能有一种说法", "give one volume")
        return self


class StartsBlock(PracticeBlock):
    """When cases begin: a regime of hours, weights by hour and by weekday (Monday first), and what
    a day off that is no weekend weighs beside an ordinary day. ``spread: once``: at the very
    beginning of the lead."""

    regime: str = "always"
    hours: tuple[float, ...] = Field(default=(1.0,) * 24, min_length=24, max_length=24)
    weekdays: tuple[float, ...] = Field(default=(1.0,) * 7, min_length=7, max_length=7)
    holidays: float = 1.0
    spread: Literal["even", "once"] = "even"


class PlayBlock(PracticeBlock):
    """One play."""

    id: Id
    title: TextBlock
    chart: str | None = None
    steps_in_order: tuple[StepBlock, ...] = ()
    subject: str
    volume: VolumeBlock
    at: tuple[str, ...] = ("subordinate",)
    lead_days: int = Field(default=0, ge=0)
    starts: StartsBlock = StartsBlock()
    objects: dict[str, str] = Field(default_factory=dict)
    draws: dict[str, dict[str, Any]] = Field(default_factory=dict)
    case: dict[str, Said] = Field(default_factory=dict)
    calls: dict[str, Annotated[tuple[CallBlock, ...], BeforeValidator(_as_tuple)]] = Field(
        default_factory=dict
    )
    inserts: InsertsBlock = InsertsBlock()
    branches: dict[str, dict[str, Share]] = Field(default_factory=dict)
    steps: dict[str, StepBlock] = Field(default_factory=dict)
    boundaries: dict[str, Said] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _two_kinds(cls, value: Any) -> Any:
        """``steps`` is a list in a play without a chart, a table by node beside a chart; ``draws``
        may be a plain list."""
        if isinstance(value, dict):
            value = dict(value)
            if isinstance(value.get("steps"), list):
                value["steps_in_order"] = value.pop("steps")
            if isinstance(value.get("draws"), list):
                value["draws"] = {name: {} for name in value["draws"]}
        return value

    @model_validator(mode="after")
    def _chart_or_steps(self) -> Self:
        if (self.chart is None) == (not self.steps_in_order):
            raise refuse(
                "chart-or-steps", "流程图与步骤须有且只有一种", "a chart or a list of steps"
            )
        for step in self.steps_in_order:
            if not step.id or not step.activity:
                raise refuse(
                    "step-unnamed", "步骤缺 id 或 activity", "a step needs id and activity"
                )
        return self

    @property
    def inserted(self) -> Iterator[StepBlock]:
        """The steps no chart draws."""
        for steps in (*self.inserts.before.values(), *self.inserts.after.values()):
            yield from steps


@dataclass(frozen=True, slots=True)
class Play:
    """A play as read, and where it stands."""

    block: PlayBlock
    place: Place

    @property
    def id(self) -> str:
        return self.block.id


def read_plays(folder: Path) -> list[Play]:
    """All plays of a folder of YAML files, in the order of files. Raises PracticeError."""
    found: dict[str, Play] = {}
    raw: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yaml")):
        source = read_source_list(path)
        for number, item in enumerate(source.data):
            if isinstance(item, dict) and item.get("like") in raw:
                item = source.data[number] = _merged(raw[item["like"]], item)
            if isinstance(item, dict):
                raw[str(item.get("id"))] = item
        for block, number in blocks_of(source, PlayBlock):
            found[block.id] = Play(block, source.place((number,)))
    return list(found.values())


def _merged(like: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A play that is another one with differences: mappings key by key, the rest replaced."""
    both = dict(like)
    for key, value in own.items():
        if key == "like":
            continue
        before = both.get(key)
        both[key] = (
            _merged(before, value)
            if isinstance(before, dict) and isinstance(value, dict)
            else value
        )
    return both
