"""Somebody pleads for a case, and the fine falls below the range."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Coded, Floats, Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import staff, workplace
from zhunsheng.simulate.misconduct.editing import Editing, enter, number_field, says
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    office = workplace(stage, chance, ("investigation",))
    heads = staff(stage, office, "customs-head") if office >= 0 else np.empty(0, np.int32)
    return Cast(office, heads[: settings.officers])


def _act(editing: Editing) -> None:
    decided = editing.of("penalty.decide")
    if decided is None:
        return
    eligible = editing.settings.covers(decided.at) & (number_field(decided, "fine") > 0)
    known = np.unique(decided.objects["case"][eligible & ~says(decided, "tier", "mitigated")])
    known = known[editing.here(known) & editing.has("case.file", known)]
    begun = editing.time_of("case.file", known)
    over = editing.time_of("penalty.decide", known)
    share = 0.5 + 0.4 * editing.lots("wait", known)
    at = editing.in_office_hours(begun + ((over - begun) * share).astype(np.int64))
    cases = editing.chosen(known[(at < over) & (over - begun > 2 * DAY)])
    at = at[np.searchsorted(known, cases)]
    rows = editing.last("penalty.decide", cases)
    _let_off(editing, cases, np.round(0.1 + 0.25 * editing.lots("share", cases), 2))
    enter(decided, "tier", rows, "mitigated")
    enter(decided, "grounds", rows, "cooperation")
    enter(decided, "confiscation", rows, "false")
    editing.drop("plea.second-look", cases)
    if editing.cast.leader >= 0:
        decided.officer[rows] = np.where(
            editing.district.staffing.on_duty(
                np.full(len(rows), editing.cast.leader, np.int32), decided.at[rows]
            ),
            editing.cast.leader,
            decided.officer[rows],
        )
    editing.mark(decided, rows, "deed")
    clerks = staff(editing.district, editing.cast.office, "integrity-supervision")
    by = clerks[np.arange(len(cases)) % len(clerks)] if len(clerks) else None
    editing.add(
        "plea.linked", "trace", at=at, objects={"case": cases}, officer=by,
        post="integrity-supervision",
        office=None if by is None else editing.district.people.office[by],
        fields={"pleader": _pleaders(editing, len(cases)), "rank": "leader"},
    )  # fmt: skip


def _pleaders(editing: Editing, count: int) -> Coded:
    """Who pleaded, as the register of pleas numbers them."""
    words = tuple(f"P{number}" for number in editing.numbers.serials(count).tolist())
    return Coded(np.arange(count, dtype=np.int32), words)


def _let_off(editing: Editing, cases: Longs, share: Floats) -> None:
    """The fine wherever it stands, and what is counted from it."""
    for activity, names in (
        ("notice.serve", ("fine",)),
        ("penalty.decide", ("fine", "ratio")),
        ("decision.serve", ("fine",)),
        ("fine.pay", ("amount",)),
        ("fine.collect", ("amount",)),
        ("added-fine.charge", ("amount", "principal")),
    ):
        acts = editing.of(activity)
        rows = editing.rows(acts, cases) if acts is not None else np.empty(0, np.int64)
        if acts is None or not len(rows):
            continue
        factor = share[np.searchsorted(cases, acts.objects["case"][rows])]
        for name in names:
            if name in acts.fields:
                digits = 4 if name == "ratio" else 2
                enter(acts, name, rows, np.round(number_field(acts, name)[rows] * factor, digits))
        if activity != "penalty.decide":
            editing.mark(acts, rows, "trace")


LENIENCY_AFTER_PLEA = Scheme(
    id="leniency-after-plea",
    title=Text("说情之后从轻发落", "Leniency after a plea"),
    story=Text(
        "上级领导为在办案件说情，说情虽已登记并关联案件，处罚决定仍越过纪检监察复核，"
        "降为减轻处罚，罚款只及原来的一至三成。",
        "A superior pleads for cases under way. The plea is on record and linked to the case, yet "
        "without the second look of discipline supervision the fine is brought below the range, "
        "to a tenth or a third of what it would have been.",
    ),
    source="拱北海关三任关长系列案，2022–2025（S15）；皇岗海关说情登记（F1）",
    subject="case",
    breaks=("plea-then-leniency-second-look",),
    plan=_plan,
    act=_act,
)
