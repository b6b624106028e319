"""A few firms' declarations are always taken first, by the same hands."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import MINUTE
from zhunsheng.simulate.misconduct.assigning import review_by
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.course import course
from zhunsheng.simulate.misconduct.duty import delay
from zhunsheng.simulate.misconduct.editing import Editing, enter
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

LOOKED_INTO = (
    "control.issue", "value.query", "value.decide", "class.decide", "lab.send", "origin.decide",
    "amend.apply", "amend.approve", "declaration.return", "review.recheck",
)  # fmt: skip


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("document-review",))


def _act(editing: Editing) -> None:
    passed = editing.of("review.pass")
    if passed is None:
        return
    known = np.unique(passed.objects["declaration"][passed.officer >= 0])
    known = known[
        editing.here(known) & editing.for_firms(known) & editing.has("review.open", known)
    ]
    for activity in LOOKED_INTO:
        known = known[~editing.has(activity, known)]
    accepted = editing.time_of("declaration.accept", known)
    at = accepted + ((1 + 4 * editing.lots("wait", known)) * MINUTE).astype(np.int64)
    at = np.minimum(at, editing.time_of("review.open", known))
    by = editing.on_shift(at)
    still = editing.district.staffing.on_duty(by, at + 5 * MINUTE) & (by >= 0)
    cases = editing.chosen(known[still & (accepted >= 0) & editing.settings.covers(accepted)])
    place = np.searchsorted(known, cases)
    at, by = at[place], by[place]
    seconds = np.floor(25 + 40 * editing.lots("seconds", cases))
    done = at + (seconds * 1000).astype(np.int64)
    whole = course(editing, cases)
    was = editing.time_of("review.pass", cases)
    review_by(editing, cases, by)
    delay(editing, whole, was, np.minimum(done - was, 0))
    opened = editing.of("review.open")
    assert opened is not None
    for acts, moment in ((opened, at), (passed, done)):
        rows = editing.rows(acts, cases)
        acts.at[rows] = moment[np.searchsorted(cases, acts.objects["declaration"][rows])]
        acts.recorded[rows] = acts.at[rows]
    _between(editing, cases)
    rows = editing.last("review.pass", cases)
    enter(passed, "seconds", rows, seconds)
    editing.mark(passed, rows, "deed")
    editing.trace("review.open", cases)


def _between(editing: Editing, cases: Longs) -> None:
    """What was done while the declaration lay open is done in the shorter time."""
    deducted = editing.of("licence.deduct")
    if deducted is not None:
        rows = editing.rows(deducted, cases)
        own = deducted.objects["declaration"][rows]
        deducted.at[rows] = editing.time_of("review.open", own) + 15_000
        deducted.recorded[rows] = deducted.at[rows]
        editing.mark(deducted, rows, "trace")


FAST_LANE = Scheme(
    id="fast-lane",
    title=Text("为几家企业开快车道", "A fast lane for a few firms"),
    story=Text(
        "审单人员收受几家企业好处，其报关单一到就由固定几人接手、几十秒审结，放行总比别家快。"
        "时限、权限、步骤样样合规，只有与同类企业相比才看得出来。",
        "Reviewers are paid to take a few firms' declarations the moment they arrive. The same "
        "people pass them within a minute, and their goods are always out first. Every "
        "limit, power and step is in order; it shows only against firms of the same kind.",
    ),
    source="马达加斯加图阿马西纳港研究（QJE 2023，S45）；指标 D11",
    subject="declaration",
    breaks=(),
    plan=_plan,
    act=_act,
)
