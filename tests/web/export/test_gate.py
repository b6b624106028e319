"""A table leaves through one gate, or not at all."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import load_workbook

from web.world import NOW, World
from zhunsheng_web.casework.faults import Incomplete, NotAllowed
from zhunsheng_web.export import gate, marks
from zhunsheng_web.export.gate import leave
from zhunsheng_web.export.models import Export
from zhunsheng_web.record import log
from zhunsheng_web.record.log import NotSealed
from zhunsheng_web.ui.sheet import Column, Sheet

TABLE = Sheet(
    "预警清单",
    (Column("编号"), Column("单位"), Column("条数", "number"), Column("说明")),
    [(f"预〔2026〕{n:04d}", "查验科", n, f"第{n}件") for n in range(200)],
)
KEYS = [row[0] for row in TABLE.rows]


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def test_what_leaves_is_sealed_marked_and_kept_by_its_digest(world: World) -> None:
    left = leave(TABLE, kind="warnings", form="xlsx", actor=world.actor("AUD1"), now=NOW, keys=KEYS)
    one = Export.objects.get()
    page = load_workbook(io.BytesIO(left.content)).active
    shown = page.cell(2, 1).value
    assert "张AUD1" in shown and "AUD1" in shown and "2026-11-02 09:00" in shown
    assert one.token in shown and "甲海关" in shown
    assert page.cell(4, 1).value.startswith("预〔2026〕0000-")
    assert len(one.digest) == 64 and one.rows == 200


def test_who_may_not_take_it_out_takes_nothing_and_the_refusal_is_sealed(world: World) -> None:
    before = log.log().checkpoint.checkpoint.size
    with pytest.raises(NotAllowed):
        leave(TABLE, kind="warnings", form="csv", actor=world.actor("W1"), now=NOW)
    assert log.log().checkpoint.checkpoint.size == before + 1 and not Export.objects.exists()


def test_names_leave_for_a_purpose_alone(world: World) -> None:
    kept = {"kind": "rows", "form": "csv", "actor": world.actor("AUD1"), "now": NOW}
    with pytest.raises(Incomplete, match="incomplete") as refused:
        leave(TABLE, named=True, purpose="  ", **kept)
    assert refused.value.field == "purpose" and not Export.objects.exists()
    leave(TABLE, named=True, purpose="配合年度审计", **kept)
    assert Export.objects.get().purpose == "配合年度审计"


def test_too_many_rows_do_not_leave(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_ROWS", 199)
    with pytest.raises(Incomplete):
        leave(TABLE, kind="warnings", form="csv", actor=world.actor("AUD1"), now=NOW)
    assert not Export.objects.exists()


def test_what_cannot_be_sealed_does_not_leave(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(records: object) -> range:
        raise NotSealed("no space left")

    monkeypatch.setattr(log, "write", full)
    with pytest.raises(NotSealed):
        leave(TABLE, kind="warnings", form="csv", actor=world.actor("AUD1"), now=NOW)
    assert not Export.objects.exists()


def a_hundred_exports(world: World) -> tuple[list[str], list[list[tuple[str, ...]]]]:
    """A hundred exports of the same table by nine people, now as CSV, now as a workbook; of each a
    fragment, typed again: twenty rows or more, sorted anew, some columns dropped."""
    chance = random.Random(27)
    people = ("AUD1", "AUD2", "FUN1", "FUN2", "FUNH", "DIS1", "LEAD1", "SH1", "HEAD1")
    takers, fragments = [], []
    for turn in range(100):
        who, form = people[turn % len(people)], ("csv", "xlsx")[turn % 2]
        left = leave(TABLE, kind="warnings", form=form, actor=world.actor(who), now=NOW, keys=KEYS)
        rows = chance.sample(lines_of(left.content, form), chance.randint(20, 60))
        kept = sorted(chance.sample((1, 2, 3), chance.randint(0, 3)))
        by = chance.choice((0, *kept))
        rows.sort(key=lambda row: row[by], reverse=chance.random() < 0.5)
        fragments.append(
            [(typed_again(row[0], chance), *(row[place] for place in kept)) for row in rows]
        )
        takers.append(left.token)
    return takers, fragments


def lines_of(content: bytes, form: str) -> list[list[str]]:
    """The rows of a file as texts, without its heads."""
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[2:]
    page = load_workbook(io.BytesIO(content)).active
    return [[str(cell) for cell in row] for row in page.iter_rows(min_row=4, values_only=True)]


def typed_again(cell: str, chance: random.Random) -> str:
    """A number with its mark as somebody copies it by hand: in capitals, O for 0, l for 1, another
    dash, a blank in front."""
    about, _, mark = cell.rpartition("-")
    if chance.random() < 0.5:
        mark = mark.upper().replace("0", "O")
    if chance.random() < 0.5:
        mark = mark.replace("1", "l")
    return (
        f"{chance.choice(('', ' '))}{about}{chance.choice('-—－')}{mark}{chance.choice(('', ' '))}"
    )


def right(takers: list[str], fragments: list[list[tuple[str, ...]]]) -> int:
    exports = list(Export.objects.values_list("token", "salt"))
    hits = 0
    for taker, rows in zip(takers, fragments, strict=True):
        told = marks.tell(marks.read(cell for row in rows for cell in row), exports)
        hits += bool(told) and told.most_common(1)[0] == (taker, len(rows))
    return hits


def test_a_hundred_fragments_lead_back_to_a_hundred_exports(world: World) -> None:
    assert right(*a_hundred_exports(world)) == 100


def test_the_same_check_catches_marks_that_are_the_same_for_everybody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate.secrets, "token_bytes", lambda n: b"0" * n)
    assert right(*a_hundred_exports(world)) < 100


def test_the_command_names_who_took_a_fragment_out(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for who in ("AUD1", "AUD2"):
        left = leave(
            TABLE, kind="warnings", form="xlsx", actor=world.actor(who), now=NOW, keys=KEYS
        )
    (tmp_path / "found.xlsx").write_bytes(left.content)
    call_command("whose", str(tmp_path / "found.xlsx"))
    told = capsys.readouterr().out
    assert "AUD2" in told and "AUD1" not in told
    (tmp_path / "strange.csv").write_text("甲,乙\n1,2\n")
    with pytest.raises(CommandError, match="没有发现导出标记"):
        call_command("whose", str(tmp_path / "strange.csv"))


def test_rows_without_a_number_of_their_own_are_numbered_and_marked(world: World) -> None:
    figures = Sheet("统计", (Column("单位"), Column("件数", "number")), [("甲", 1), ("乙", 2)])
    left = leave(figures, kind="figures", form="csv", actor=world.actor("AUD1"), now=NOW)
    lines = left.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith('"行标"') and lines[2].startswith('"1-')
