"""Whose acts: the audit administrator finds them in words, and takes them out on record."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import openpyxl
import pytest

import zhunsheng_web
from web.world import NOW, World
from zhunsheng_web.access.verbs import accounts
from zhunsheng_web.casework.verbs.handling import sign
from zhunsheng_web.export.models import Export
from zhunsheng_web.record.deed import note
from zhunsheng_web.upkeep import searching
from zhunsheng_web.upkeep.naming import titles, told
from zhunsheng_web.upkeep.searching import Sought, search
from zhunsheng_web.upkeep.views.acts import ACTS

ZH = {"HTTP_ACCEPT_LANGUAGE": "zh-hans"}
SEALING = {"deed", "note", "seal", "administering", "_sealed", "_switch"}


def sealed_names() -> set[str]:
    """Every name of an act that stands in a call that seals."""
    found = set()
    for path in Path(zhunsheng_web.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            named = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if named in SEALING:
                words = [*call.args[:2], *(k.value for k in call.keywords if k.arg == "act")]
                found |= {w.value for w in words if isinstance(w, ast.Constant)}
    return {one for one in found if isinstance(one, str) and re.fullmatch(r"[a-z-]+\.[a-z-]+", one)}


def test_whatever_the_log_calls_an_act_there_are_words_for_it() -> None:
    names = sealed_names()
    assert len(names) > 80
    assert names - titles().keys() == set()
    assert set(ACTS) <= titles().keys()


def note_many(n: int) -> None:
    for number in range(n):
        note("person.see", who=f"P{number % 3}", on=("person", f"Q{number}"), now=NOW)


def test_a_search_finds_all_of_one_person_newest_first(world: World) -> None:
    note_many(30)
    found = search(30, Sought(who="P1"))
    assert [one.who for _, one in found.rows] == ["P1"] * 10
    assert [number for number, _ in found.rows] == sorted((n for n, _ in found.rows), reverse=True)
    assert found.read_to == 0


def test_pages_follow_each_other_without_gap_or_repeat(world: World) -> None:
    note_many(30)
    end, numbers = 30, list[int]()
    while end:
        found = search(end, Sought(who="P2"), most=4)
        numbers += [number for number, _ in found.rows]
        end = found.read_to
    assert numbers == [n for n in range(29, -1, -1) if n % 3 == 2]


def test_a_search_that_takes_long_says_how_far_it_came(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_many(30)
    monkeypatch.setattr(searching, "_STRETCH", 8)
    found = search(30, Sought(who="nobody"), seconds=0.0)
    assert (found.rows, found.read_to) == ([], 22)


def test_the_log_is_read_in_words_and_by_person(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    sign(world.warning().token, actor=world.actor("SH1"), now=NOW, revision=1)
    note("names.see", who="SH2", on=("warning", "x"), now=NOW, result="denied", why="barrier")
    reader = browser_of("ADM1")
    page = reader.get("/upkeep/log/?who=SH1", **ZH).content.decode()
    table = page[page.index("<tbody>") :]
    assert "预警：签收并分派" in table
    assert "张SH1" in table
    assert "查看姓名和企业" not in table
    refused = reader.get("/upkeep/log/?denied=yes", **ZH).content.decode()
    assert "查看姓名和企业" in refused[refused.index("<tbody>") :]
    assert "签收并分派" not in refused[refused.index("<tbody>") :]


def test_the_log_leaves_as_a_table_for_a_purpose_alone(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    sign(world.warning().token, actor=world.actor("SH1"), now=NOW, revision=1)
    reader = browser_of("ADM1")
    form = {"who": "SH1", "form": "xlsx"}
    refused = reader.post("/upkeep/log/export/", form, **ZH)
    assert refused.status_code == 422
    assert "写明用途" in refused.content.decode()
    assert not Export.objects.exists()
    taken = reader.post("/upkeep/log/export/", form | {"purpose": "年度审计"}, **ZH)
    sheet = openpyxl.load_workbook(io.BytesIO(taken.content)).active
    assert sheet is not None
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "预警：签收并分派" in cells
    assert "张SH1" in cells
    assert Export.objects.get().kind == "sealed-log"


@pytest.mark.parametrize("address", ["/upkeep/log/export/", "/upkeep/acts/export/"])
@pytest.mark.parametrize("code", ["SYS1", "SEC1", "AUD1", "SH1"])
def test_nobody_else_takes_them_out(world: World, browser_of, address: str, code: str) -> None:  # type: ignore[no-untyped-def]
    answer = browser_of(code).post(address, {"purpose": "x", "form": "xlsx"})
    assert answer.status_code == 404
    assert not Export.objects.exists()


def test_the_acts_of_administrators_are_found_by_person_and_told_in_words(  # type: ignore[no-untyped-def]
    world: World, browser_of, django_assert_max_num_queries
) -> None:
    accounts.disable_account(world.people["W2"], "调离", actor=world.actor("SYS1"), now=NOW)
    reader = browser_of("ADM1")
    with django_assert_max_num_queries(15):
        page = reader.get("/upkeep/acts/?who=W2", **ZH).content.decode()
    table = page[page.index("<tbody>") :]
    assert "停用账号" in table
    assert "张W2" in table
    other = reader.get("/upkeep/acts/?who=W3", **ZH).content.decode()
    assert "停用账号" not in other[other.index("<tbody>") :]
    taken = reader.post(
        "/upkeep/acts/export/", {"who": "W2", "form": "csv", "purpose": "审计"}, **ZH
    )
    assert "停用账号" in taken.content.decode("utf-8-sig")


def test_what_was_set_is_told_in_words() -> None:
    told_in = {key.zh: value.zh for key, value in told({"role": "liaison", "reason": "sick",
                                                        "level": "section", "to": ""})}  # fmt: skip
    assert told_in == {"角色": "内控联络员", "类别": "病假", "层级": "科室"}
