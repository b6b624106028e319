"""The chart of a warning's power, with its case drawn on it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings as shipped

from web.casework.runs import Fines, fine
from web.world import NOW, World
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework import course
from zhunsheng_web.casework.course import course_of
from zhunsheng_web.casework.intake import take_in
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Warning

CHART = "release"


@pytest.fixture
def drawn(world: World, tmp_path: Path, settings) -> Warning:  # type: ignore[no-untyped-def]
    fines = Fines(tmp_path)
    take_in(fines.run(fine("c1"), fine("c2")).folder, fines.store.folder, now=NOW)
    settings.TRACE = fines.store.folder
    shutil.rmtree(Path(shipped.HOME) / "courses", ignore_errors=True)
    warning = Warning.objects.select_related("yardstick").get()
    warning.yardstick.chart = dict(register().charts).popitem()[0] if CHART not in dict(
        register().charts
    ) else CHART  # fmt: skip
    return warning


@pytest.fixture
def reader(world: World) -> Actor:
    return world.actor("AUD1")


def test_a_case_is_drawn_in_both_languages_with_the_step_that_deviates(
    drawn: Warning, reader: Actor
) -> None:
    found = course_of(drawn, reader)
    assert found is not None and found.finding.subject_id == "c2"
    assert 'id="chart-zh"' in found.svg.zh and "偏离" in found.svg.zh
    assert 'id="chart-en"' in found.svg.en and "deviates" in found.svg.en


def test_the_row_that_is_asked_for_is_drawn_and_replaces_the_drawing_kept(
    drawn: Warning, reader: Actor
) -> None:
    other = drawn.findings.get(subject_id="c1")
    for key, subject in ((other.key, "c1"), ("", "c2"), ("of no row", "c2")):
        found = course_of(drawn, reader, key)
        assert found is not None and found.finding.subject_id == subject
        kept = [one.name for one in (Path(shipped.HOME) / "courses").rglob("*.svg")]
        assert len(kept) == 2 and all(found.finding.key in name for name in kept)


def test_it_names_nobody_and_carries_no_style_of_its_own(drawn: Warning, reader: Actor) -> None:
    found = course_of(drawn, reader)
    assert found is not None
    for svg in (found.svg.zh, found.svg.en):
        assert "W1" not in svg and "style=" not in svg and "<script" not in svg


def test_it_is_drawn_once_for_each_state_of_the_warning(
    drawn: Warning, reader: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = course_of(drawn, reader)
    real, calls = course._drawn, []
    monkeypatch.setattr(course, "_drawn", lambda *rest: calls.append(1) or real(*rest))
    assert course_of(drawn, reader) == first and not calls
    drawn.revision += 1
    assert course_of(drawn, reader) is not None and calls == [1]
    assert len(list((Path(shipped.HOME) / "courses").rglob("*.svg"))) == 2


def test_without_a_chart_or_without_the_trace_there_is_none(
    drawn: Warning,
    reader: Actor,
    settings,
    tmp_path: Path,  # type: ignore[no-untyped-def]
) -> None:
    settings.TRACE = tmp_path / "elsewhere"
    assert course_of(drawn, reader) is None
    drawn.yardstick.chart = ""
    assert course_of(drawn, reader) is None
