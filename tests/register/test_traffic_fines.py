"""The first register: traffic fines of an Italian local police authority."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from zhunsheng.flow import PARAMETERS, check_register, load_register
from zhunsheng.model.clock import Period
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.register import edition

FOLDER = Path(__file__).resolve().parents[2] / "registers" / "traffic-fines"
D = dt.date.fromisoformat

ACTIVITIES = {
    "Create Fine",
    "Send Fine",
    "Insert Fine Notification",
    "Add penalty",
    "Payment",
    "Send for Credit Collection",
    "Insert Date Appeal to Prefecture",
    "Send Appeal to Prefecture",
    "Receive Result Appeal from Prefecture",
    "Notify Result Appeal to Offender",
    "Appeal to Judge",
}
FIELDS = {
    "officer",
    "amount",
    "payment_amount",
    "total_payment_amount",
    "expense",
    "points",
    "vehicle_class",
    "dismissal",
    "article",
    "notification_type",
    "last_sent",
    "matricola",
}


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(FOLDER)


def _texts(thing: Any) -> Iterator[Text]:
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, tuple):
        for entry in thing:
            yield from _texts(entry)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _texts(getattr(thing, field.name))


def test_it_has_no_error(register: Register):
    """The chart is drawn beside this register; without its file only its absence is told."""
    errors = {fault.code for fault in check_register(register) if fault.severity == "error"}
    assert errors == (set() if (FOLDER / "charts" / "fine.bpmn").is_file() else {"chart-unknown"})


def test_what_is_not_verified_is_on_the_list(register: Register):
    def unverified(items: tuple[Any, ...]) -> set[str]:
        return {item.id for item in items if not item.verified}

    assert unverified(register.laws) == {
        "l-214-2003",
        "l-241-1990",
        "l-260-1949",
        "l-336-2000",
        "dl-5-2011",
    }
    assert unverified(register.powers) == set()
    assert unverified(register.clocks) == {"send", "forward-appeal", "appeal-to-judge"}
    assert unverified(register.standards) == {
        "send-in-time",
        "forward-appeal-in-time",
        "like-cases-alike",
    }


def test_the_time_to_notify_changed_on_13_august_2010(register: Register):
    def time_to_notify(on: str) -> Period:
        clocks = edition(register, on=D(on)).register.clocks
        (clock,) = [clock for clock in clocks if clock.id == "notify"]
        (version,) = clock.versions
        return version.period

    assert time_to_notify("2010-08-12") == Period(150, "calendar_days")
    assert time_to_notify("2010-08-13") == Period(90, "calendar_days")


def test_standards_speak_of_the_activities_and_fields_of_the_trace(register: Register):
    assert 12 <= len(register.standards) <= 16
    for standard in register.standards:
        for version in standard.versions:
            assert version.subject == "fine"
            block = PARAMETERS[version.shape].model_validate(dict(version.parameters))
            for step in block.steps().values():
                assert set(step.activities) <= ACTIVITIES, standard.id
                assert {condition.field for condition in step.where} <= FIELDS, standard.id
            for name in type(block).model_fields:
                value = getattr(block, name)
                if name in ("field", "other_field", "outcome", "relative_to") and value:
                    assert value in FIELDS, standard.id
                elif name in ("fields", "alike"):
                    assert set(value) <= FIELDS, standard.id


def test_every_activity_is_watched(register: Register):
    """Two are left out: the judge's and the prefecture's answers are not this authority's acts."""
    written = " ".join(str(v.parameters) for s in register.standards for v in s.versions)
    unwatched = {activity for activity in ACTIVITIES if activity not in written}
    assert unwatched == {"Notify Result Appeal to Offender"}


def test_every_standard_stands_under_a_risk(register: Register):
    watched = {standard_id for point in register.risk_points for standard_id in point.standards}
    assert watched == {standard.id for standard in register.standards}


def test_every_text_is_chinese_and_english(register: Register):
    texts = list(_texts(register))
    assert len(texts) > 50
    for text in texts:
        assert re.search("[\u4e00-\u9fff]", text.zh), text
        assert not re.search("[\u4e00-\u9fff\uff00-\uffef]", text.en), text
        assert not re.search("[\u4e00-\u9fff][,;:?()]", text.zh), f"half-width mark in {text.zh}"


# Easter Mondays, from the published tables of Easter.
EASTER_MONDAYS = [
    "2000-04-24",
    "2001-04-16",
    "2002-04-01",
    "2003-04-21",
    "2004-04-12",
    "2005-03-28",
    "2006-04-17",
    "2007-04-09",
    "2008-03-24",
    "2009-04-13",
    "2010-04-05",
    "2011-04-25",
    "2012-04-09",
    "2013-04-01",
    "2014-04-21",
]


def test_the_calendar_knows_2000_to_2014(register: Register):
    assert register.calendar is not None
    assert [year.year for year in register.calendar.years] == list(range(2000, 2015))
    for day in EASTER_MONDAYS:
        assert D(day).weekday() == 0
        assert not register.calendar.is_working(D(day)), day


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2000-06-02", True),  # a Friday; a holiday again only by L. 336/2000
        ("2003-06-02", False),
        ("2011-03-17", False),  # 150 years of unity, that year only
        ("2010-03-17", True),
        ("2005-08-15", False),
        ("2006-01-06", False),
        ("2009-12-08", False),
        ("2002-11-01", False),
        ("2002-11-04", True),  # no holiday since 1977
        ("2014-12-26", False),
        ("2014-12-24", True),
        ("2014-12-27", False),  # a Saturday
    ],
)
def test_days_known_from_outside(register: Register, day: str, working: bool):
    assert register.calendar is not None
    assert register.calendar.is_working(D(day)) is working
