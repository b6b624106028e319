"""Not evaluated says why: a gap, an exception, a missing officer or field — and is no pass."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from judging.small import BASIS, LONG_AGO, SAY, act, at, outcomes, standard
from zhunsheng.model.act import Gap, Mandate
from zhunsheng.model.clock import Clock, ClockVersion, Period
from zhunsheng.model.standard import BoundsRow, BoundsTable, BoundsVersion, Exemption
from zhunsheng.model.validity import Validity

END = at("12-31")
NEEDS = standard("missing_step", {"at": "Fine", "needs": "Hear"})
HANDS = standard("conflicting_duties", {"one": "Book", "other": "Check"})
FINED = act(1, "Fine", at("06-10"), office="x", officer="o1")


def _gap(start: str, end: str, *activities: str) -> Gap:
    return Gap(at(start), at(end), "server down", activities)


class TestGaps:
    def test_absence_inside_a_gap_proves_nothing(self, tmp_path: Path) -> None:
        said = outcomes(tmp_path, NEEDS, [FINED], as_of=END, gaps=[_gap("06-01", "06-05")])
        assert said == {"TRACE_GAP": 1}

    def test_absence_outside_it_does(self, tmp_path: Path) -> None:
        late, early = _gap("06-11", "06-20"), _gap("01-01", "01-02")
        assert outcomes(tmp_path, NEEDS, [FINED], as_of=END, gaps=[late, early]) == {"ABSENT": 1}

    def test_a_gap_in_another_source_is_no_excuse(self, tmp_path: Path) -> None:
        other, own = _gap("06-01", "06-05", "Weigh"), _gap("06-01", "06-05", "Weigh", "Hear")
        assert outcomes(tmp_path, NEEDS, [FINED], as_of=END, gaps=[other]) == {"ABSENT": 1}
        assert outcomes(tmp_path, NEEDS, [FINED], as_of=END, gaps=[own]) == {"TRACE_GAP": 1}

    def test_what_is_on_record_is_judged_gap_or_not(self, tmp_path: Path) -> None:
        """A gap explains an absence, never an act: a forbidden one stays a breach."""
        ban = standard("never_together", {"one": "Fine", "other": "Drop"})
        acts = [FINED, act(2, "Drop", at("06-03"))]
        said = outcomes(tmp_path, ban, acts, as_of=END, gaps=[_gap("06-01", "06-20")])
        assert said == {"FORBIDDEN": 1}

    @pytest.mark.parametrize(
        ("within", "start", "end", "said"),
        [
            ({"days": 5}, "06-01", "06-09", "NEVER_CAME"),  # over before the fine
            ({"days": 5}, "06-01", "06-10", "TRACE_GAP"),  # until noon of the day itself
            ({"days": 5}, "06-12", "06-13", "TRACE_GAP"),
            ({"days": 5}, "06-15", "09-01", "TRACE_GAP"),  # from noon of the last day on
            ({"days": 5}, "06-16", "09-01", "NEVER_CAME"),  # done then, it would be late
            ({"hours": 48}, "06-01", "06-10", "NEVER_CAME"),
            ({"hours": 48}, "06-11", "06-13", "TRACE_GAP"),
            ({"hours": 48}, "06-12", "06-13", "TRACE_GAP"),  # the last millisecond
            ({"hours": 47}, "06-12", "06-13", "NEVER_CAME"),
        ],
    )
    def test_what_never_came_may_lie_in_a_gap_within_its_time(
        self, tmp_path: Path, within: dict[str, int], start: str, end: str, said: str
    ) -> None:
        send = standard("overdue", {"from": "Fine", "to": "Send", "within": within})
        gaps = [_gap(start, end)]
        assert outcomes(tmp_path, send, [FINED], as_of=END, gaps=gaps) == {said: 1}

    def test_a_gap_of_other_acts_hides_nothing_that_is_waited_for(self, tmp_path: Path) -> None:
        parameters = {"from": "Fine", "to": "Send", "within": {"days": 5}, "released_by": "Pay"}
        send = standard("overdue", parameters)
        for lost, said in (("Fine", "NEVER_CAME"), ("Pay", "TRACE_GAP"), ("Send", "TRACE_GAP")):
            gaps = [_gap("06-11", "06-12", lost)]
            assert outcomes(tmp_path, send, [FINED], as_of=END, gaps=gaps) == {said: 1}

    def test_no_gap_explains_an_empty_field(self, tmp_path: Path) -> None:
        """The act is on record; nothing that is lost could have filled its field."""
        filled = standard("record_missing", {"act": "Fine", "fields": ["amount"]})
        gaps = [_gap("06-01", "06-20")]
        assert outcomes(tmp_path, filled, [FINED], as_of=END, gaps=gaps) == {"ABSENT": 1}


class TestExemptions:
    @staticmethod
    def _said(folder: Path, **more: object) -> dict[str, int]:
        span = Validity(dt.date(2024, 6, 1), dt.date(2024, 6, 11))
        exemption = Exemption("e", "s", SAY, "boss", **{"validity": span, **more})  # type: ignore[arg-type]
        return outcomes(folder, NEEDS, [FINED], as_of=END, exemptions=[exemption])

    def test_an_approved_exception_applies_on_its_days(self, tmp_path: Path) -> None:
        assert self._said(tmp_path) == {"EXEMPTED": 1}
        ended = Validity(dt.date(2024, 6, 1), dt.date(2024, 6, 10))
        assert self._said(tmp_path, validity=ended) == {"ABSENT": 1}
        begins = Validity(dt.date(2024, 6, 11))
        assert self._said(tmp_path, validity=begins) == {"ABSENT": 1}

    @pytest.mark.parametrize(
        ("who", "others"),
        [
            ({"offices": ("x", "z")}, {"offices": ("y",)}),
            ({"officers": ("o1",)}, {"officers": ("o2",)}),
            ({"subjects": ("case 1",)}, {"subjects": ("case 2",)}),
        ],
    )
    def test_it_holds_for_whom_it_names(
        self, tmp_path: Path, who: dict[str, object], others: dict[str, object]
    ) -> None:
        assert self._said(tmp_path, **who) == {"EXEMPTED": 1}
        assert self._said(tmp_path, **others) == {"ABSENT": 1}
        assert self._said(tmp_path, **{**who, "subjects": ("case 9",)}) == {"ABSENT": 1}

    def test_an_exception_from_another_standard_is_none(self, tmp_path: Path) -> None:
        other = Exemption("e", "other", SAY, "boss", Validity(LONG_AGO))
        said = outcomes(tmp_path, NEEDS, [FINED], as_of=END, exemptions=[other])
        assert said == {"ABSENT": 1}

    def test_who_complies_needs_no_exception(self, tmp_path: Path) -> None:
        heard = act(2, "Hear", at("06-09"))
        exemption = Exemption("e", "s", SAY, "boss", Validity(LONG_AGO))
        said = outcomes(tmp_path, NEEDS, [FINED, heard], as_of=END, exemptions=[exemption])
        assert said == {"NONE": 1}


class TestMissingActors:
    """A missing actor is not the same actor, and not another one either."""

    @pytest.mark.parametrize(
        ("booked", "checked", "said"),
        [
            ("o1", "o1", "SAME_HANDS"),
            ("o1", "o2", "NONE"),
            (None, None, "ACTOR_MISSING"),
            ("o1", None, "ACTOR_MISSING"),
            (None, "o1", "ACTOR_MISSING"),
        ],
    )
    def test_two_duties(
        self, tmp_path: Path, booked: str | None, checked: str | None, said: str
    ) -> None:
        acts = [
            act(1, "Book", at("06-01"), officer=booked),
            act(2, "Check", at("06-02"), officer=checked),
        ]
        assert outcomes(tmp_path, HANDS, acts, as_of=END) == {said: 1}

    def test_a_breach_on_record_stands_beside_a_missing_actor(self, tmp_path: Path) -> None:
        acts = [
            act(1, "Book", at("06-01"), officer="o1"),
            act(2, "Check", at("06-02"), officer="o1"),
            act(3, "Check", at("06-03")),
        ]
        assert outcomes(tmp_path, HANDS, acts, as_of=END) == {"SAME_HANDS": 1}

    def test_any_check_counts_not_only_the_last(self, tmp_path: Path) -> None:
        acts = [
            act(1, "Book", at("06-01"), officer="o1"),
            act(2, "Check", at("06-02"), officer="o1"),
            act(3, "Check", at("06-03"), officer="o2"),
        ]
        assert outcomes(tmp_path, HANDS, acts, as_of=END) == {"SAME_HANDS": 1}

    def test_hands_are_not_counted_from_nobody(self, tmp_path: Path) -> None:
        two = standard("too_few_hands", {"acts": "Inspect", "at_least": 2})
        one, nobody = act(1, "Inspect", at("06-01"), officer="o1"), act(2, "Inspect", at("06-02"))
        again = act(3, "Inspect", at("06-03"), officer="o1")
        assert outcomes(tmp_path, two, [one, nobody], as_of=END) == {"ACTOR_MISSING": 1}
        assert outcomes(tmp_path, two, [one, again], as_of=END) == {"TOO_FEW": 1}

    def test_authority_of_nobody_is_not_known(self, tmp_path: Path) -> None:
        certified = standard("beyond_authority", {"act": "Inspect", "certificate": "c1"})
        acts = [
            act(1, "Inspect", at("06-01"), officer="o1"),
            act(2, "Inspect", at("06-02"), officer="o2"),
            act(3, "Inspect", at("06-03")),
        ]
        held = [Mandate("o1", "certificate", "c1", at("01-01"))]
        said = outcomes(tmp_path, certified, acts, as_of=END, mandates=held)
        assert said == {"NONE": 1, "NO_CERTIFICATE": 1, "ACTOR_MISSING": 1}
        assert outcomes(tmp_path, certified, acts[:1], as_of=END) == {"NO_COMPARISON": 1}


class TestMissingFields:
    def test_a_condition_on_an_empty_field_is_unknown(self, tmp_path: Path) -> None:
        """Neither met nor failed: the subject is not evaluated, whatever else is on record."""
        step = {"activity": "Fine", "where": {"amount": {"at_least": 100}}}
        heard = standard("missing_step", {"at": step, "needs": "Hear"})
        assert outcomes(tmp_path, heard, [FINED], as_of=END) == {"FIELD_MISSING": 1}

    def test_a_scope_on_an_empty_field_is_unknown(self, tmp_path: Path) -> None:
        scoped = standard("missing_step", {"at": "Fine", "needs": "Hear"}, {"mode": "m1"})
        assert outcomes(tmp_path, scoped, [FINED], as_of=END) == {"FIELD_MISSING": 1}

    def test_who_is_out_of_scope_is_not_judged(self, tmp_path: Path) -> None:
        scoped = standard("missing_step", {"at": "Fine", "needs": "Hear"}, {"office": "y"})
        assert outcomes(tmp_path, scoped, [FINED], as_of=END) == {}


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (-5, -5, "NONE"),  # though -5 is more than twice -5
        (-5, -10, "NONE"),  # exactly twice
        (-5, -11, "UNLIKE"),
        (0, 0, "NONE"),
        (0, 1, "UNLIKE"),
        (0, -1, "UNLIKE"),
        (-1, 1, "UNLIKE"),
        (5, 10, "NONE"),
        (5, 11, "UNLIKE"),
    ],
)
def test_a_ratio_is_taken_from_zero_on_either_side(
    tmp_path: Path, one: int, other: int, said: str
) -> None:
    alike = standard(
        "unlike_treatment", {"act": "Refund", "alike": ["mode"], "outcome": "amount", "ratio": 2}
    )
    refunds = [
        act(n, "Refund", at("06-01"), subject=n, attributes={"mode": "m", "amount": Decimal(given)})
        for n, given in enumerate((one, other), start=1)
    ]
    assert outcomes(tmp_path, alike, refunds, as_of=END) == {said: 1}


class TestDaysWithoutALaw:
    """A clock or a table that has no version on the act's day: not evaluated, and said so."""

    PAUSE = Validity(dt.date(2024, 6, 10), dt.date(2024, 6, 12))

    def _spans(self) -> list[Validity]:
        return Validity(LONG_AGO).without([self.PAUSE])

    def test_a_clock_that_is_silent(self, tmp_path: Path) -> None:
        period = Period(5, "calendar_days")
        clock = Clock("c", SAY, tuple(ClockVersion(v, period, BASIS) for v in self._spans()))
        send = standard("overdue", {"from": "Fine", "to": "Send", "within": {"clock": "c"}})
        for day, said in (
            ("06-09", "NEVER_CAME"),
            ("06-10", "NO_VERSION"),
            ("06-11", "NO_VERSION"),
            ("06-12", "NEVER_CAME"),
        ):
            fined = [act(1, "Fine", at(day))]
            assert outcomes(tmp_path, send, fined, as_of=END, clocks=[clock]) == {said: 1}

    def test_a_table_that_is_silent_and_one_without_the_key(self, tmp_path: Path) -> None:
        rows = (BoundsRow(("m",), Decimal(10), None),)
        table = BoundsTable(
            "t", SAY, ("mode",), tuple(BoundsVersion(v, BASIS, rows) for v in self._spans())
        )
        banded = standard("out_of_bounds", {"act": "Fine", "field": "amount", "table": "t"})
        for day, mode, said in (
            ("06-09", "m", "BELOW"),
            ("06-09", "other", "NOT_IN_TABLE"),
            ("06-10", "m", "NO_VERSION"),
            ("06-11", "other", "NO_VERSION"),
            ("06-12", "other", "NOT_IN_TABLE"),
        ):
            fined = [act(1, "Fine", at(day), attributes={"mode": mode, "amount": Decimal(5)})]
            assert outcomes(tmp_path, banded, fined, as_of=END, tables=[table]) == {said: 1}


def test_clocks_that_run_backwards_are_neither_kept_nor_broken(tmp_path: Path) -> None:
    send = standard("overdue", {"from": "Fine", "to": "Send", "within": {"days": 5}})
    sent, same_day = act(2, "Send", at("06-09")), act(2, "Send", at("06-10", 1))
    assert outcomes(tmp_path, send, [FINED, sent], as_of=END) == {"CLOCKS_INVERTED": 1}
    assert outcomes(tmp_path, send, [FINED, same_day], as_of=END) == {"NONE": 1}
