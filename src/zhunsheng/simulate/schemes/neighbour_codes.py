"""A code next door, with a lower rate, accepted without a second look."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Coded, Floats
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing, enter, number_field
from zhunsheng.simulate.misconduct.money import rescale
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

LEAST_DROP = 5.2
"""Percentage points below which the neighbour is hardly worth it."""
VAT = 0.13


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("classification-valuation",))


def _act(editing: Editing) -> None:
    decided = editing.of("class.decide")
    if decided is None:
        return
    ruled = decided.fields.get("ruling_hs")
    free = np.ones(len(decided), np.bool_) if not isinstance(ruled, Coded) else ruled.codes < 0
    rate = number_field(decided, "rate_after")
    eligible = editing.settings.covers(decided.at) & (rate >= LEAST_DROP) & free
    known = np.unique(decided.objects["declaration"][eligible & editing.cast.has(decided.officer)])
    cases = editing.chosen(known[~editing.has("value.decide", known)])
    rows = editing.last("class.decide", cases)
    true = rate[rows]
    drop = LEAST_DROP + (true - LEAST_DROP) * 0.8 * editing.lots("drop", cases)
    lower = np.round(true - drop, 1)
    code = decided.fields.get("hs_after")
    if isinstance(code, Coded):
        enter(decided, "hs_before", rows, code.take(rows))
        enter(decided, "hs_after", rows, _next_door(code.take(rows)))
    enter(decided, "rate_before", rows, true)
    enter(decided, "rate_after", rows, lower)
    enter(decided, "rate_drop", rows, np.round(true - lower, 1))
    editing.mark(decided, rows, "deed")
    editing.drop("review.recheck", cases)
    share = _taxed(lower) / _taxed(true)
    rescale(editing, cases, value=np.ones(len(cases)), tax=share)


def _taxed(rate: Floats) -> Floats:
    """Duty and value added tax on a value of one."""
    return (1 + rate / 100) * (1 + VAT) - 1


def _next_door(codes: Coded) -> Coded:
    """Codes that share their first six digits with these."""
    words = tuple(
        word[:6] + ("9000" if word[6:] != "9000" else "1000")[: max(len(word) - 6, 0)]
        for word in codes.words
    )
    return Coded(codes.codes, words)


NEIGHBOUR_CODES = Scheme(
    id="neighbour-codes",
    title=Text("归入相邻低税率税号", "Let into a neighbouring code"),
    story=Text(
        "归类人员与企业串通，把货物归入相邻而税率低得多的税号，下调幅度超过五个百分点也不送复核，"
        "税款随之减少。",
        "Classification officers and firms agree on a neighbouring code with a much lower rate. "
        "Even cuts of more than five points are not rechecked by anybody, and the tax falls.",
    ),
    source="相邻税号的税率差与低报（Fisman、Wei，JPE 2004）；指标 B03",
    subject="declaration",
    breaks=("rate-cut-within-bounds", "rate-cut-is-rechecked"),
    plan=_plan,
    act=_act,
)
