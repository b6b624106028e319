"""The register is read as of a day, from either end, in both languages."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from web.world import World
from zhunsheng.register import diff
from zhunsheng_web.book.changes import differing
from zhunsheng_web.book.editions import editions, keep_edition
from zhunsheng_web.book.sections import SECTIONS
from zhunsheng_web.book.shelf import shelf
from zhunsheng_web.casework.drafts import span
from zhunsheng_web.casework.law import register

DAY = "/book/register/2026-11-02"


def text_of(client: Client, address: str, language: str = "zh-hans") -> str:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200, address
    return response.content.decode()


def test_every_item_has_a_page_in_both_languages(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    """The first, a middle and the last item of every chapter."""
    reader = browser_of("FUN1")
    for section in SECTIONS:
        entries = shelf().chapter(section)
        assert entries
        for entry in (entries[0], entries[len(entries) // 2], entries[-1]):
            for language in ("zh-hans", "en"):
                page = text_of(reader, f"{DAY}/{section}/{entry.id}/", language)
                assert "style=" not in page


def test_a_law_leads_to_a_warning_s_standard_and_back(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    reader = browser_of("FUN1")
    law = text_of(reader, f"{DAY}/laws/hgf/")
    assert f"{DAY}/powers/goods-inspection/" in law
    power = text_of(reader, f"{DAY}/powers/goods-inspection/")
    for link in ("laws/hgf", "posts/inspection", "charts/inspection"):
        assert f"{DAY}/{link}/" in power
    chart = text_of(reader, f"{DAY}/charts/inspection/")
    assert "<svg" in chart
    assert f"{DAY}/posts/inspection/" in chart
    standard = next(
        tie.lower[1]
        for tie in shelf().below["powers", "goods-inspection"]
        if tie.lower[0] == "standards"
    )
    page = text_of(reader, f"{DAY}/standards/{standard}/")
    assert f"{DAY}/powers/goods-inspection/" in page
    assert f"standard={standard}" in page


def test_every_tie_is_read_from_both_ends() -> None:
    book = shelf()
    above = {tie for ties in book.above.values() for tie in ties}
    below = {tie for ties in book.below.values() for tie in ties}
    assert above == below
    assert len(above) > 5_000


def test_an_item_shows_the_version_of_the_day(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    reader = browser_of("FUN1")
    clock = next(
        entry
        for entry in shelf().chapter("clocks")
        if len(entry.spans) > 1 and entry.spans[0].end is not None
    )
    last_old = clock.spans[1].start - dt.timedelta(days=1)
    old = text_of(reader, f"/book/register/{last_old}/clocks/{clock.id}/", "en")
    new = text_of(reader, f"/book/register/{clock.spans[1].start}/clocks/{clock.id}/", "en")
    until = f"{clock.spans[0].start} to {last_old}"
    assert old.index("In force that day") < old.index(until) < old.index("Other versions")
    assert new.index("Other versions") < new.index(until)


def test_before_its_first_day_an_item_is_said_to_be_coming(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    page = text_of(browser_of("FUN1"), "/book/register/1999-01-01/powers/goods-inspection/", "en")
    assert "Not yet in force" in page
    assert "No version was in force that day" in page


def test_what_nobody_has_verified_says_so(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    entry = next(entry for entry in shelf().chapter("standards") if not entry.verified)
    address = f"{DAY}/standards/{entry.id}/"
    assert "未核实" in text_of(browser_of("FUN1"), address)
    assert "Not verified" in text_of(browser_of("FUN1"), address, "en")


@pytest.mark.parametrize(
    "address",
    ["/book/register/2026-02-30/", f"{DAY}/no-such-chapter/", f"{DAY}/powers/no-such-power/"],
)
def test_what_is_not_there_is_not_there(world: World, browser_of, address: str) -> None:  # type: ignore[no-untyped-def]
    assert browser_of("FUN1").get(address).status_code == 404


def test_nobody_reads_without_signing_in(world: World) -> None:
    assert Client().get(f"{DAY}/powers/").status_code == 302


def test_changes_between_two_days_are_those_of_the_library() -> None:
    register = shelf().register
    for before, after in (
        (dt.date(2023, 1, 1), dt.date(2026, 1, 1)),
        (dt.date(2024, 11, 30), dt.date(2024, 12, 1)),
        (dt.date(2026, 11, 1), dt.date(2026, 11, 2)),
    ):
        found = differing(register, before, after)
        assert found == diff(register, register, on_a=before, on_b=after)


def test_the_page_of_changes_names_old_and_new(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    page = text_of(browser_of("FUN1"), "/book/register/changed/?from=2023-01-01&to=2024-06-01")
    assert "2018-01-01" in page
    assert "2024-01-01" in page
    same = text_of(browser_of("FUN1"), "/book/register/changed/?from=2026-01-05&to=2026-01-05")
    assert "没有变化" in same


def test_a_change_of_law_shows_what_it_touches(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    page = text_of(browser_of("FUN1"), f"{DAY}/laws/hgf/touched/?article=28")
    assert f"{DAY}/powers/goods-inspection/" in page
    none = text_of(browser_of("FUN1"), f"{DAY}/laws/hgf/touched/?article=9999")
    assert "请核对条号" in none


def test_pages_ask_little_of_the_database(  # type: ignore[no-untyped-def]
    world: World, browser_of, django_assert_max_num_queries
) -> None:
    reader = browser_of("FUN1")
    reader.get(f"{DAY}/charts/inspection/")
    for address in (f"{DAY}/laws/hgf/", f"{DAY}/standards/", f"{DAY}/charts/inspection/"):
        with django_assert_max_num_queries(15):
            assert reader.get(address).status_code == 200


@pytest.fixture
def earlier(tmp_path: Path, settings: Any) -> Path:
    """An edition before the one in use: the inspection post could not sample, one standard was not
    there, release lay with the document reviewers."""
    settings.EDITIONS = tmp_path / "editions"
    folder = settings.EDITIONS / "2026-09-01"
    shutil.copytree(settings.REGISTER, folder)
    posts = folder / "posts" / "clearance.yaml"
    text = posts.read_text(encoding="utf-8")
    head, _, rest = text.partition("- id: inspection\n")
    rest = rest.replace("  - {power: sampling, from: 2021-04-29}\n", "", 1)
    posts.write_text(f"{head}- id: inspection\n{rest}", encoding="utf-8")
    book = register()
    standard = next(one for one in book.standards if one.id == "barrier-lifted-with-reason")
    assert standard.place is not None and standard.place.line is not None
    file = folder.joinpath(*Path(standard.place.file).parts[1:])
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    first, last = span(lines, standard.place.line)
    file.write_text("".join([*lines[:first], *lines[last:]]), encoding="utf-8")
    chart = folder / "charts" / "release.bpmn"
    drawn = chart.read_text(encoding="utf-8")
    assert 'zhunsheng:post="release"' in drawn
    chart.write_text(
        drawn.replace('zhunsheng:post="release"', 'zhunsheng:post="dispatch"'),
        encoding="utf-8",
    )
    return folder


def test_two_editions_are_compared_in_sentences(
    world: World, browser_of: Any, earlier: Path
) -> None:
    days = "from=2026-11-02&to=2026-11-02"
    page = text_of(browser_of("FUN1"), f"/book/register/changed/?before=2026-09-01&{days}")
    assert "授予“" in page
    assert "barrier-lifted-with-reason" in page
    assert "改由其他岗位办理的环节：" in page
    back = text_of(browser_of("FUN1"), f"/book/register/changed/?after=2026-09-01&{days}", "en")
    assert "withdrawn (was without limit of amount)" in back
    assert "No longer in force" in back
    none = text_of(browser_of("FUN1"), f"/book/register/changed/?{days}")
    assert "这两日之间没有变化" in none


def test_an_edition_there_is_not_has_no_page(world: World, browser_of: Any, earlier: Path) -> None:
    client = browser_of("FUN1")
    for name in ("../register", "2026-09-02", "%2e%2e"):
        assert client.get(f"/book/register/changed/?before={name}").status_code == 404


def test_an_edition_that_cannot_be_read_says_why(
    world: World, browser_of: Any, earlier: Path
) -> None:
    (earlier / "posts" / "clearance.yaml").write_text("- id: [", encoding="utf-8")
    page = text_of(browser_of("FUN1"), "/book/register/changed/?before=2026-09-01")
    assert "clearance.yaml" in page


def test_the_edition_in_use_is_kept_once(tmp_path: Path, settings: Any) -> None:
    settings.EDITIONS = tmp_path / "editions"
    made = keep_edition(dt.date(2026, 11, 2))
    assert made is not None and (made / "register.yaml").exists()
    assert keep_edition(dt.date(2026, 11, 3)) is None
    assert [one.name for one in editions()] == [""]
    assert [one.name for one in settings.EDITIONS.iterdir()] == [made.name]
