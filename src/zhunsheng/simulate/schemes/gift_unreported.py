"""Money from a firm that comes to light in the firm's books, not from who took it."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Coded
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

MOST = 12
"""Gifts in a month at full strength."""


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("inspection",))


def _besides(editing: Editing) -> None:
    count = round(MOST * editing.settings.strength)
    if not count or not len(editing.cast.firms):
        return
    draw = editing.chance.of("gifts")
    span = editing.settings.until - editing.settings.since
    at = editing.settings.since + (draw.random(count) * 0.6 * span).astype(np.int64)
    at = editing.in_office_hours(at)
    by = editing.cast.officers[draw.integers(len(editing.cast.officers), size=count)]
    firm = editing.cast.firms[draw.integers(len(editing.cast.firms), size=count)]
    names = tuple(editing.district.names("company", firm))
    words = tuple(dict.fromkeys(names))
    acts = editing.add(
        "gift.received", "deed", at=at,
        objects={"gift": editing.numbers.objects(np.full(count, editing.cast.office, np.int32))},
        officer=by, post="inspection",
        office=editing.district.people.office[by],
        fields={
            "amount": 1000.0 * np.ceil(4 * draw.random(count)),
            "giver": Coded(np.array([words.index(name) for name in names], np.int32), words),
            "officers": 1.0,
        },
    )  # fmt: skip
    acts.recorded[:] = at + ((8 + 6 * draw.random(count)) * DAY).astype(np.int64)


GIFT_UNREPORTED = Scheme(
    id="gift-unreported",
    title=Text("收受红包不报告", "Gifts kept quiet"),
    story=Text(
        "查验关员多次收受企业红包，每次一千至四千元，从不报告、上交。稽查时从企业费用单据上发现，"
        "单据写着关员姓名和金额。",
        "Inspectors take money from firms, one to four thousand yuan at a time, and neither report "
        "nor hand it in. An audit finds the firm's expense sheets, with names and sums.",
    ),
    source="广州海关一案双查（S17）；上海海关红包报告制度（S8）",
    subject="gift",
    breaks=("gift-reported-in-time",),
    plan=_plan,
    besides=_besides,
)
