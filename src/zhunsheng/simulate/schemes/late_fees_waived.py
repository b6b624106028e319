"""Fees for declaring or paying late, waived by people who may not, for no reason on the list."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("duty-collection",))


def _act(editing: Editing) -> None:
    _turn(
        editing, "late-declaration.charge", "late-declaration.waive",
        {"waiver_no": None, "reason": "system-failure"},
    )  # fmt: skip
    _turn(
        editing, "late-payment.charge", "late-payment.waive",
        {"ground": "customer-request", "agreement_no": None, "office_level": "subordinate",
         "months": 1.0},
        everywhere=True,
    )  # fmt: skip


def _turn(
    editing: Editing,
    charge: str,
    waive: str,
    fields: dict[str, str | float | None],
    *,
    everywhere: bool = False,
) -> None:
    """Waives at the moment it should have been charged. ``everywhere``: also what is due at other
    offices of the district."""
    charged = editing.of(charge)
    if charged is None:
        return
    known = np.unique(charged.objects["declaration"][editing.settings.covers(charged.at)])
    known = known[editing.on_shift(editing.time_of(charge, known)) >= 0]
    cases = editing.chosen(known[editing.here(known) | everywhere])
    rows = editing.last(charge, cases)
    if not len(rows):
        return
    at = charged.at[rows]
    by = editing.on_shift(at)
    editing.add(
        waive, "deed", at=at, post="duty-collection", office=editing.district.people.office[by],
        objects={name: numbers[rows] for name, numbers in charged.objects.items()},
        officer=by, fields=fields,
    )  # fmt: skip
    editing.drop_rows(charged, rows)


LATE_FEES_WAIVED = Scheme(
    id="late-fees-waived",
    title=Text("擅自减免滞报金、滞纳金", "Late fees waived without authority"),
    story=Text(
        "税费征收岗人员替熟人免掉滞报金、滞纳金：没有批准编号，没有减免文书，情形写“企业申请”，"
        "本应由直属海关关税部门办理的也在现场一免了之。",
        "Officers who collect taxes spare their acquaintances the fees for late declarations and "
        "late payments. There is no approval and no document, the ground reads “asked for by "
        "the firm”, and what only the district's duty department may waive is waived on the spot.",
    ),
    source="减免滞纳金的四种情形（S32）；指标 C01、C04、C05",
    subject="declaration",
    breaks=(
        "late-declaration-waiver-numbered",
        "waiver-rests-on-a-listed-ground",
        "waiver-is-documented",
        "waiver-by-district-duty-department",
    ),
    plan=_plan,
    act=_act,
)
