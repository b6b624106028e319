"""The register's clocks, counted by the reference, against what is known about the real log."""

import datetime as dt
import gzip
import os
from collections import defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from zhunsheng.flow import load_register
from zhunsheng.model.clock import Clock
from zhunsheng.model.counting import due_day

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ZHUNSHENG_SHARED", ROOT / "../shared"))
LOG = SHARED / "data" / "fines" / "road_traffic_fines.xes.gz"
CHANGE = dt.date(2010, 8, 13)

Case = dict[str, dt.date]
"""First day of each activity, in the legal zone."""

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(not LOG.is_file(), reason=f"{LOG} is not here: the real log is not shipped"),
]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    rome = ZoneInfo("Europe/Rome")
    found: list[Case] = []
    case: Case = {}
    with gzip.open(LOG) as file:
        for _, element in etree.iterparse(file, tag=("{*}event", "{*}trace")):
            if element.tag.endswith("trace"):
                found.append(case)
                case = {}
            else:
                said = {child.get("key"): child.get("value") for child in element}
                moment = dt.datetime.fromisoformat(str(said["time:timestamp"]))
                day = moment.astimezone(rome).date()
                name = str(said["concept:name"])
                case[name] = min(day, case.get(name, day))
            element.clear()
    return found


@pytest.fixture(scope="module")
def clocks() -> dict[str, Clock]:
    return {clock.id: clock for clock in load_register(ROOT / "registers" / "traffic-fines").clocks}


def _late(cases: list[Case], clock: Clock, since: str, until: str) -> dict[str, int]:
    """How many ``until`` came after their due day, by the version in force on ``since``."""
    late: dict[str, int] = defaultdict(int)
    for case in cases:
        if since in case and until in case:
            start = case[since]
            (version,) = [v for v in clock.versions if start in v.validity]
            if case[until] > due_day(start, version.period, None):
                late["before" if start < CHANGE else "after"] += 1
    return late


def test_fines_notified_late_under_each_law(cases: list[Case], clocks: dict[str, Clock]):
    assert len(cases) == 150_370
    late = _late(cases, clocks["notify"], "Create Fine", "Insert Fine Notification")
    assert late == {"before": 9_175, "after": 2_036}


def test_one_period_for_all_years_would_be_wrong(cases: list[Case], clocks: dict[str, Clock]):
    """The broken variants: a clock that knows only the old, or only the new period."""
    for version, wrong in zip(clocks["notify"].versions, (9_504, 47_593), strict=True):
        late = sum(
            case["Insert Fine Notification"] > due_day(case["Create Fine"], version.period, None)
            for case in cases
            if "Insert Fine Notification" in case
        )
        assert late == wrong


def test_fines_sent_after_the_target(cases: list[Case], clocks: dict[str, Clock]):
    late = _late(cases, clocks["send"], "Create Fine", "Send Fine")
    assert sum(late.values()) == 49_772


def test_the_penalty_comes_on_the_last_day_of_the_time_for_payment(
    cases: list[Case], clocks: dict[str, Clock]
):
    """Which is why the standard on early penalties counts 59 days, see its comment."""
    (version,) = clocks["penalty-after"].versions
    penalised = [case for case in cases if "Add penalty" in case]
    assert len(penalised) == 79_860
    for case in penalised:
        due = due_day(case["Insert Fine Notification"], version.period, None)
        assert case["Add penalty"] == due
