"""The worker beside the pages: what is due is done, and one failure keeps nothing else from it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from web.casework.runs import Fines, fine
from web.world import World
from zhunsheng_web.casework.models import Intake, Warning
from zhunsheng_web.filling.management.commands import work


@pytest.fixture
def fines(world: World, tmp_path: Path, settings) -> Fines:  # type: ignore[no-untyped-def]
    fines = Fines(tmp_path)
    settings.TRACE, settings.RUNS = fines.store.folder, tmp_path / "runs"
    return fines


def test_a_new_run_is_taken_in_once(fines: Fines) -> None:
    fines.run(fine("c1"))
    for _ in range(2):
        call_command("work", once=True, stderr=StringIO())
    assert Intake.objects.count() == Warning.objects.count() == 1


def test_what_fails_is_told_and_the_rest_is_done(
    fines: Fines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(moment: object) -> None:
        raise RuntimeError("the clock stands still")

    monkeypatch.setattr(work, "tick", broken)
    fines.run(fine("c1"))
    said = StringIO()
    call_command("work", once=True, stderr=said)
    assert "tick: the clock stands still" in said.getvalue()
    assert Warning.objects.count() == 1


def test_work_is_counted_anew_after_each_run_and_not_between(
    fines: Fines, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []
    monkeypatch.setattr(work, "survey", lambda *_, **__: counted.append(Intake.objects.count()))
    worker = work.Command(stderr=StringIO())
    worker.round()
    assert counted == []
    fines.run(fine("c1"))
    worker.round()
    worker.round()
    fines.run(fine("c2"))
    worker.round()
    assert counted == [1, 2]


def test_a_run_that_cannot_be_read_keeps_the_others_from_nothing(fines: Fines) -> None:
    fines.run(fine("c1"))
    broken = fines.folder / "runs" / "2026-10-01-broken"
    broken.mkdir()
    (broken / "run.json").write_text("{", encoding="utf-8")
    call_command("work", once=True, stderr=StringIO())
    assert Intake.objects.count() == 1
