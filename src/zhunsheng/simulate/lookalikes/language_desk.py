"""Papers in a foreign language always come to those who can read it."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.lookalikes.dealing import desk_apart
from zhunsheng.simulate.lookalikes.lookalike import Lookalike
from zhunsheng.simulate.misconduct.assigning import review_by
from zhunsheng.simulate.misconduct.cast import Cast
from zhunsheng.simulate.misconduct.casting import customers, staff, workplace
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.world.district import District

OFFICERS, BROKERS = 4, 3


def _plan(district: District, chance: Chance) -> Cast:
    office, officers = desk_apart(district, language=True)
    if len(officers):
        return Cast(office, officers)  # the world sends them such papers by itself
    office = workplace(district, chance, ("document-review",), kinds=("land", "rail"))
    reviewers = staff(district, office, "document-review")
    speak = reviewers[np.argsort(district.people.languages[reviewers] == 0, kind="stable")]
    return Cast(
        office,
        speak[:OFFICERS],
        brokers=customers(district, office, BROKERS, chance, type_="broker"),
    )


def _act(editing: Editing) -> None:
    passed = editing.of("review.pass")
    if passed is None:
        return
    known = np.unique(passed.objects["declaration"][passed.officer >= 0])
    known = known[editing.here(known)]
    broker = editing.object_of("declaration.submit", "broker", known)
    known = known[np.isin(broker, editing.cast.brokers)]
    for activity in ("review.recheck", "class.decide", "value.decide"):
        known = known[~editing.has(activity, known)]
    first = editing.on_shift(editing.time_of("review.open", known))
    still = editing.district.staffing.on_duty(first, editing.time_of("review.pass", known))
    there = (first >= 0) & still & (first != editing.officer_of("release.order", known))
    review_by(editing, known[there], first[there])


LANGUAGE_DESK = Lookalike(
    id="language-desk",
    title=Text("小语种单证组", "A desk for papers in a foreign language"),
    story=Text(
        "几家报关行的随附单证是俄文、越南文，只能由懂该语种的审单人员审核，"
        "于是这几家的报关单总由同几个人办理。",
        "The papers of a few brokers are in Russian or Vietnamese and can only be read by "
        "reviewers who know the language, so that the same people always handle them.",
    ),
    resembles=("fast-lane", "cheap-values"),
    plan=_plan,
    act=_act,
)
