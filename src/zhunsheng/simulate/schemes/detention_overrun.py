"""Goods kept when they should have been given back."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.course import course
from zhunsheng.simulate.misconduct.duty import delay
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("investigation",))


def _act(editing: Editing) -> None:
    _release_late(editing)
    _forget_to_extend(editing)


def _release_late(editing: Editing) -> None:
    """The ground for giving it back is there; it lies on for weeks."""
    ground, released = editing.of("property.release-ground"), editing.of("property.release")
    if ground is None or released is None:
        return
    known = np.unique(ground.objects["property"][editing.settings.covers(ground.at)])
    known = known[editing.here(known) & editing.has("property.release", known)]
    cases = editing.chosen(known)
    days = np.floor(6 + 15 * editing.lots("days", cases)).astype(np.int64)
    before = editing.time_of("property.release", cases) - 1
    delay(editing, course(editing, cases), before, days * DAY)
    editing.trace("property.release-ground", cases)
    editing.deed("property.release", cases)


def _forget_to_extend(editing: Editing) -> None:
    """The year runs out and nobody asks for more."""
    extended = editing.of("property.extend")
    if extended is None:
        return
    known = np.unique(extended.objects["property"])
    known = known[editing.here(known) & editing.has("property.detain", known)]
    over = editing.time_of("property.detain", known) + 366 * DAY
    for how in ENDINGS:
        ended = editing.time_of(f"property.{how}", known)
        over = np.where((ended >= 0) & (ended < over), LATEST, over)
    cases = editing.chosen(known[over < editing.settings.until])
    editing.deed("property.detain", cases)
    for activity in ("property.extend-approve", "property.extend"):
        editing.drop(activity, cases)


ENDINGS = ("release", "decide", "early-sale", "forfeit", "hand-over")
"""Acts that end a detention."""
LATEST = np.iinfo(np.int64).max


DETENTION_OVERRUN = Scheme(
    id="detention-overrun",
    title=Text("超期扣留财物", "Property detained too long"),
    story=Text(
        "案件调查人员借扣留拿捏当事人：应当解除扣留的情形已经出现，迟迟不退还财物；"
        "扣留满一年不报批延长，照扣不误，直到当事人“表示”为止。",
        "Investigators use detained property to put pressure on its owners. Grounds for giving it "
        "back are there, and weeks go by; a year is over, and nobody asks for an extension. It is "
        "kept until the owner has shown his gratitude.",
    ),
    source="海关法第七十二条；处罚条例第四十条、第四十一条；指标 J01、J03",
    subject="property",
    breaks=("property-released-when-due",),
    plan=_plan,
    act=_act,
)
