"""Finished runs become warnings: every finding once, one cause one warning, nothing deleted."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from pathlib import Path

import pytest
from django.db import connection

from web.casework.doing import Hand
from web.casework.runs import Fines, fine, heard, unheard
from web.world import NOW, World
from zhunsheng.flow import Run
from zhunsheng_web.casework import intake
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.intake import NotTakenIn, take_in
from zhunsheng_web.casework.models import Comparison, Event, Finding, Intake, Link, Mute, Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.related import related, rows_of
from zhunsheng_web.casework.taking import writing
from zhunsheng_web.casework.tally import kept, recounted
from zhunsheng_web.record.models import SealedAct

Set = set[tuple[str, frozenset[tuple[str, bool]], int, bool]]


@pytest.fixture
def fines(tmp_path: Path) -> Fines:
    return Fines(tmp_path)


def taken(fines: Fines, run: Run, *, later: int = 0) -> Intake:
    return take_in(run.folder, fines.store.folder, now=NOW + dt.timedelta(days=later))


def standing() -> Set:
    """The warnings as they came out: cause, rows with whether they are cleared, level, void."""
    return {
        (
            warning.group_key,
            frozenset((row.key, row.cleared_at is not None) for row in warning.findings.all()),
            warning.level,
            warning.stage == "superseded",
        )
        for warning in Warning.objects.all()
    }


def test_one_cause_is_one_warning_at_the_section_of_its_officer(world: World, fines: Fines) -> None:
    done = taken(fines, fines.run(fine("c1"), fine("c2"), fine("c3", "W2"), fine("c4", "W4")))
    assert (done.findings, done.fresh, done.known, done.warnings) == (4, 4, 0, 3)
    by_officer = {one.subject_id: one for one in Warning.objects.select_related("office")}
    assert {code: one.rows for code, one in by_officer.items()} == {"W1": 2, "W2": 1, "W4": 1}
    assert by_officer["W1"].office.code == "6401-a"
    assert by_officer["W4"].office.code == "6401-b"
    assert by_officer["W1"].level == 3 and by_officer["W1"].secrecy == "open"
    assert by_officer["W1"].due_at is not None and by_officer["W1"].overall_due_at is not None
    assert {one.code for one in by_officer["W1"].concerns.all()} == {"W1"}


def test_what_is_shown_needs_no_trace(world: World, fines: Fines) -> None:
    taken(fines, fines.run(fine("c1", amount=350)))
    row = Finding.objects.get()
    (act,) = row.evidence
    assert act["deviates"] and act["officer"] == "W1"
    assert act["at"] == "2026-10-12T12:00:00+02:00"
    assert {field["name"]: field["value_zh"] for field in act["fields"]} == {"amount": "350"}
    assert row.warning.yardstick.basis[0]["article"] == "1"
    assert row.warning.sentence_zh == row.sentence_zh


def test_after_an_intake_sqlite_knows_how_its_rows_are_spread(world: World, fines: Fines) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
        taken(fines, fines.run(fine("c1")))
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'casework_warning'")
        ((known,),) = cursor.fetchall()
    assert known


def test_a_run_taken_in_twice_changes_nothing(world: World, fines: Fines) -> None:
    run = fines.run(fine("c1"), fine("c2", "W2"))
    first = taken(fines, run)
    before = standing()
    assert taken(fines, run, later=1).pk == first.pk
    assert standing() == before and Event.objects.count() == 2
    assert Intake.objects.count() == 1
    assert SealedAct.objects.count() == 2  # the only portion, and the end


def test_a_later_run_adds_rows_to_the_open_warning(world: World, fines: Fines) -> None:
    taken(fines, fines.run(fine("c1")))
    done = taken(fines, fines.run(fine("c2")), later=1)
    warning = Warning.objects.get()
    assert (done.fresh, done.known, done.warnings) == (1, 1, 0)
    assert (warning.rows, warning.revision) == (2, 2)
    assert [one.verb for one in warning.events.order_by("pk")] == ["take-in", "grow"]
    assert "2件" in warning.sentence_zh and "2 cases" in warning.sentence_en
    assert kept() == recounted()


def test_what_comes_after_a_closed_one_is_a_new_warning_linked_to_it(
    world: World, fines: Fines
) -> None:
    taken(fines, fines.run(fine("c1")))
    Warning.objects.update(stage="closed")
    taken(fines, fines.run(fine("c2")), later=1)
    first, second = Warning.objects.order_by("pk")
    assert (first.rows, second.rows) == (1, 1)
    link = Link.objects.get()
    assert (link.warning_id, link.to_id, link.kind) == (second.pk, first.pk, "recurrence")


def test_a_correction_clears_rows_and_at_last_the_warning(world: World, fines: Fines) -> None:
    taken(fines, fines.run(fine("c1"), fine("c2")))
    done = taken(fines, fines.run(heard("c1")), later=1)
    warning = Warning.objects.get()
    assert (done.cleared, warning.rows, warning.rows_cleared) == (1, 2, 1)
    assert warning.stage == "generated"
    taken(fines, fines.run(heard("c2")), later=2)
    warning.refresh_from_db()
    assert (warning.stage, warning.rows_cleared) == ("superseded", 2)
    assert [one.verb for one in warning.events.order_by("pk")] == [
        "take-in", "correct", "supersede",
    ]  # fmt: skip
    assert Finding.objects.exclude(cleared_why="trace_changed").count() == 0
    assert Finding.objects.count() == 2
    assert kept() == recounted()


def test_what_is_found_again_stands_again(world: World, fines: Fines) -> None:
    for later, rows in enumerate([fine("c1")], start=0):
        taken(fines, fines.run(rows), later=later)
    taken(fines, fines.run(heard("c1")), later=1)
    assert Warning.objects.get().stage == "superseded"
    taken(fines, fines.run(unheard("c1")), later=2)
    warning = Warning.objects.get()
    assert (warning.stage, warning.rows_cleared, warning.closed_at) == ("generated", 0, None)
    assert Finding.objects.get().cleared_at is None
    assert kept() == recounted()


def test_what_stands_again_begins_anew(world: World, fines: Fines) -> None:
    """Nothing of its first life is left: neither a standstill, which would end by itself later, nor
    what was concluded."""
    taken(fines, fines.run(fine("c1")))
    hand = Hand(world)
    hand.bring(Warning.objects.get(), "reviewed")
    until = (NOW + dt.timedelta(days=5)).date()
    still = hand(Warning.objects.get(), "FUNH", "suspend", until=until.isoformat(),
                 reason_code="case", text="等待")  # fmt: skip
    taken(fines, fines.run(heard("c1")), later=1)
    taken(fines, fines.run(unheard("c1")), later=2)
    warning = Warning.objects.get()
    assert (warning.stage, warning.conclusion, warning.assignee) == ("generated", "", None)
    assert (warning.suspended_at, warning.suspended_until) == (None, None)
    assert warning.overall_due_at != still.overall_due_at
    back = warning.events.get(verb="grow")
    assert (back.source, back.target) == ("superseded", "generated")
    assert tick(NOW + dt.timedelta(days=7)).done["resumed"] == 0
    assert kept() == recounted()


@pytest.fixture
def three(fines: Fines) -> list[Run]:
    """Two fines; the first is cleared and a third comes; the first comes back."""
    return [
        fines.run(fine("c1"), fine("c2", "W2")),
        fines.run(heard("c1"), fine("c3")),
        fines.run(heard("c2"), unheard("c1")),
    ]


def _wipe() -> None:
    for model in (Event, Finding, Link, Warning, Intake, Comparison, intake_cleared()):
        model.objects.all().delete()


def intake_cleared():  # type: ignore[no-untyped-def]
    from zhunsheng_web.casework.models import Cleared

    return Cleared


def _outcomes(fines: Fines, three: list[Run]) -> list[Set]:
    found = []
    for order in permutations(three):
        _wipe()
        for run in order:
            done = taken(fines, run)
            assert done.findings == done.fresh + done.known + done.muted
        found.append(standing())
    return found


def test_the_order_of_runs_does_not_change_the_warnings(
    world: World, fines: Fines, three: list[Run]
) -> None:
    first, *others = _outcomes(fines, three)
    assert all(one == first for one in others)
    assert len(first) == 2


@pytest.fixture
def grave(fines: Fines) -> list[Run]:
    """Three large fines of one officer, of which one is cleared; two more come, one is cleared."""
    return [
        fines.run(*(fine(f"c{n}", amount=250_000) for n in (1, 2, 3))),
        fines.run(heard("c1")),
        fines.run(fine("c4", amount=250_000), fine("c5"), heard("c2")),
    ]


def test_the_order_of_runs_does_not_change_how_grave_they_are(
    world: World, fines: Fines, grave: list[Run]
) -> None:
    first, *others = _outcomes(fines, grave)
    assert all(one == first for one in others)
    assert {level for _, _, level, _ in first} == {2, 3}


def test_counting_rows_that_are_cleared_makes_the_order_matter(
    world: World, fines: Fines, grave: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken variant: once raised for its repetition, raised for good."""
    monkeypatch.setattr(writing, "_is_untouched", lambda _: False)
    first, *others = _outcomes(fines, grave)
    assert any(one != first for one in others)


