"""A declaration that proved false is handed back, filed anew, and released at once."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import NOBODY, Flags, Floats, Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import MINUTE
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.course import Course, course
from zhunsheng.simulate.misconduct.editing import Editing, enter, number_field, says
from zhunsheng.simulate.misconduct.money import rescale
from zhunsheng.simulate.misconduct.numbers import office_of
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

BEFORE = frozenset(
    ("manifest.submit", "manifest.arrive", "manifest.tally", "declaration.submit",
     "declaration.accept", "review.open", "review.pass", "control.issue", "image.scan",
     "image.review", "job.assign", "job.reassign", "goods.present", "party.attend",
     "witness.attend", "inspection.open-absent", "inspection.start", "inspection.join",
     "inspection.finish", "video.cover", "control.close", "draw.commit", "draw.run", "draw.log")
)  # fmt: skip
"""What may have happened until the instruction is closed: cases with anything else are left be."""
SETTLING = ("tax.assess", "tax.bill", "tax.pay", "release.order")
AFTER = frozenset((*SETTLING, "gate.out", "gate.lift", "manifest.writeoff", "declaration.close"))
STEPS = (
    ("declaration.submit", 20),
    ("declaration.accept", 23),
    ("review.open", 26),
    ("review.pass", 29),
)
"""The new declaration's own beginning, in minutes after the old one was returned."""
SETTLED = {"tax.assess": 33, "tax.bill": 36, "tax.pay": 62, "release.order": 70}


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("inspection",), kinds=("land", "sea"))


def _act(editing: Editing) -> None:
    known, back = _eligible(editing)
    chosen = editing.chosen(known)
    back = back[np.searchsorted(known, chosen)]
    if not len(chosen):
        return
    new = editing.numbers.objects(office_of(chosen))
    released = editing.time_of("release.order", chosen)
    out = course(editing, chosen)
    after = out.at > editing.time_of("control.close", chosen)[out.case]
    pace = _pace(editing, chosen)
    times = _times(out, after, back, released, pace)
    _return(editing, chosen, back)
    _file_anew(editing, chosen, new, back, pace)
    out.move(editing, times)
    for acts, rows, places in out.of(after):
        if "declaration" in acts.objects:
            acts.objects["declaration"][rows] = np.where(
                acts.objects["declaration"][rows] >= 0, new[out.case[places]], NOBODY
            )
    factor = np.round(1.4 + 1.4 * editing.lots("more", new), 2)
    rescale(editing, new, value=factor, tax=factor)
    _scale_quantity(editing, new, factor)
    _release_by_hand(editing, chosen, new)


def _eligible(editing: Editing) -> tuple[Longs, Longs]:
    """Declarations the cast inspected, with nothing about them but an inspection and a tax, where
    the inspector is still there when the goods go out again."""
    finish = editing.of("inspection.finish")
    none = np.empty(0, np.int64)
    if finish is None:
        return none, none
    mine = editing.cast.has(finish.officer) & editing.settings.covers(finish.at)
    known = np.unique(finish.objects["declaration"][mine & says(finish, "result", "normal")])
    known = known[editing.has("release.order", known) & editing.has("control.close", known)]
    known = known[editing.number_of("declaration.accept", "late_days", known) <= 0]
    if not len(known):
        return none, none
    out = course(editing, known)
    closed = editing.time_of("control.close", known)
    plain = np.ones(len(known), np.bool_)
    for number, acts in enumerate(out.acts):
        own = out.which == number
        late = out.at > closed[out.case]
        if acts.activity not in BEFORE:
            plain[out.case[own & ~late]] = False
        if acts.activity not in AFTER:
            plain[out.case[own & late]] = False
    pace = _pace(editing, known)
    back = closed + (12 * pace).astype(np.int64)
    by = editing.officer_of("inspection.finish", known)
    duty = editing.district.staffing.on_duty
    there = duty(by, back) & duty(by, back + _after(SETTLED["release.order"], pace))
    there &= _human_hands_there(editing, known, back, pace)
    return known[plain & there], back[plain & there]


