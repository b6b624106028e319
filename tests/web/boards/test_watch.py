"""Whoever watches is told of what he may see, once."""

from __future__ import annotations

import datetime as dt

import pytest

from web.world import NOW, World
from zhunsheng_web.access.models import Notice
from zhunsheng_web.boards import watching
from zhunsheng_web.boards.models import Watch
from zhunsheng_web.boards.watching import tell_watchers
from zhunsheng_web.casework.mentions import codes_in, mentions_in
from zhunsheng_web.casework.models import Intake, Mention, Warning
from zhunsheng_web.casework.queue import Parts

LATER = NOW + dt.timedelta(minutes=5)


def watch(world: World, code: str, **condition: object) -> Watch:
    return Watch.objects.create(
        person=world.people[code],
        name=f"关注{code}",
        made_at=NOW,
        since=NOW - dt.timedelta(minutes=1),
        **condition,
    )


def told(world: World, code: str) -> list[str]:
    return list(
        Notice.objects.filter(person=world.people[code], kind="watch").values_list(
            "title_en", flat=True
        )
    )


def test_one_is_told_once_of_what_meets_the_condition(world: World) -> None:
    one = watch(world, "AUD1", office_path="0000.6400.6401.", level=3)
    world.warning(level=3)
    world.warning(level=4)
    world.warning(level=2, office="6402-a", about="W6")
    assert tell_watchers(LATER) == 1
    assert tell_watchers(LATER) == tell_watchers(LATER + dt.timedelta(days=1)) == 0
    assert told(world, "AUD1") == ["Watch “关注AUD1”: 1 new warning"]
    one.refresh_from_db()
    assert (one.hits, one.hit_at) == (1, LATER)


def hidden_from_the_section(world: World) -> None:
    watch(world, "SH1", office_path="0000.6400.6401.6401-a.")
    world.warning(level=1)
    world.warning(level=4, about="SH1")
    tell_watchers(LATER)


def test_what_one_may_not_see_is_never_told(world: World) -> None:
    hidden_from_the_section(world)
    assert told(world, "SH1") == []


def test_a_watch_that_looks_at_everything_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "seen_in_parts", lambda actor: Parts((Warning.objects.all(),)))
    hidden_from_the_section(world)
    assert told(world, "SH1") != []


def test_who_lost_his_post_is_told_nothing(world: World) -> None:
    watch(world, "AUD1", level=4)
    world.people["AUD1"].postings.update(valid_to=NOW.date())
    world.warning()
    tell_watchers(LATER)
    assert told(world, "AUD1") == []


def shows(warning: Warning, *fields: dict[str, str]) -> None:
    """Lets the rows of a warning have these values in their evidence."""
    warning.findings.update(evidence=[{"fields": list(fields)}])
    Mention.objects.bulk_create(mentions_in(warning.findings.all()))


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("84713000", True), ("C-0042", True), ("演F01767", True), ("020230", True),
        ("message-lost", False), ("5311.15", False), ("2026-10-12", False), ("协定税率", False),
        ("L5", False), ("9" * 41, False), ("两 12345", False),
    ],
)  # fmt: skip
def test_codes_are_told_from_words_amounts_and_days(value: str, code: bool) -> None:
    assert codes_in([{"fields": [{"value_zh": value}]}]) == ({value} if code else set())


def test_an_officer_is_no_code_to_be_looked_for() -> None:
    assert codes_in([{"fields": [{"value_zh": "W0007", "mask": "person"}]}]) == set()


def test_goods_and_companies_are_found_in_the_rows(world: World) -> None:
    watch(world, "AUD1", goods="8471")
    watch(world, "AUD2", subject="C-0042")
    one = world.warning()
    shows(one, {"value_zh": "84713000"}, {"value_zh": "C-0042", "mask": "company"})
    other = world.warning()
    shows(other, {"value_zh": "38471000"}, {"value_zh": "C-00421"})
    tell_watchers(LATER)
    assert [len(told(world, code)) for code in ("AUD1", "AUD2")] == [1, 1]
    assert all("1 new" in told(world, code)[0] for code in ("AUD1", "AUD2"))


def test_taking_a_run_in_tells_the_watchers(
    world: World, django_capture_on_commit_callbacks  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    watch(world, "AUD1", level=4)
    world.warning()
    with django_capture_on_commit_callbacks(execute=True):
        Intake.objects.create(
            run="run-1", as_of=NOW.date(), taken_at=LATER, findings=1, fresh=1, known=0, muted=0,
            cleared=0, warnings=1, register_digest="",
        )  # fmt: skip
    assert len(told(world, "AUD1")) == 1


def test_a_watch_is_made_changed_paused_and_deleted(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    client = browser_of("FUN1")
    client.post("/boards/watch/", {"name": "查验", "office": "6401", "level": "3"})
    one = Watch.objects.get()
    assert (one.office_path, one.level) == ("0000.6400.6401.", 3)
    address = f"/boards/watch/{one.token}/"
    client.post(address + "edit/", {"name": "查验二", "office": "6402"})
    client.post(address + "pause/", {"to": "pause"})
    one.refresh_from_db()
    assert (one.name, one.level, one.paused) == ("查验二", None, True)
    for code in ("FUN2", "AUD1"):
        for what in ("", "edit/"):
            assert browser_of(code).get(address + what).status_code == 404
        for what in ("edit/", "pause/", "delete/"):
            assert browser_of(code).post(address + what, {"name": "x"}).status_code == 404
    assert client.get(address).status_code == 200
    client.post(address + "delete/")
    assert not Watch.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"office": "5301"}, "office"),
        ({"office": "nowhere"}, "office"),
        ({"standard": "none-such"}, "standard"),
        ({"subject": "W1-long", "goods": "84"}, "goods"),
        ({"office": ""}, "office"),
    ],
)
def test_what_cannot_be_watched_is_said_and_kept(
    world: World, browser_of, given: dict[str, str], field: str  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    page = browser_of("FUN1").post("/boards/watch/", {"name": "某", "office": "6401"} | given)
    assert page.status_code == 422
    assert list(page.context["faults"]) == [field]
    assert page.context["given"]["name"] == given.get("name", "某")


def test_people_cannot_be_watched(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    page = browser_of("DIS1").post("/boards/watch/", {"name": "某", "subject": "HEAD1"})
    assert list(page.context["faults"]) == ["subject"]
    assert not Watch.objects.exists()
