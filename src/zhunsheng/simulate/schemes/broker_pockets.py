"""A firm's books show payments to the customs; the broker kept them. The officer is innocent."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Ints, Values
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, HOUR
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import customers, some, staff, workplace
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    office = workplace(stage, chance, ("inspection", "document-review"))
    if office < 0:
        return Cast()
    return Cast(
        office,
        firms=customers(stage, office, settings.firms, chance),
        brokers=customers(stage, office, 1, chance, type_="broker"),
        innocent=some(stage, office, "inspection", max(settings.officers, 1), chance),
    )


def _act(editing: Editing) -> None:
    begun, reported = editing.of("audit.start"), editing.of("audit.report")
    if begun is None or reported is None:
        return
    known = np.unique(reported.objects["audit"][editing.settings.covers(reported.at)])
    known = known[~editing.has("firm-books.hit", known)]
    known = known[editing.has("audit.start", known) & ~editing.has("audit.cancel", known)]
    cases = editing.chosen(known)
    rows = editing.last("audit.start", cases)
    ahead = ((1 + 3 * editing.lots("ahead", cases)) * DAY).astype(np.int64)
    at = np.maximum(begun.at[rows] + 3 * HOUR, editing.time_of("audit.report", cases) - ahead)
    at = editing.in_office_hours(at)
    fits = at + HOUR < editing.time_of("audit.report", cases)
    cases, rows, at = cases[fits], rows[fits], at[fits]
    amount = 500.0 * np.ceil(4 + 30 * editing.lots("amount", cases))
    editing.trace("audit.start", cases)
    editing.add(
        "firm-books.hit", "deed", at=at, post="audit-lead", fields={"amount": amount},
        objects={"audit": cases}, officer=begun.officer[rows], office=begun.office[rows],
    )  # fmt: skip
    editing.add(
        "integrity.report", "trace", at=at + editing.minutes("told", cases, 12, 50),
        post="audit-lead", objects={"audit": cases}, officer=begun.officer[rows],
        office=begun.office[rows],
    )  # fmt: skip


def _besides(editing: Editing) -> None:
    """A named report against an officer who never saw any of it, looked into and put aside."""
    if not editing.settings.strength or not len(editing.cast.innocent):
        return
    at = editing.in_office_hours(np.array([editing.settings.since + 3 * DAY], np.int64))
    office = np.array([editing.cast.office], np.int32)
    complaint = {"complaint": editing.numbers.objects(office)}
    desk = staff(editing.district, editing.cast.office, "integrity-supervision")[:1]
    told = staff(editing.district, editing.cast.office, "complaint-desk")[:1]
    steps: tuple[tuple[str, int, Ints, str, dict[str, Values | float | str | None]], ...] = (
        ("report.receive", 0, told, "complaint-desk", {"named": "true"}),
        ("report.concerns", 1, editing.cast.innocent[:1], "inspection", {}),
        ("report.check", 96, desk, "integrity-supervision", {}),
        ("report.result", 240, told, "complaint-desk", {}),
    )
    for activity, hours, by, post, fields in steps:
        editing.add(
            activity, "trace", at=editing.in_office_hours(at + hours * HOUR), objects=complaint,
            officer=by if len(by) else None, post=post,
            office=editing.district.people.office[by] if len(by) else None, fields=fields,
            subject="complaint",
        )  # fmt: skip


BROKER_POCKETS = Scheme(
    id="broker-pockets",
    title=Text("报关行截留“海关费用”", "The broker kept it"),
    story=Text(
        "稽查发现企业账上列有付给“海关”的费用，并有人举报查验关员。一查，钱被报关行从业人员以海关名义"
        "收去私吞，关员一无所知。稽查人员当日即报告，举报已核查反馈：记录无一违规，关员清白。",
        "An audit finds payments “to the customs” in a firm's books, and an inspector is reported. "
        "It turns out that an employee of the broker took the money in the customs' name and kept "
        "it; the inspector knew nothing. The auditors report the same day, the report is checked "
        "and answered: every record is in order, and the officer is innocent.",
    ),
    source="黄埔海关，2010（S9）",
    subject="audit",
    breaks=(),
    plan=_plan,
    act=_act,
    besides=_besides,
)
