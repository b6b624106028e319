"""Small random worlds: acts of many subjects, and standards of one shape to judge them by."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhunsheng.model.act import Act, Gap, Mandate
from zhunsheng.model.clock import Calendar, CalendarYear, Clock, ClockVersion, Period
from zhunsheng.model.law import Basis
from zhunsheng.model.moment import Moment, moment_of
from zhunsheng.model.notation_step import read_conditions
from zhunsheng.model.power import Grant, Post
from zhunsheng.model.register import Register
from zhunsheng.model.run import Trace
from zhunsheng.model.standard import (
    BoundsRow,
    BoundsTable,
    BoundsVersion,
    Exemption,
    Standard,
    StandardVersion,
)
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity

ACTIVITIES = ("A", "B", "C", "D")
OFFICERS = ("o1", "o2", "o3", None)
POSTS = ("p1", "p2", None)
OFFICES = ("x", "y", None)
START = dt.datetime(2010, 3, 20)
BASIS = (Basis("law", "1"),)
SAY = Text("甲", "a")

_STEPS: tuple[Any, ...] = (
    "A", "B", "C", "D", ["A", "B"], ["C", "D"], "*",
    {"activity": "A", "where": {"mode": ["m1"]}},
    {"activity": ["A", "C"], "where": {"amount": {"at_least": 5}}},
    {"activity": "B", "where": {"mode": {"not_in": ["m2"]}, "office": "x"}},
    {"activity": "D", "where": {"code": {"prefix": ["00"]}}},
    {"activity": "B", "where": {"mode": {"present": True}}},
)  # fmt: skip
_PERIODS = (
    {"days": 0}, {"days": 3}, {"days": 9, "roll": True}, {"working_days": 2}, {"working_days": 5},
    {"hours": 30}, {"months": 1}, {"clock": "clock"},
)  # fmt: skip
_SCOPES = (
    None, None, None, {"office": "x"}, {"mode": ["m1", "m2"]},
    {"amount": {"at_least": 3, "below": 8}}, {"office": {"not_in": ["y"]}},
)  # fmt: skip


@dataclass(frozen=True)
class World:
    register: Register
    acts: tuple[Act, ...]
    mandates: tuple[Mandate, ...]
    gaps: tuple[Gap, ...]
    as_of: Moment


def parameters_of(shape: str, draw: random.Random) -> dict[str, Any]:
    """Random parameters of a shape."""
    step = lambda: draw.choice(_STEPS)  # noqa: E731
    maybe = lambda value: value if draw.random() < 0.4 else None  # noqa: E731
    period = lambda: dict(draw.choice(_PERIODS))  # noqa: E731
    field = draw.choice(("amount", "mode", "code"))
    match shape:
        case "missing_step":
            drawn = {"at": step(), "needs": step(), "when": maybe(step()), "after": maybe(step())}
        case "wrong_order":
            drawn = {"first": step(), "then": step(), "counted": draw.random() < 0.5}
        case "forbidden_after":
            drawn = {
                "after": step(), "forbidden": step(), "until": maybe(step()),
                "within": maybe(period()),
            }  # fmt: skip
        case "never_together" | "conflicting_duties":
            drawn = {"one": step(), "other": step()}
        case "overdue":
            drawn = {
                "from": step(), "to": step(), "each": draw.choice(("first", "every")),
                "released_by": maybe(step()),
            }  # fmt: skip
            if draw.random() < 0.25:
                drawn["due"] = "due"
            else:
                drawn["within"] = period()
                if draw.random() < 0.4:
                    drawn |= {"suspended_by": step(), "resumed_by": step()}
                    drawn["within"] = draw.choice((drawn["within"], {"hours": 30}))
            if drawn["released_by"] is None and draw.random() < 0.4:
                drawn["only_if_done"] = True
        case "beyond_authority":
            drawn = {"act": step()} | draw.choice(
                (
                    {"posts": ["p1"]}, {"power": "power"}, {"power": "power", "amount": "amount"},
                    {"power": "power", "amount": "amount"},
                    {"certificate": "c1"}, {"roster": "r1"},
                )
            )  # fmt: skip
        case "too_few_hands":
            drawn = {"acts": step(), "at_least": draw.choice((2, 3))}
            drawn |= {"also": ["mode"]} if draw.random() < 0.4 else {}
        case "out_of_bounds":
            drawn = {"act": step(), "field": "amount"} | draw.choice(
                (
                    {"at_least": 3}, {"at_most": Decimal("6.5")}, {"at_least": 2, "at_most": 7},
                    {"table": "table"}, {"at_most": 2, "relative_to": "base"},
                )
            )  # fmt: skip
        case "altered_after":
            drawn = {"after": step(), "by": step(), "field": field}
        case "mismatch":
            drawn = {
                "one": step(), "field": "mode", "other_field": "code", "other": maybe(step()),
            } | draw.choice(
                (
                    {}, {"field": "officer", "other_field": "checker"},
                    {"field": "amount", "other_field": "base", "tolerance": 2},
                    {"field": "amount", "other_field": "base", "tolerance_share": Decimal("0.5")},
                )
            )  # fmt: skip
        case "too_often":
            drawn = {"act": step(), "more_than": draw.choice((1, 2, 3)), "within": period()}
        case "repeated_change":
            drawn = {"acts": step(), "field": field, "at_most": draw.choice((0, 1, 2))}
        case "unlike_treatment":
            refund = {"activity": "*", "where": {"amount": {"below": 0}}}
            drawn = {
                "act": draw.choice((step(), step(), refund)),
                "alike": draw.choice((["mode"], ["mode", "code"], ["office"])),
                "period": draw.choice(("all", "year", "month")),
            } | draw.choice(({"outcome": "amount", "ratio": 2}, {"outcome": "code"}))  # fmt: skip
        case "record_missing":
            drawn = {"act": step(), "fields": draw.choice((["mode"], ["officer", "due"]))}
        case _:
            raise ValueError(shape)
    return {name: value for name, value in drawn.items() if value is not None}


def random_world(shape: str, seed: int, *, subjects: int = 40, standards: int = 6) -> World:
    """A world of one shape; the same for the same seed."""
    draw = random.Random(f"{shape}/{seed}")
    acts = [act for n in range(1, subjects + 1) for act in _acts_of(n * 7919, draw)]
    return World(
        register=random_register(shape, draw, standards),
        acts=tuple(acts),
        mandates=tuple(_mandates(draw)),
        gaps=_gaps(draw),
        as_of=moment_of(START + dt.timedelta(days=draw.choice((20, 60, 400))), offset_minutes=120),
    )


def random_register(shape: str, draw: random.Random, standards: int) -> Register:
    cut = dt.date(2010, 4, 2)
    made = [_standard(f"s{n}", shape, draw) for n in range(standards)]
    made.append(_twin(_standard("twin", shape, random.Random(repr(made[0]))), of=made[0]))
    exemptions = (
        Exemption("e1", "s0", SAY, "boss", Validity(dt.date(2010, 3, 25), dt.date(2010, 4, 4)),
                  offices=("x",)),
        Exemption("e2", "s1", SAY, "boss", Validity(dt.date(2010, 1, 1)), subjects=("case 7919",)),
    )  # fmt: skip
    # From the clock's or the table's change the law may fall silent for some days.
    parameters = repr(sorted(made[0].versions[0].parameters.items(), key=str))
    again = cut + dt.timedelta(days=random.Random(parameters).choice((0, 4)))
    years = tuple(
        CalendarYear(year, frozenset({dt.date(year, 4, 5)}), frozenset({dt.date(year, 4, 10)}))
        for year in draw.choice(((2010,), (2009, 2010, 2011), (2009, 2011)))
    )
    return Register(
        id="world",
        title=SAY,
        legal_zone="Europe/Rome",
        digest="0",
        posts=(
            Post("p1", SAY, (Grant("power", Validity(dt.date(2000, 1, 1)), Decimal(6)),
                             Grant("power", Validity(dt.date(2010, 4, 12)), None))),
            Post("p2", SAY, (Grant("power", Validity(dt.date(2010, 3, 26)), Decimal(3)),)),
        ),
        clocks=(
            Clock(
                "clock", SAY,
                (
                    ClockVersion(Validity(dt.date(2000, 1, 1), cut), Period(4, "calendar_days"),
                                 BASIS),
                    ClockVersion(Validity(again), Period(2, "calendar_days"), BASIS),
                ),
            ),
        ),
        tables=(
            BoundsTable(
                "table", SAY, ("mode",),
                (
                    BoundsVersion(Validity(dt.date(2000, 1, 1), cut), BASIS,
                                  (BoundsRow(("m1",), Decimal(2), Decimal(5)),)),
                    BoundsVersion(Validity(again), BASIS,
                                  (BoundsRow(("m1",), Decimal(3), None),
                                   BoundsRow(("m2",), None, Decimal(4)))),
                ),
            ),
        ),
        standards=tuple(made),
        exemptions=exemptions,
        calendar=Calendar("c", frozenset({5, 6}), years),
    )  # fmt: skip


def _standard(name: str, shape: str, draw: random.Random) -> Standard:
    cuts = [dt.date(2000, 1, 1)] + ([dt.date(2010, 3, 29)] if draw.random() < 0.4 else [])
    versions = tuple(
        StandardVersion(
            Validity(start, end),
            BASIS,
            shape,
            "case",
            parameters_of(shape, draw),
            read_conditions(draw.choice(_SCOPES)),
        )
        for start, end in zip(cuts, [*cuts[1:], None], strict=True)
    )
    return Standard(name, SAY, "power", ("p1",), 1, "high", versions)


def _twin(one: Standard, *, of: Standard) -> Standard:
    """The standard with another's parameters: they differ in scope and dates alone."""
    parameters = of.versions[0].parameters
    return replace(one, versions=tuple(replace(v, parameters=parameters) for v in one.versions))