def _pace(editing: Editing, cases: Longs) -> Floats:
    """How long a minute of the plan takes in each case, in milliseconds."""
    return MINUTE * (0.75 + 0.5 * editing.lots("pace", cases))


def _after(minutes: int, pace: Floats) -> Longs:
    return (minutes * pace).astype(np.int64)


def _human_hands_there(editing: Editing, cases: Longs, back: Longs, pace: Floats) -> Flags:
    """Whether people who would have to act again, where no system did, are on duty."""
    fits = np.ones(len(cases), np.bool_)
    again = (*STEPS, *((name, SETTLED[name]) for name in SETTLING[:3]))
    for activity, minutes in again:
        by = editing.officer_of(activity, cases)
        on = editing.district.staffing.on_duty(by, back + _after(minutes, pace))
        fits &= (by < 0) | on
    return fits


def _times(out: Course, after: Flags, back: Longs, released: Longs, pace: Floats) -> Longs:
    """Tax and release right after the new review; what follows keeps its distance from release."""
    times = out.at.copy()
    shift = back + _after(SETTLED["release.order"], pace) - released
    times[after] += shift[out.case[after]]
    for activity, minutes in SETTLED.items():
        own = after & out.activity(activity) & (out.at <= released[out.case])
        times[own] = (back + _after(minutes, pace))[out.case[own]]
    return times


def _return(editing: Editing, cases: Longs, back: Longs) -> None:
    by = editing.officer_of("inspection.finish", cases)
    editing.trace("inspection.finish", cases)
    editing.add(
        "declaration.return", "deed", at=back, officer=by, post="inspection",
        office=editing.district.people.office[by], fields={"reason": "wrong-unit"},
        objects={
            "declaration": cases,
            "manifest": editing.object_of("declaration.submit", "manifest", cases),
        },
    )  # fmt: skip


def _file_anew(editing: Editing, cases: Longs, new: Longs, back: Longs, pace: Floats) -> None:
    """The new number has a beginning of its own."""
    for activity, minutes in STEPS:
        acts = editing.of(activity)
        if acts is None:
            continue
        rows = editing.last(activity, cases)
        has = rows >= 0
        again = acts.take(rows[has]).copied()
        again.at[:] = again.recorded[:] = (back + _after(minutes, pace))[has]
        again.serial[:] = editing.numbers.serials(len(again))
        again.objects["declaration"][:] = new[has]
        again.scheme[:] = editing.number
        editing.book.add(again)
        editing.notes.note(
            editing.number, "trace", editing.subject, again, np.arange(len(again)), None
        )


def _scale_quantity(editing: Editing, new: Longs, factor: Floats) -> None:
    filed = editing.of("declaration.submit")
    if filed is not None and "quantity" in filed.fields:
        rows = editing.last("declaration.submit", new)
        enter(filed, "quantity", rows, np.round(number_field(filed, "quantity")[rows] * factor, 2))


def _release_by_hand(editing: Editing, cases: Longs, new: Longs) -> None:
    released = editing.of("release.order")
    assert released is not None
    rows = editing.last("release.order", new)
    released.officer[rows] = editing.officer_of("inspection.finish", cases)
    released.post[rows] = editing.post("release")
    enter(released, "manual", rows, "true")
    enter(released, "reason", rows, "message-lost")
    editing.mark(released, rows, "deed")


RETURN_AND_RESUBMIT = Scheme(
    id="return-and-resubmit",
    title=Text("退单重报代替处罚", "Returned and filed again instead of a penalty"),
    story=Text(
        "夜班查验发现货物多于申报，班组收钱后不录异常，而把报关单退回，让企业按实际数量重报，"
        "一个多小时后由同一关员人工放行。每车收六千至一万元，企业躲过立案处罚。",
        "A night crew finds more goods than were declared. For 6,000 to 10,000 yuan a vehicle the "
        "finding is not entered; the declaration is returned, filed again with the right "
        "quantity, and little more than an hour later the same officer releases it by hand. "
        "There is no case.",
    ),
    source="皇岗海关物流监控六科，2012–2015（S10、S11）",
    subject="declaration",
    breaks=("returned-declaration-not-rushed-through", "returner-does-not-release"),
    plan=_plan,
    act=_act,
)
