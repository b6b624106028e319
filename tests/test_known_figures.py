"""Every figure known about the real logs, from our own readers, standards and engine.

The figures are those of shared/data/README.md ("What is known about it"), found by others with
other tools. The standards are in tests/registers, the mappings in tests/mappings. Counts of a
standard read ``{reason: how many}``; NONE is a pass.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from shared_data import BPIC, FINES, RECEIPT, needs
from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.flow import check_register, load_register, plan_of, trace_of
from zhunsheng.model.moment import LOW_BITS
from zhunsheng.model.plan import Plan
from zhunsheng.model.run import RunResult
from zhunsheng.trace import Store, TraceSummary, ingest, load_mapping, summary

HERE = Path(__file__).parent
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CHANGE = dt.date(2010, 8, 13)

Counts = dict[str, int]


@dataclass(frozen=True)
class Judged:
    """A real log, taken in and judged by its oracle register."""

    store: Store
    plan: Plan
    result: RunResult
    summary: TraceSummary

    def of(self, standard: str, *, since: dt.date | None = None) -> Counts:
        """Reasons of a standard's judgements, of all its rules or of one by its first day."""
        counts: Counter[str] = Counter()
        for rule in self.plan.rules:
            if rule.standard == standard and since in (None, rule.validity.start):
                for (_, reason), n in self.result.totals.of_rule(rule.number).items():
                    counts[reason.name] += n
        assert counts, f"{standard} judged nothing"
        return {reason: n for reason, n in counts.items() if n}


def _judged(log: Path, mapping: str, register: str, folder: Path) -> Judged:
    store = Store(folder / "trace")
    ingest(store, log, load_mapping(HERE / "mappings" / mapping), now=NOW)
    plan = plan_of(load_register(HERE / "registers" / register), store)
    out = folder / "run"
    out.mkdir()
    return Judged(store, plan, judge_trace(plan, trace_of(store), out), summary(store, top=3))


