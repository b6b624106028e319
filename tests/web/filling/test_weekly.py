"""A month judged by weeks: each run sees what its week had brought, the last one all of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from web.casework.runs import Fines, fine
from web.world import NOW, World
from zhunsheng.flow import read_run, runs
from zhunsheng.model.errors import ZhunshengError
from zhunsheng_web.casework.models import Event, Intake, Warning
from zhunsheng_web.filling.playing import Weeks
from zhunsheng_web.filling.weekly import judge_by_week

WEEK = dt.timedelta(weeks=1)
AT = [NOW + number * WEEK for number in range(3)]
Come = list[tuple[dt.datetime, Path]]


@pytest.fixture
def fines(tmp_path: Path) -> Fines:
    return Fines(tmp_path)


@pytest.fixture
def come(fines: Fines, tmp_path: Path) -> Come:
    days = ("2026-10-10", "2026-10-20", "2026-10-21", "2026-10-28")
    fines.run(*(fine(f"c{day}", f"W{at + 1}", day=day) for at, day in enumerate(days)))
    return judge_by_week(
        runs(tmp_path / "runs")[-1],
        register=fines.register,
        trace=fines.store.folder,
        folder=tmp_path / "weeks",
        at=AT,
    )


def test_every_week_finds_what_it_brought_and_the_last_run_is_the_whole_one(
    come: Come, tmp_path: Path
) -> None:
    found = [read_run(folder) for _, folder in come]
    assert [one.findings for one in found] == [1, 3, 4]
    assert [one.sequence for one in found] == [1, 2, 3]
    assert found[-1].id == runs(tmp_path / "runs")[-1].id
    assert [at for at, _ in come] == AT


def test_runs_broken_off_leave_no_folder(fines: Fines, tmp_path: Path) -> None:
    whole = fines.run(fine("c1"))
    (fines.register / "standards.yaml").write_text("- {id: x}\n", encoding="utf-8")
    with pytest.raises(ZhunshengError):
        judge_by_week(
            whole,
            register=fines.register,
            trace=fines.store.folder,
            folder=tmp_path / "weeks",
            at=AT,
        )
    assert not (tmp_path / "weeks").exists()


def test_warnings_come_in_as_the_weeks_go_by(
    world: World, fines: Fines, come: Come, settings
) -> None:  # type: ignore[no-untyped-def]
    settings.TRACE = fines.store.folder
    Weeks(NOW, AT[-1] + dt.timedelta(hours=2), seed=5).play(come)
    assert Intake.objects.count() == 3
    made = Warning.objects.order_by("created_at").values_list("created_at", flat=True)
    assert set(made) == set(AT)
    assert Event.objects.filter(verb="sign", at__lt=AT[1]).exists()


def test_what_the_first_desk_leaves_lying_the_next_one_takes_up(
    world: World,
    fines: Fines,
    come: Come,
    settings,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    settings.TRACE = fines.store.folder
    monkeypatch.setattr("zhunsheng_web.filling.playing.LEFT", 1.0)
    Weeks(NOW, AT[-1] + 3 * WEEK, seed=5).play(come)
    first = Event.objects.filter(verb="sign").order_by("at").first()
    assert first is not None
    handed = Event.objects.filter(warning=first.warning, verb="hand-up").order_by("at").first()
    assert handed is not None and handed.at < first.at