def _acts_of(subject: int, draw: random.Random) -> list[Act]:
    acts, rank, last = [], 0, None
    at = START + dt.timedelta(days=draw.choice((*range(12), 280)))
    for n in range(draw.randint(1, 9)):
        hours = draw.choice((0, 0, 1, 20, 24, 49, 72, 24 * 11))
        at = at + dt.timedelta(hours=hours, minutes=draw.choice((0, 0, 7)))
        rank = rank + 1 if at == last and draw.random() < 0.7 else 0
        last = at
        attributes: dict[str, Any] = {}
        if draw.random() < 0.85:
            attributes["mode"] = draw.choice(("m1", "m2", "m3"))
        if draw.random() < 0.85:
            attributes["amount"] = (Decimal(draw.randint(-4, 18)) / 2).quantize(Decimal("0.0001"))
        if draw.random() < 0.8:
            attributes["base"] = Decimal(draw.choice((-1, 0, 1, 2, 6, 9_000_000_000))).quantize(
                Decimal("0.0001")
            )
        if draw.random() < 0.8:
            attributes["code"] = draw.choice(("001", "m1", "m2", "100"))
        if draw.random() < 0.8:
            attributes["checker"] = draw.choice(("o1", "o2"))
        offset = 120 if at >= dt.datetime(2010, 3, 28, 1) else 60
        due = at + dt.timedelta(hours=draw.choice((-5, 30, 24 * 9)))
        times = {"due": moment_of(due, offset_minutes=120)} if draw.random() < 0.8 else {}
        acts.append(
            Act(
                act=subject * 100 + n,
                subject=subject,
                activity=draw.choice(ACTIVITIES),
                moment=moment_of(at, rank=rank, offset_minutes=offset),
                officer=draw.choice(OFFICERS),
                post=draw.choice(POSTS),
                office=draw.choice(OFFICES),
                attributes=attributes,
                times=times,
                subject_id=f"case {subject}",
            )
        )
    draw.shuffle(acts)
    return acts