def test_without_remembering_what_is_cleared_the_order_matters(
    world: World, fines: Fines, three: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken variant: an earlier run brings a finding back that a later one had cleared."""
    monkeypatch.setattr(intake, "foretold", lambda keys, sequence: {})
    first, *others = _outcomes(fines, three)
    assert any(one != first for one in others)


def test_where_the_office_or_officer_is_unknown_the_nearest_takes_it_and_says_so(
    world: World, fines: Fines
) -> None:
    taken(
        fines,
        fines.run(fine("c1", "X9", "6499"), fine("c2", None, None), fine("c3", "W1", None)),
    )
    by_case = {row.subject_id: row.warning for row in Finding.objects.select_related("warning")}
    assert by_case["c1"].office.code == "6400"
    assert {one["code"] for one in by_case["c1"].remarks} == {"officer-unknown", "office-unknown"}
    assert by_case["c1"].concerns.get().person is None
    assert by_case["c2"].office.code == "0000" and by_case["c2"].subject_kind == "case"
    assert by_case["c3"].office.code == "6401-a"
    assert {one["code"] for one in by_case["c3"].remarks} == {"office-unrecorded"}


def test_money_at_stake_makes_a_closed_warning_of_its_own(world: World, fines: Fines) -> None:
    taken(fines, fines.run(fine("c1"), fine("c2", amount=250_000)))
    grave, light = Warning.objects.order_by("level")
    assert (grave.level, grave.secrecy, grave.rows) == (2, "closed", 1)
    assert {one["code"] for one in grave.level_why} == {"standard", "money"}
    assert (light.level, light.secrecy, light.rows) == (3, "open", 1)
    assert list(visible_warnings(world.actor("SH1"))) == [light]
    assert set(visible_warnings(world.actor("AUD1"))) == {grave, light}


def test_what_recurs_is_raised_beside_the_open_warning_which_stays_as_it_is(
    world: World, fines: Fines
) -> None:
    taken(fines, fines.run(fine("c1"), fine("c2")))
    light = Warning.objects.get()
    before = Warning.objects.filter(pk=light.pk).values().get()
    taken(fines, fines.run(fine("c9", "W2")), later=1)
    assert Warning.objects.filter(pk=light.pk).values().get() == before
    done = taken(fines, fines.run(fine("c3")), later=2)
    light.refresh_from_db()
    assert done.details["raised"] == 1 and (light.level, light.rows) == (3, 3)
    raised = Warning.objects.get(secrecy="closed")
    assert (raised.level, raised.rows, raised.office) == (2, 3, light.office)
    assert {one["code"] for one in raised.level_why} == {"standard", "recurrence"}
    assert set(rows_of(raised, world.actor("AUD1"))) == set(light.findings.all())
    assert raised not in visible_warnings(world.actor("SH1"))
    assert [one.warning for one in related(light, world.actor("SH1"))] == []
    assert [one.warning for one in related(light, world.actor("AUD1"))] == [raised]
    taken(fines, fines.run(fine("c4")), later=3)
    assert Warning.objects.filter(secrecy="closed").count() == 1


def test_very_many_alike_in_one_office_are_one_warning_to_look_at_the_records(
    world: World, fines: Fines
) -> None:
    cases = [fine(f"c{number}", f"W{number % 3 + 1}") for number in range(60)]
    done = taken(fines, fines.run(*cases))
    warning = Warning.objects.get()
    assert (done.warnings, warning.rows, warning.subject_kind) == (1, 60, "office")
    assert warning.office.code == "6401"
    assert "many-alike" in {one["code"] for one in warning.remarks}
    assert "记录" in warning.sentence_zh


def test_a_mute_keeps_findings_back_while_it_lasts(world: World, fines: Fines) -> None:
    mute = Mute.objects.create(
        standard="heard-first",
        office_path=world.offices["6401"].path,
        reason="试点",
        author=world.people["FUN1"],
        approved_by=world.people["FUNH"],
        made_at=NOW,
        valid_from=NOW.date(),
        valid_to=NOW.date() + dt.timedelta(days=5),
    )
    run = fines.run(fine("c1"), fine("c2", "W6", "6402"), fine("c3", amount=250_000))
    done = taken(fines, run)
    assert (done.findings, done.fresh, done.muted) == (3, 2, 1)
    assert {row.subject_id for row in Finding.objects.all()} == {"c2", "c3"}
    mute.refresh_from_db()
    assert mute.muted == 1
    done = taken(fines, fines.run(fine("c4")), later=6)
    assert (done.fresh, done.known, done.muted) == (2, 2, 0)


def test_a_mute_of_the_subject_of_a_warning_keeps_its_next_findings_back(
    world: World, fines: Fines
) -> None:
    """As it is proposed from the page of a warning about an officer."""
    taken(fines, fines.run(fine("c1"), fine("c2", "W2")))
    one = Warning.objects.get(subject_id="W1")
    Mute.objects.create(
        standard=one.yardstick.standard, office_path=one.office_path, subject_id=one.subject_id,
        reason="试点", author=world.people["SH1"], approved_by=world.people["FUNH"], made_at=NOW,
        valid_from=NOW.date(), valid_to=NOW.date(),
    )  # fmt: skip
    done = taken(fines, fines.run(fine("c3"), fine("c4", "W2")))
    assert (done.fresh, done.muted) == (1, 1)
    assert not Finding.objects.filter(subject_id="c3").exists()


def test_offices_are_compared_by_what_was_looked_at(world: World, fines: Fines) -> None:
    taken(fines, fines.run(fine("c1"), fine("c2"), heard("c2"), fine("c3", "W6", "6402")))
    found = {one.office.code: (one.failed, one.judged) for one in Comparison.objects.all()}
    assert found == {"6401": (1, 2), "6402": (1, 1)}


def test_a_register_that_has_changed_since_is_refused(world: World, fines: Fines) -> None:
    run = fines.run(fine("c1"))
    (fines.register / "laws.yaml").write_text(
        "- id: law\n  title: {zh: 新法, en: new law}\n  editions: [2000-01-01]\n", "utf-8"
    )
    with pytest.raises(NotTakenIn, match="register has changed"):
        taken(fines, run)
    assert not Warning.objects.exists() and not SealedAct.objects.exists()


def test_sums_that_do_not_add_up_leave_nothing_behind(
    world: World, fines: Fines, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = fines.run(fine("c1"), fine("c2"))
    real = intake.findings_of
    monkeypatch.setattr(intake, "findings_of", lambda run: real(run)[:-1])
    with pytest.raises(NotTakenIn, match="add up"):
        taken(fines, run)
    assert not Warning.objects.exists() and not SealedAct.objects.exists()
