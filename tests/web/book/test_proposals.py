"""Proposals on their pages: made, mended, tried, decided, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from web.casework.test_proposals import STANDARD, founded, made, new_version
from web.world import NOW, World
from zhunsheng_web.book.followed import followed, verdict
from zhunsheng_web.book.rates import rate
from zhunsheng_web.book.side_by_side import patch, side_by_side
from zhunsheng_web.casework.drafts import block_of
from zhunsheng_web.casework.models import Intake, Proposal, Warning
from zhunsheng_web.casework.proposal_stages import ProposalStage

GIVEN = {"kind": "standard", "target": STANDARD, "title": "三人查验", "reason": "两人常属同组"}


def page_of(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_proposal_is_made_from_a_warning_on_its_form(world: World, browser_of: Any) -> None:
    one = founded(world)
    client: Client = browser_of("FUN1")
    form = page_of(
        client, f"/book/proposals/new/?kind=standard&target={STANDARD}&warning={one.token}"
    )
    assert f"id: {STANDARD}" in form
    sent = client.post(
        "/book/proposals/new/",
        GIVEN | {"draft": new_version(), "warning": one.token, "once": "a" * 32},
    )
    assert sent.status_code == 302
    proposal = Proposal.objects.get()
    assert list(proposal.warnings.all()) == [one]
    for language in ("zh-hans", "en"):
        page = page_of(client, sent["Location"], **{"accept-language": language})
        assert "三人查验" in page
        assert "style=" not in page
    again = client.post(
        "/book/proposals/new/",
        GIVEN | {"draft": new_version(), "warning": one.token, "once": "a" * 32},
    )
    assert again.status_code == 302
    assert Proposal.objects.count() == 1


def test_a_faulty_draft_is_shown_again_as_it_was_typed(world: World, browser_of: Any) -> None:
    draft = new_version().replace("at_least: 3", "at_leest: 3")
    response = browser_of("FUN1").post("/book/proposals/new/", GIVEN | {"draft": draft})
    page = response.content.decode()
    assert response.status_code == 422
    assert "at_leest: 3" in page
    assert "draft:" in page, "the line is named"
    assert "两人常属同组" in page


def test_a_chart_comes_as_a_file(world: World, browser_of: Any) -> None:
    client: Client = browser_of("FUN1")
    told = {"kind": "chart", "target": "inspection", "title": "改流程", "reason": "缺复核"}
    bad = client.post(
        "/book/proposals/new/", told | {"file": SimpleUploadedFile("a.bpmn", b"\xff\x00no")}
    )
    assert bad.status_code == 422
    from pathlib import Path

    from zhunsheng_web.casework.law import register

    whole = Path(dict(register().charts)["inspection"]).read_bytes()
    good = client.post("/book/proposals/new/", told | {"file": SimpleUploadedFile("a.bpmn", whole)})
    assert good.status_code == 302, good.content.decode()[-3000:]
    assert patch(Proposal.objects.get())[1] == ""


def test_grants_and_systems_are_filled_in_field_by_field(world: World, browser_of: Any) -> None:
    client: Client = browser_of("FUN1")
    for kind in ("grant", "system"):
        page = page_of(client, f"/book/proposals/new/?kind={kind}")
        assert 'name="change"' in page
    sent = client.post(
        "/book/proposals/new/",
        {
            "kind": "grant", "title": "收回", "reason": "不相容", "post": "inspection",
            "power": "goods-inspection", "change": "withdraw", "up_to": "",
        },
    )  # fmt: skip
    assert sent.status_code == 302, sent.content.decode()
    assert Proposal.objects.get().draft.startswith("post: inspection")
    other = client.post(
        "/book/proposals/new/",
        {
            "kind": "system", "title": "改派单", "reason": "人工改派", "system": "查验系统",
            "change": "随机派单", "accepted_when": "无人工改派",
            "measured_by": STANDARD, "at_most": "1.5", "after_days": "90",
        },
    )  # fmt: skip
    assert other.status_code == 302, other.content.decode()


def test_what_is_refused_says_why_and_keeps_what_was_typed(world: World, browser_of: Any) -> None:
    one = made(world)
    client: Client = browser_of("FUN1")
    stale = client.post(
        f"/book/proposals/{one.token}/do/withdraw/", {"text": "重复了", "revision": 9}
    )
    assert stale.status_code == 409
    assert "重复了" in stale.content.decode()
    assert client.get(f"/book/proposals/{one.token}/do/withdraw/").status_code == 405
    assert client.post(f"/book/proposals/{one.token}/do/nonsense/").status_code == 404


def bare(content: bytes, token: str) -> str:
    """A page without the name that was asked for and the marks that differ with every answer."""
    text = content.decode().replace(token, "")
    return re.sub(r'(x-csrftoken": |csrfmiddlewaretoken" value=)"[A-Za-z0-9]+"', "", text)


def test_who_may_not_know_of_it_gets_what_he_would_get_if_it_were_not_there(
    world: World, browser_of: Any
) -> None:
    one = made(world, author="AUD1", warning=founded(world, level=2).token)
    for code in ("FUN1", "SH1", "W1"):
        client: Client = browser_of(code)
        for part in ("", "edit/", "trial/", "patch/"):
            there = client.get(f"/book/proposals/{one.token}/{part}")
            nowhere = client.get(f"/book/proposals/{'0' * 20}/{part}")
            assert there.status_code == nowhere.status_code == 404
            assert bare(there.content, one.token) == bare(nowhere.content, "0" * 20)
        assert one.title not in client.get("/book/proposals/").content.decode()


@pytest.mark.parametrize("token", ["13912345678", "a b", "x" * 300, "中文"])
def test_what_is_no_name_of_anything_is_not_there(
    world: World, browser_of: Any, token: str
) -> None:
    client: Client = browser_of("AUD1")
    for address in ("proposals/{}/", "information/cases/{}/", "information/notices/{}/"):
        assert client.get("/book/" + address.format(token)).status_code == 404
    assert client.post("/book/proposals/new/", GIVEN | {"warning": token}).status_code == 404


def test_a_section_head_reads_no_trial(world: World, browser_of: Any) -> None:
    one = made(world, author="SH1")
    result = {
        "draft": {"passed": 1, "failed": 987, "not_evaluated": 0},
        "in_force": None, "both": 0, "only_draft": 987, "only_in_force": 0,
        "as_of": "2026-10-31", "offices": {"6402-a": {"only_draft": 987}}, "examples": {},
        "judged": [],
    }  # fmt: skip
    Proposal.objects.filter(pk=one.pk).update(
        kind="standard", trial={"state": "done", "draft": "x", "result": result}
    )
    assert "987" not in page_of(browser_of("SH1"), f"/book/proposals/{one.token}/")
    assert "987" in page_of(browser_of("FUN1"), f"/book/proposals/{one.token}/")


def test_a_trial_leaves_out_the_reader_s_own_offices(world: World, browser_of: Any) -> None:
    one = made(world)
    offices = {"6400": {"only_draft": 987}, "6402-a": {"only_draft": 654}}
    result = {
        "draft": {"passed": 1, "failed": 2, "not_evaluated": 0},
        "in_force": None, "both": 0, "only_draft": 1641, "only_in_force": 0,
        "as_of": "2026-10-31", "offices": offices, "examples": {}, "judged": [],
    }  # fmt: skip
    Proposal.objects.filter(pk=one.pk).update(
        kind="standard", trial={"state": "done", "draft": "x", "result": result}
    )
    page = page_of(browser_of("FUN1"), f"/book/proposals/{one.token}/")
    assert "654" in page
    assert "987" not in page
    assert "1641" not in page


def test_the_patch_turns_the_register_s_file_into_the_draft(
    world: World, browser_of: Any, tmp_path: Any
) -> None:
    import shutil
    import subprocess

    from django.conf import settings

    from zhunsheng.flow import load_register

    one = made(world, kind="standard", target=STANDARD, draft=new_version())
    response = browser_of("FUN1").get(f"/book/proposals/{one.token}/patch/")
    assert response["Content-Disposition"].endswith(f'{one.number}.patch"')
    copy = tmp_path / "register"
    shutil.copytree(settings.REGISTER, copy)
    applied = subprocess.run(
        ["patch", "-p1", "-d", str(copy)], input=response.content, capture_output=True, check=False
    )
    assert applied.returncode == 0, applied.stdout
    standard = next(one for one in load_register(copy).standards if one.id == STANDARD)
    assert standard.versions[-1].validity.start == dt.date(2027, 1, 1)


def test_the_comparison_holds_both_texts_whole(world: World) -> None:
    one = made(world, kind="standard", target=STANDARD, draft=new_version())
    lines = side_by_side(one)
    before = [line.before for line in lines if line.change != "added"]
    after = [line.after for line in lines if line.change != "removed"]
    assert before == block_of(STANDARD).splitlines()
    assert after == one.draft.splitlines()
    assert {line.change for line in lines} > {"same"}


def test_recurrence_stands_on_the_page_once_it_has_taken_effect(
    world: World, browser_of: Any
) -> None:
    one = made(world, kind="standard", target=STANDARD, draft=new_version())
    start = dt.date(2026, 6, 1)
    Proposal.objects.filter(pk=one.pk).update(stage=ProposalStage.ENACTED, effective_on=start)
    for month in range(1, 13):
        for _ in range(3):
            made_one = world.warning(standard=STANDARD, level=3)
            Warning.objects.filter(pk=made_one.pk).update(
                first_on=dt.date(2025 + (month < 6), month, 10)
            )
    hidden = world.warning(standard=STANDARD, level=2)
    Warning.objects.filter(pk=hidden.pk).update(first_on=dt.date(2026, 7, 1))
    judged_until(dt.date(2026, 10, 31))
    one.refresh_from_db()
    found = followed(one, world.actor("FUN1"))
    assert found is not None
    assert (found.before.count, found.after.count) == (36, 0)
    assert found.verdict == "fewer"
    other = followed(one, world.actor("AUD1"))
    assert other is not None
    assert other.after.count == 1
    assert "明显减少" in page_of(browser_of("FUN1"), f"/book/proposals/{one.token}/")


def judged_until(day: dt.date, *, records_from: dt.date | None = None) -> None:
    """A run that was taken in."""
    Intake.objects.create(
        run="r", as_of=day, taken_at=NOW, findings=0, fresh=0, known=0, muted=0, cleared=0,
        warnings=0, details={"records_from": records_from.isoformat() if records_from else None},
    )  # fmt: skip


def test_a_rate_is_over_the_days_there_are_records_of(world: World) -> None:
    """Five in the one month there are records of are five a month; over a year they would be 0.4,
    and hardly fewer afterwards."""
    one = made(world, kind="standard", target=STANDARD, draft=new_version())
    Proposal.objects.filter(pk=one.pk).update(
        stage=ProposalStage.ENACTED, effective_on=dt.date(2026, 11, 1)
    )
    one.refresh_from_db()
    for day in range(1, 6):
        known = world.warning(standard=STANDARD, level=3)
        Warning.objects.filter(pk=known.pk).update(first_on=dt.date(2026, 10, day))
    judged_until(dt.date(2026, 10, 31), records_from=dt.date(2026, 10, 1))
    found = followed(one, world.actor("FUN1"))
    assert found is not None
    assert (found.before.count, found.before.days, found.after.days) == (5, 31, 0)
    assert found.before.per_month == pytest.approx(5, abs=0.1)
    assert found.verdict == "nothing-yet"


def test_a_system_change_says_what_is_expected_and_whether_it_came(
    world: World, browser_of: Any
) -> None:
    one = made(world)
    judged_until(dt.date(2026, 10, 31))
    before = page_of(browser_of("FUN1"), f"/book/proposals/{one.token}/")
    assert "预期：施行后每月不超过 1.5 件，施行 90 日后判断。" in before
    for start, said in (
        (dt.date(2026, 3, 1), "已达到预期"), (dt.date(2026, 9, 1), "2026-11-30 起判断"),
    ):  # fmt: skip
        Proposal.objects.filter(pk=one.pk).update(stage=ProposalStage.ENACTED, effective_on=start)
        assert said in page_of(browser_of("FUN1"), f"/book/proposals/{one.token}/")


def test_what_was_written_in_one_language_is_said_to_be(world: World, browser_of: Any) -> None:
    one = made(world, title_en="Three officers inspect", reason_en="Two are often of one group")
    other = made(world)
    client = browser_of("FUN1")
    english = {"accept-language": "en"}
    page = page_of(client, f"/book/proposals/{one.token}/", **english)
    assert "Three officers inspect" in page
    assert "Two are often of one group" in page
    assert "English not given" not in page
    page = page_of(client, f"/book/proposals/{other.token}/", **english)
    assert page.count("English not given") == 2
    assert "查验应由三人办理" in page
    assert "English not given" not in page_of(client, f"/book/proposals/{other.token}/")


def test_soon_after_nothing_is_said() -> None:
    assert verdict(rate(36, 365), rate(0, 0)) == "nothing-yet"
    assert verdict(rate(0, 0), rate(4, 90)) == "nothing-before"
    assert verdict(rate(36, 365), rate(0, 59)) == "too-early"
    assert verdict(rate(2, 365), rate(0, 300)) == "too-early"
    assert verdict(rate(36, 365), rate(0, 120)) == "fewer"
    assert verdict(rate(36, 365), rate(40, 120)) == "more"
    assert verdict(rate(36, 365), rate(10, 120)) == "no-difference"


@given(st.integers(0, 5_000), st.integers(1, 2_000))
def test_the_interval_holds_the_rate(count: int, days: int) -> None:
    found = rate(count, days)
    assert found.low <= found.per_month < found.high


def test_the_interval_is_close_to_the_exact_one() -> None:
    """Garwood's exact limits for 0, 1, 5, 10 and 100 events."""
    for count, low, high in (
        (0, 0.0, 3.689), (1, 0.025, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390),
        (100, 81.364, 121.627),
    ):  # fmt: skip
        found = rate(count, 1)
        scale = found.per_month / count if count else rate(1, 1).per_month
        assert found.low / scale == pytest.approx(low, abs=0.06)
        assert found.high / scale == pytest.approx(high, abs=0.06)


def test_pages_ask_little_of_the_database(
    world: World, browser_of: Any, django_assert_max_num_queries: Any
) -> None:
    one = made(world, warning=founded(world).token)
    client: Client = browser_of("FUN1")
    client.get(f"/book/proposals/{one.token}/")
    for address in ("/book/proposals/", f"/book/proposals/{one.token}/", "/book/proposals/new/"):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
