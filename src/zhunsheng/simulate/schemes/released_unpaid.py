"""Goods released before their tax is paid, with nothing to secure it."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, MINUTE
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing, enter, number_field
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

NEVER, IN_VIEW = 0.5, 17 * DAY
"""The share of debts never paid at all, of those that fall due while the scheme is still played."""


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("release",))


def _act(editing: Editing) -> None:
    released, paid = editing.of("release.order"), editing.of("tax.pay")
    if released is None or paid is None:
        return
    eligible = editing.settings.covers(paid.at) & (number_field(paid, "amount") > 0)
    known = np.unique(paid.objects["declaration"][eligible])
    mine = editing.for_firms(known)
    known = known[mine & ~editing.has("guarantee.accept", known) & ~editing.has("tax.defer", known)]
    at = editing.time_of("release.order", known)
    by = editing.on_shift(at)
    open_ = (by >= 0) & (editing.time_of("tax.pay", known) < at)
    cases = editing.chosen(known[open_])
    rows = editing.last("release.order", cases)
    released.officer[rows] = by[np.searchsorted(known, cases)]
    released.post[rows] = editing.post("release")
    owed = number_field(paid, "amount")[editing.last("tax.pay", cases)]
    for name, value in (("manual", "true"), ("reason", "urgent-perishables"), ("guaranteed", 0.0)):
        enter(released, name, rows, value)
    enter(released, "tax_due", rows, owed)
    editing.mark(released, rows, "deed")
    accepted = editing.time_of("declaration.accept", cases)
    never = editing.lots("never", cases) < NEVER
    never &= accepted + IN_VIEW < editing.settings.until
    _pay_late(editing, cases[~never])
    for activity in ("tax.pay", "declaration.close"):
        editing.drop(activity, cases[never])


def _pay_late(editing: Editing, cases: Longs) -> None:
    """Within the time to pay, but after the goods have left; closed once it is paid."""
    paid, closed = editing.of("tax.pay"), editing.of("declaration.close")
    assert paid is not None
    rows = editing.rows(paid, cases)
    own = paid.objects["declaration"][rows]
    begun = editing.time_of("declaration.accept", own)
    wait = (1.0 + 7.0 * editing.lots("wait", own)) * DAY
    last = np.maximum(begun + 13 * DAY, editing.time_of("release.order", own) + MINUTE)
    at = np.minimum(editing.time_of("release.order", own) + wait.astype(np.int64), last)
    paid.at[rows] = paid.recorded[rows] = at
    editing.mark(paid, rows, "trace")
    if closed is not None:
        rows = editing.rows(closed, cases)
        after = editing.time_of("tax.pay", closed.objects["declaration"][rows]) + 10 * MINUTE
        closed.at[rows] = closed.recorded[rows] = np.maximum(closed.at[rows], after)
        editing.mark(closed, rows, "trace")


RELEASED_UNPAID = Scheme(
    id="released-unpaid",
    title=Text("未缴税款、未担保放行", "Released unpaid and unsecured"),
    story=Text(
        "放行岗人员受托为几家企业“先放后税”，税款未缴、担保未交即人工放行，理由填“鲜活急放”。"
        "多数税款几天后补缴，有一些再未缴纳。",
        "Officers of the release post let the goods of a few firms go by hand before the tax is "
        "paid and with nothing to secure it, as urgent perishables. Most of the tax comes days "
        "later; some of it never comes.",
    ),
    source="海关法第二十九条；指标 D08、C06",
    subject="declaration",
    breaks=("release-paid-or-secured", "tax-paid-in-time"),
    plan=_plan,
    act=_act,
)