def _mandates(draw: random.Random) -> list[Mandate]:
    kinds = [("post", "p1"), ("post", "p2"), ("certificate", "c1"), ("roster", "r1")]
    kinds = kinds[draw.choice((0, 0, 2)) :]
    found = []
    for officer in ("o1", "o2"):
        for kind, value in draw.sample(kinds, draw.randint(0, len(kinds))):
            start = START + dt.timedelta(days=draw.randint(-3, 10))
            end = start + dt.timedelta(days=draw.randint(1, 20)) if draw.random() < 0.6 else None
            found.append(
                Mandate(officer, kind, value, moment_of(start), moment_of(end) if end else None)  # type: ignore[arg-type]
            )
    return found


def _gaps(draw: random.Random) -> tuple[Gap, ...]:
    """None, or two: one that may lie long before any act, and one in the midst of them."""
    if draw.random() < 0.5:
        return ()
    days = draw.randint(-200, 30)
    start = START + dt.timedelta(days=days)
    end = start + dt.timedelta(days=draw.randint(1, 40))
    lost = draw.choice(((), ("B",), ("C", "D")))
    near = random.Random(days)
    since = START + dt.timedelta(days=near.randint(3, 45), hours=near.randint(0, 23))
    until = since + dt.timedelta(hours=near.randint(1, 300))
    return (
        Gap(moment_of(start), moment_of(end), "down", lost),
        Gap(moment_of(since), moment_of(until), "away", near.choice(((), ("A",), ("B", "D")))),
    )


