"""Breaches are held against judgements: counted by office and month, and equal to the run's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from web.casework.runs import Fines, fine, heard
from web.world import NOW, World
from zhunsheng.flow import Run, load_register
from zhunsheng.model.text import Text
from zhunsheng_web.access.models import Office
from zhunsheng_web.boards.figures import Figure
from zhunsheng_web.boards.judgements import judged_by, judgements, latest_run
from zhunsheng_web.boards.models import Judged
from zhunsheng_web.boards.scope import scope_of
from zhunsheng_web.boards.tables import Line
from zhunsheng_web.casework.intake import take_in

STANDARD = "heard-first"


@pytest.fixture
def fines(world: World, tmp_path: Path) -> Fines:
    return Fines(tmp_path)


def judged(fines: Fines, run: Run) -> list[Judged]:
    paths = dict(Office.objects.values_list("code", "path"))
    return judgements(load_register(fines.register), fines.store, run, paths)


def at(world: World, office: str, **given: str) -> dict[str, int]:
    asked = {"from": "2026-09", "to": "2026-10", "office": office} | given
    scope = scope_of(world.actor("AUD0"), asked, today=NOW.date())
    assert scope is not None and not scope.faults
    return judged_by(scope, [STANDARD])


def test_judgements_are_counted_by_office_and_month(world: World, fines: Fines) -> None:
    run = fines.run(
        fine("c1"),
        heard("c2"),
        fine("c2", office="6402"),
        fine("c3", office="6402", day="2026-09-30"),
        fine("c4", office="5301"),
    )
    Judged.objects.bulk_create(judged(fines, run))
    assert at(world, "0000") == {STANDARD: 4}
    assert at(world, "6400") == {STANDARD: 3}
    assert at(world, "6402") == {STANDARD: 2}
    assert at(world, "6402", **{"from": "2026-10"}) == {STANDARD: 1}
    assert at(world, "6401-a") == {}


def test_what_does_not_add_up_to_the_run_is_known_as_a_whole_alone(
    world: World, fines: Fines
) -> None:
    run = fines.run(fine("c1"), fine("c2", office="6402", day="2026-09-30"))
    [told] = run.standards
    claimed = replace(run, standards=(replace(told, not_evaluated=told.not_evaluated + 5),))
    Judged.objects.bulk_create(judged(fines, claimed))
    assert at(world, "6400") == at(world, "0000") == {STANDARD: 7}
    assert at(world, "6401") == {}
    assert at(world, "6400", **{"from": "2026-10"}) == {}


def test_the_run_is_the_one_taken_in_last(world: World, fines: Fines) -> None:
    runs = fines.folder / "runs"
    assert latest_run(runs) is None
    take_in(fines.run(fine("c1")).folder, fines.store.folder, now=NOW)
    second = fines.run(fine("c2"))
    take_in(second.folder, fines.store.folder, now=NOW)
    found = latest_run(runs)
    assert found is not None and found.id == second.id
    assert latest_run(fines.folder / "elsewhere") is None


def test_a_line_tells_breaches_of_judgements_or_nothing() -> None:
    line = Line(Text("", ""), Figure(standing=1, rows=3), "", judged=100)
    assert line.breaches is not None and line.breaches.share == 0.03
    assert replace(line, judged=None).breaches is None
    assert replace(line, judged=2).breaches is None


@pytest.mark.parametrize(
    ("parameters", "here", "there"),
    [
        ("{at: {activity: Fine, where: {amount: {at_least: 500}}}, needs: Hear}", 1, 1),
        ("{at: {activity: Fine, where: {amount: {below: 500}}}, needs: Hear}", 2, 0),
        ("{at: {activity: Fine, where: {officer: W1}}, needs: Hear}", 2, 1),
        ("{at: {activity: Fine, where: {officer: {not_in: [W1]}}}, needs: Hear}", 2, 0),
        ("{at: {activity: Fine, where: {office: {prefix: '6402'}}}, needs: Hear}", 0, 1),
        ("{at: Fine, needs: Seal, when: Hear}", 1, 0),
    ],
)
def test_what_a_standard_asks_more_of_the_act_is_asked_of_the_trace_too(
    world: World, fines: Fines, parameters: str, here: int, there: int
) -> None:
    file = fines.register / "standards.yaml"
    text = file.read_text(encoding="utf-8").replace("{at: Fine, needs: Hear}", parameters)
    file.write_text(text, encoding="utf-8")
    run = fines.run(
        heard("c1"),
        fine("c1", amount=100, officer="W2"),
        fine("c2", amount=700),
        fine("c3", amount=100, officer=None),  # not filled: judged, and not evaluated
        fine("c4", office="6402", amount=900),
    )
    Judged.objects.bulk_create(judged(fines, run))
    expected = {} if not here else {STANDARD: here}
    assert at(world, "6401") == expected
    assert at(world, "6402") == ({STANDARD: there} if there else {})
