"""Work done under the name of a colleague who is on leave."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Acts, Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import staff
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

TIMES = 4
"""Log-ins a leave at full strength."""


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    """Those who go on leave come first; whoever follows in the list uses their accounts."""
    leaves = stage.tables.get("leaves")
    if leaves is None or leaves.begins is None:
        return Cast()
    on_leave = leaves.objects["officer"][settings.covers(leaves.begins)]
    best = Cast()
    most = 0
    for office in range(len(stage.offices.level)):
        known = staff(stage, office, "document-review")
        known = known[~np.isin(known, settings.spared)]
        away = np.isin(known, on_leave)
        if away.sum() > most and len(known) > 1:
            most = int(away.sum())
            best = Cast(office, np.concatenate([known[away], known[~away]])[: settings.officers])
    return best


def _act(editing: Editing) -> None:
    left = editing.of("account.leave-start")
    if left is None:
        return
    back = editing.of("account.leave-end")
    mine = editing.cast.has(left.objects["account"].astype(np.int32))
    rows = np.flatnonzero(mine & editing.settings.covers(left.at))
    cases = left.objects["account"][rows]
    chosen = np.isin(cases, editing.chosen(cases))
    rows, cases = rows[chosen], cases[chosen]
    end = _end_of(left.at[rows], cases, back)
    editing.mark(left, rows, "trace")
    lender = np.roll(editing.cast.officers, 1)
    for time in range(TIMES):
        at = left.at[rows] + ((end - left.at[rows]) * (0.15 + 0.2 * time)).astype(np.int64)
        own = cases.astype(np.int32)
        borrower = lender[np.argmax(editing.cast.officers[None, :] == own[:, None], axis=1)]
        terminal = editing.ids(borrower, "T")
        office = editing.district.people.office[own]
        editing.add(
            "account.login", "deed", at=at, objects={"account": cases}, officer=own,
            office=office, fields={"terminal": terminal},
        )  # fmt: skip
        editing.add(
            "account.act", "deed", at=at + editing.minutes(f"then {time}", cases, 1, 25),
            objects={"account": cases}, officer=own, office=office,
            fields={"terminal": terminal, "on_shift": "false"},
        )  # fmt: skip


def _end_of(begun: Longs, cases: Longs, back: Acts | None) -> Longs:
    """When each leave ends: the holder's next return, or two days later."""
    end = begun + 2 * DAY
    if back is None:
        return end
    for place, (account, since) in enumerate(zip(cases.tolist(), begun.tolist(), strict=True)):
        returns = back.at[(back.objects["account"] == account) & (back.at > since)]
        end[place] = returns.min() if len(returns) else end[place]
    return end


BORROWED_ACCOUNT = Scheme(
    id="borrowed-account",
    title=Text("借用休假同事账号", "A borrowed account"),
    story=Text(
        "审单人员休假前把账号口令交给同事，同事在自己的终端上以其名义登录操作：既做了事，又不留自己的名字。",
        "Before going on leave, reviewers leave their passwords with a colleague, who logs in from "
        "his own terminal and works in their name: things get done, and his own name is nowhere.",
    ),
    source="海关系统反腐败抓源头工作实施办法（F0，身份认证）；指标 O02",
    subject="account",
    breaks=("account-idle-on-leave", "account-idle-off-shift"),
    plan=_plan,
    act=_act,
)