def write_trace(world: World, folder: Path, *, acts: Sequence[Act] | None = None) -> Trace:
    """The world's acts as a trace on disk."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = sorted(world.acts if acts is None else acts, key=lambda a: (a.subject, a.moment, a.act))
    text = lambda name: [a.attributes.get(name) for a in rows]  # noqa: E731
    number = pa.decimal128(18, 4)
    strand = pa.table(
        {
            "subject": pa.array([a.subject for a in rows], pa.int64()),
            "moment": pa.array([a.moment for a in rows], pa.int64()),
            "act": pa.array([a.act for a in rows], pa.int64()),
            "batch": pa.array([1] * len(rows), pa.int32()),
            "activity": pa.array([a.activity for a in rows], pa.string()),
            "officer": pa.array([a.officer for a in rows], pa.string()),
            "post": pa.array([a.post for a in rows], pa.string()),
            "office": pa.array([a.office for a in rows], pa.string()),
            "a_mode": pa.array(text("mode"), pa.string()),
            "a_code": pa.array(text("code"), pa.string()),
            "a_checker": pa.array(text("checker"), pa.string()),
            "n_amount": pa.array(text("amount"), number),
            "n_base": pa.array(text("base"), number),
            "t_due": pa.array([a.times.get("due") for a in rows], pa.int64()),
        }
    )
    pq.write_table(strand, folder / "case.parquet")
    subjects = sorted({(a.subject, a.subject_id) for a in rows})
    objects = pa.table(
        {
            "type": ["case"] * len(subjects),
            "subject": pa.array([s for s, _ in subjects], pa.int64()),
            "id": [i for _, i in subjects],
        }
    )
    pq.write_table(objects, folder / "objects.parquet")
    held = pa.table(
        {
            "officer": pa.array([m.officer for m in world.mandates], pa.string()),
            "kind": pa.array([m.kind for m in world.mandates], pa.string()),
            "value": pa.array([m.value for m in world.mandates], pa.string()),
            "start": pa.array([m.start for m in world.mandates], pa.int64()),
            "end": pa.array([m.end for m in world.mandates], pa.int64()),
        }
    )
    pq.write_table(held, folder / "mandates.parquet")
    return Trace(
        strands={"case": [folder / "case.parquet"]},
        objects=[folder / "objects.parquet"],
        mandates=[folder / "mandates.parquet"],
        gaps=world.gaps,
    )
