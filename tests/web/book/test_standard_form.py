"""A new version of a standard, proposed on a form: what is not touched stays as it is written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from web.casework.test_proposals import STANDARD
from web.world import World
from zhunsheng_web.book.answers import answer, conditions
from zhunsheng_web.book.lists import listing, values
from zhunsheng_web.book.redrafting import read_block, redrafted
from zhunsheng_web.book.standard_form import PREFIX, draft_of, last, standard_form
from zhunsheng_web.casework.differences import differences
from zhunsheng_web.casework.drafts import block_of, faults, standard_in
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Proposal

BAN = "exit-restriction-lifted"
GIVEN = {"kind": "standard", "title": "三人查验", "reason": "两人常属同组", "asked": "1"}


def sent(target: str, **changed: str) -> dict[str, str]:
    """The inputs as the page shows them, some of them changed."""
    with override("zh-hans"):
        form = standard_form(target)
    assert form is not None
    return {**form.typed, "since": "2027-01-01", **changed}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_standard_of_the_register_reads_back_as_it_is_shown(language: str) -> None:
    with override(language):
        for standard in register().standards:
            form = standard_form(standard.id)
            assert form is not None
            wrong: dict[str, Any] = {}
            for one in form.questions:
                read = answer(one, form.typed, f"{PREFIX}.{one.name}", wrong)
                assert read == form.version["parameters"].get(one.name), (standard.id, one.name)
            assert conditions(form.typed, "scope", wrong) == form.version.get("scope", {})
            assert wrong == {}, standard.id


def test_a_shorter_limit_is_a_draft_without_fault() -> None:
    changed = {f"{PREFIX}.within.length": "2", f"{PREFIX}.within.unit": "working_days"}
    form = standard_form(BAN, sent=sent(BAN, **changed))
    assert form is not None
    draft, told = draft_of(form)
    assert told.wrong == {}
    assert faults("standard", BAN, draft) == ()
    assert draft.replace(block_of(BAN).partition("  examples:")[0], "").startswith("  - from: 2027")
    fresh = standard_in(BAN, draft).versions[-1]
    assert fresh.parameters["within"] == {"working_days": 2}
    assert fresh.parameters["from"] == "exit.ground-gone"


def test_grade_posts_and_state_are_changed_where_they_stand() -> None:
    block = block_of(BAN)
    version = {**last(read_block(block)), "from": dt.date(2027, 1, 1)}
    fresh = redrafted(block, version, {"grade": "high", "posts": ["inspection"], "draft": True})
    found = read_block(fresh)
    assert (found["grade"], found["posts"], found["draft"]) == ("high", ["inspection"], True)
    kept = {"grade", "posts", "draft", "versions"}
    before = read_block(block)
    assert {k: v for k, v in found.items() if k not in kept} == {
        k: v for k, v in before.items() if k not in kept
    }
    assert found["versions"][:-1] == before["versions"]
    undone = redrafted(fresh, version, {"draft": None})
    assert "draft" not in read_block(undone)


def test_names_are_taken_in_both_languages_and_by_id() -> None:
    acts = listing("activities")
    entry = register().activities[0]
    assert acts.id_of(entry.title.en.upper()) == acts.id_of(entry.title.zh) == entry.id
    twice = [one.id for one in register().activities if one.title.zh == "签发检验检疫证单"]
    assert len(twice) == 2
    assert acts.id_of("签发检验检疫证单") is None
    assert {acts.id_of(acts.shown(one).zh) for one in twice} == set(twice)
    assert values("manual").id_of("是") == "true"


def test_what_is_not_in_the_register_is_named_and_stays_as_typed(
    world: World, browser_of: Any
) -> None:
    told = sent(STANDARD, **{f"{PREFIX}.acts.1": "查验开市", f"{PREFIX}.at_least": "许多"})
    response = browser_of("FUN1").post("/book/proposals/new/", GIVEN | {"target": STANDARD} | told)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="查验开市"' in page
    assert "清单中没有“查验开市”" in page
    assert "“许多”不是数值" in page
    assert "两人常属同组" in page
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "除施行日期外没有改动"),
        ({"since": ""}, "施行日期：请填写日期"),
        ({"since": "1999-01-01", f"{PREFIX}.at_least": "3"}, "须晚于现行版本"),
        ({f"{PREFIX}.at_least": ""}, "不少于：未填写"),
        ({"heads.posts.1": "没有的岗位"}, "责任岗位：清单中没有"),
        ({"basis.9.law": "没有的法"}, "依据：请从清单中选择法规"),
        ({"scope.c1.field": "", "scope.c1.value": "6400"}, "适用范围：未填写"),
    ],
)
def test_what_is_wrong_is_said_beside_its_question(changed: dict[str, str], said: str) -> None:
    form = standard_form(STANDARD, sent=sent(STANDARD, **changed))
    assert form is not None
    draft, told = draft_of(form)
    assert draft == ""
    assert any(said in one.in_language("zh") for one in told.problems), told.wrong


def test_a_proposal_is_made_and_mended_on_the_form(world: World, browser_of: Any) -> None:
    client: Client = browser_of("FUN1")
    told = GIVEN | {"target": STANDARD} | sent(STANDARD, **{f"{PREFIX}.at_least": "3"})
    made = client.post("/book/proposals/new/", told)
    assert made.status_code == 302, made.content.decode()
    page = client.get(made["Location"]).content.decode()
    assert "不少于：由“2”改为“3”" in page
    assert "自 2027-01-01 起施行" in page
    english = client.get(made["Location"], headers={"accept-language": "en"}).content.decode()
    assert "At least: was “2”, will be “3”" in english
    one = Proposal.objects.get()
    edit = client.get(f"/book/proposals/{one.token}/edit/").content.decode()
    assert 'name="p.at_least" value="3"' in edit
    assert 'value="2027-01-01"' in edit
    mended = client.post(
        f"/book/proposals/{one.token}/edit/",
        told | {f"{PREFIX}.at_least": "4", "revision": "1"},
    )
    assert mended.status_code == 302, mended.content.decode()
    one.refresh_from_db()
    assert standard_in(STANDARD, one.draft).versions[-1].parameters["at_least"] == 4
    assert (
        len(standard_in(STANDARD, one.draft).versions)
        == len(next(s for s in register().standards if s.id == STANDARD).versions) + 1
    )


def test_what_the_form_cannot_say_stays_text(world: World) -> None:
    block = block_of(STANDARD)
    other = block.replace("line: 1", "line: 2", 1)
    assert other != block
    assert standard_form(STANDARD, draft=other) is None
    assert standard_form("no-such-standard") is None


def test_a_change_of_posts_and_periods_reads_as_sentences(world: World) -> None:
    changed = {
        f"{PREFIX}.within.length": "2",
        f"{PREFIX}.within.unit": "working_days",
        "heads.grade": "high",
    }
    form = standard_form(BAN, sent=sent(BAN, **changed))
    assert form is not None
    draft, _ = draft_of(form)
    found = differences(Proposal(kind="standard", target=BAN, draft=draft))
    said = [one.zh for one in found]
    assert "期限：由“3日”改为“2个工作日”" in said
    assert any(one.startswith("风险等级：由“中”改为“高”") for one in said)
    assert not [one for one in found if "{" in one.zh or "exit." in one.en]


def test_a_grant_reads_as_a_sentence(world: World) -> None:
    draft = "post: inspection\npower: goods-inspection\nchange: withdraw\n"
    (said,) = differences(Proposal(kind="grant", target="inspection", draft=draft))
    assert "不再拥有" in said.zh
    assert "inspection\n" not in said.zh