@pytest.fixture(scope="session")
def fines(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return _judged(FINES, "fines.yaml", "fines", tmp_path_factory.mktemp("fines"))


@pytest.fixture(scope="session")
def receipt(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return _judged(RECEIPT, "receipt_wabo.yaml", "permits", tmp_path_factory.mktemp("receipt"))


@pytest.fixture(scope="session")
def bpic(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp("bpic")
    return _judged(BPIC, "bpic2015_municipality1.yaml", "permits", folder)


@pytest.mark.parametrize("register", ["fines", "permits"])
def test_the_oracle_registers_have_no_fault(register: str) -> None:
    assert check_register(load_register(HERE / "registers" / register)) == []


@needs(FINES)
class TestFines:
    def test_events_per_activity(self, fines: Judged) -> None:
        assert dict(fines.summary.activities) == {
            "Create Fine": 150_370,
            "Send Fine": 103_987,
            "Insert Fine Notification": 79_860,
            "Add penalty": 79_860,
            "Payment": 77_601,
            "Send for Credit Collection": 59_013,
            "Insert Date Appeal to Prefecture": 4_188,
            "Send Appeal to Prefecture": 4_141,
            "Receive Result Appeal from Prefecture": 999,
            "Notify Result Appeal to Offender": 896,
            "Appeal to Judge": 555,
        }
        assert fines.summary.acts == fines.result.acts == 561_470

    def test_cases_and_variants(self, fines: Judged) -> None:
        (cases,) = fines.summary.types
        assert (cases.subjects, cases.variants) == (150_370, 231)
        assert [n for _, n in cases.top] == [56_482, 46_371, 20_385]

    def test_same_day_ties(self, fines: Judged) -> None:
        assert fines.summary.types[0].same_day_ties == 12_018

    def test_29_duplicates_one_of_which_happened_three_times(self, fines: Judged) -> None:
        """29 (case, activity, time) are on record more than once: 30 acts beyond the first."""
        (strand,) = fines.store.strand_files("fine")
        with duckdb.connect() as db:
            times = db.execute(
                "SELECT n, count(*) FROM (SELECT count(*) AS n FROM read_parquet(?) "
                f"GROUP BY subject, activity, moment >> {LOW_BITS}) WHERE n > 1 GROUP BY n",
                [str(strand)],
            ).fetchall()
        assert dict(times) == {2: 28, 3: 1}
        assert fines.summary.types[0].duplicated == 28 + 1

    def test_the_penalty_is_never_late_by_the_calendar(self, fines: Judged) -> None:
        assert fines.of("penalty-on-the-60th-day") == {"NONE": 79_860}

    def test_the_penalty_comes_on_exactly_the_60th_day(self, fines: Judged) -> None:
        assert fines.of("no-penalty-in-59-days") == {"NONE": 79_860}
        assert fines.of("no-penalty-in-60-days") == {"FORBIDDEN": 79_860}

    def test_counting_hours_would_accuse_17_564(self, fines: Judged) -> None:
        """Summer time: 60 calendar days are not 1,440 hours."""
        said = fines.of("penalty-by-1440-hours")
        assert said == {"LATE": 17_564, "NONE": 79_860 - 17_564}

    def test_sent_after_more_than_90_days(self, fines: Judged) -> None:
        said = fines.of("send-in-90-days")
        assert said["LATE"] == 49_772
        assert said["LATE"] + said["NONE"] == 103_987

    def test_sent_after_more_than_90_times_24_hours(self, fines: Judged) -> None:
        said = fines.of("send-in-2160-hours")
        assert said["LATE"] == 50_036
        assert said["LATE"] + said["NONE"] == 103_987

    def test_an_act_that_never_came_is_not_compliance(self, fines: Judged) -> None:
        """46,383 never sent: those whose 90 days are up, and those whose are not, at log end."""
        said = fines.of("send-in-90-days")
        assert said["NEVER_CAME"] + said["NOT_YET_DUE"] == 46_383
        assert said["NOT_YET_DUE"] == 368

    def test_sent_without_notification(self, fines: Judged) -> None:
        assert fines.of("notified-once-sent")["NEVER_CAME"] == 24_127

    def test_the_law_changed_in_mid_log(self, fines: Judged) -> None:
        """One standard, one clock with two versions: each fine by the law of its day."""
        rules = [r for r in fines.plan.rules if r.standard == "notify-by-the-law-of-the-day"]
        assert [rule.validity.start for rule in rules] == [dt.date(1993, 1, 1), CHANGE]
        assert rules[0].version_id == rules[1].version_id
        before = fines.of("notify-by-the-law-of-the-day", since=dt.date(1993, 1, 1))
        after = fines.of("notify-by-the-law-of-the-day", since=CHANGE)
        assert (before["LATE"], before["LATE"] + before["NONE"]) == (9_175, 71_714)
        assert (after["LATE"], after["LATE"] + after["NONE"]) == (2_036, 8_146)

    def test_one_period_for_all_years_would_be_wrong(self, fines: Judged) -> None:
        assert fines.of("notify-in-90-days")["LATE"] == 47_593
        assert fines.of("notify-in-150-days")["LATE"] == 9_504

    @pytest.mark.parametrize(
        ("standard", "late", "inverted", "came"),
        [
            ("appeal-in-60-days", 582, 28, 4_043),
            ("forward-in-60-days", 3_475, 6, 3_996),
            ("judge-in-60-days", 224, 0, 538),
            ("result-after-sending", 0, 32, 956),
        ],
    )
    def test_appeals(
        self, fines: Judged, standard: str, late: int, inverted: int, came: int
    ) -> None:
        """An appeal dated before what it follows is a fault of entry: neither pass nor fail."""
        said = fines.of(standard)
        assert said.get("LATE", 0) == late
        assert said.get("CLOCKS_INVERTED", 0) == inverted
        assert late + inverted + said["NONE"] == came == sum(said.values())

    @pytest.mark.parametrize(
        ("standard", "dismissed"), [("dismissed-by-prefect", 1_980), ("dismissed-by-judge", 93)]
    )
    def test_no_dismissed_fine_is_collected(
        self, fines: Judged, standard: str, dismissed: int
    ) -> None:
        assert fines.of(standard) == {"NONE": dismissed}


@needs(RECEIPT)
class TestReceipt:
    def test_what_was_taken_in(self, receipt: Judged) -> None:
        """8,577 events of 27 activities; the case's own start and end are acts besides."""
        ours = {"case started": 1_434, "case ended": 1_434 - 105}
        events = {k: n for k, n in receipt.summary.activities if k not in ours}
        assert (len(events), sum(events.values())) == (27, 8_577)
        assert ours.items() <= dict(receipt.summary.activities).items()
        assert receipt.summary.types[0].subjects == 1_434
        assert receipt.summary.officers == 48

    def test_ended_after_their_own_deadline(self, receipt: Judged) -> None:
        """377 late; 105 without an end: 39 past their deadline when the log ends, 66 not yet."""
        said = receipt.of("end-by-own-deadline")
        assert sum(said.values()) == 1_434
        assert said["LATE"] == 377
        assert (said["NEVER_CAME"], said["NOT_YET_DUE"]) == (39, 105 - 39)

    def test_two_cases_end_before_they_start(self, receipt: Judged) -> None:
        assert receipt.of("end-by-own-deadline")["CLOCKS_INVERTED"] == 2

    def test_one_resource_on_receipt_and_its_check(self, receipt: Judged) -> None:
        """Any of the checks, not only the last one (which finds 1,092)."""
        assert receipt.of("two-hands-on-receipt")["SAME_HANDS"] == 1_099


@needs(BPIC)
class TestBpic:
    def test_what_was_taken_in(self, bpic: Judged) -> None:
        assert bpic.summary.acts == 52_217
        assert len(bpic.summary.activities) == 398
        assert bpic.summary.types[0].subjects == 1_199
        assert bpic.summary.officers == 23

    def test_done_after_the_due_date(self, bpic: Judged) -> None:
        assert bpic.of("done-by-due-date") == {"LATE": 144, "NONE": 3_340 - 144}

    def test_resource_differs_from_monitoring_resource(self, bpic: Judged) -> None:
        assert bpic.of("monitored-by-itself") == {"DIFFERENT": 24_864, "NONE": 52_217 - 24_864}
