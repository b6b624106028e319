"""The officer who reviewed a declaration releases its goods as well."""

from __future__ import annotations

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing, enter
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("document-review", "release"))


def _act(editing: Editing) -> None:
    released = editing.of("release.order")
    passed = editing.of("review.pass")
    if released is None or passed is None:
        return
    known = editing.mine(passed)
    by = editing.officer_of("review.pass", known)
    at = editing.time_of("release.order", known)
    here = editing.district.staffing.on_duty(by, at) & (at > 0) & editing.cast.has(by)
    cases = editing.chosen(known[here])
    rows = editing.last("release.order", cases)
    released.officer[rows] = editing.officer_of("review.pass", cases)
    released.post[rows] = editing.post("release")
    enter(released, "manual", rows, "true")
    enter(released, "reason", rows, "message-lost")
    editing.mark(released, rows, "deed")
    editing.trace("review.pass", cases)


SAME_HAND = Scheme(
    id="same-hand",
    title=Text("审单人自行放行", "Reviewed and released by the same hand"),
    story=Text(
        "审单岗人员另有放行权限，遇到打过招呼的报关单就自己审、自己放，理由一律填“报文丢失”。",
        "Reviewers who also have the right to release pass the declarations they were asked to "
        "look after, and then release the goods by hand themselves. The reason given is always "
        "that a message was lost.",
    ),
    source="海关法第七十九条；指标 A21、D13",
    subject="declaration",
    breaks=("reviewer-does-not-release", "review-and-release-apart"),
    plan=_plan,
    act=_act,
)
