"""Files come with an act, and are read by those who read its warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.casework import samples
from web.casework.doing import Hand
from web.world import NOW, World
from zhunsheng_web.casework import attachments
from zhunsheng_web.casework.attachments import Damaged, add, add_to_inquiry, fetch, place, waiting
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere
from zhunsheng_web.casework.models import Attachment, Inquiry
from zhunsheng_web.record import log
from zhunsheng_web.record.log import NotSealed


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def test_a_file_comes_with_an_act_and_is_read_by_whoever_reads_the_warning(
    world: World, hand: Hand
) -> None:
    one = hand.bring(world.warning(level=3), "assigned")
    sh1, fun1 = world.actor("SH1L"), world.actor("FUN1")
    roster = samples.sheet()
    file = add(one.token, "值班表.xlsx", roster, actor=sh1, now=NOW)
    assert [w.token for w in waiting(one, sh1)] == [file.token]
    with pytest.raises(NotThere):
        fetch(file.token, actor=fun1, now=NOW)
    hand(one, "SH1L", "explain", text="见附件", reason_code="staffing", attachments=[file.token])
    assert waiting(one, sh1) == []
    assert fetch(file.token, actor=fun1, now=NOW).content == roster
    for barred in ("W1", "SH2", "SH4", "SYS1"):
        with pytest.raises(NotThere):
            fetch(file.token, actor=world.actor(barred), now=NOW)


def test_a_file_is_not_sent_twice_nor_by_another_nor_with_another_warning(
    world: World, hand: Hand
) -> None:
    one, two = world.warning(level=3), world.warning(level=3)
    file = add(one.token, "说明.txt", b"text", actor=world.actor("SH1"), now=NOW)
    for warning, who in ((one, "FUN1"), (two, "SH1")):
        with pytest.raises(Incomplete) as fault:
            hand(warning, who, "note", text="附上", attachments=[file.token])
        assert fault.value.field == "attachments"
    hand(one, "SH1", "note", text="附上", attachments=[file.token])
    with pytest.raises(Incomplete):
        hand(one, "SH1", "note", text="再附", attachments=[file.token])


def test_whoever_only_looks_on_adds_nothing(world: World) -> None:
    one = world.warning(level=3)
    with pytest.raises(NotAllowed):
        add(one.token, "a.txt", b"text", actor=world.actor("LEAD1"), now=NOW)
    with pytest.raises(NotThere):
        add(one.token, "a.txt", b"text", actor=world.actor("W1"), now=NOW)
    with pytest.raises(NotThere):
        fetch("../../etc/passwd", actor=world.actor("SH1"), now=NOW)
    assert not Attachment.objects.exists()


def test_an_officer_adds_files_to_his_answer_and_reads_his_own_alone(
    world: World, hand: Hand
) -> None:
    one = hand.bring(world.warning(level=3), "assigned")
    own = add(one.token, "内部.txt", b"not for him", actor=world.actor("SH1"), now=NOW)
    hand(one, "SH1", "ask", person=world.people["W1"].token, text="为何？",
         attachments=[own.token])  # fmt: skip
    asked, me = Inquiry.objects.get(), world.actor("W1")
    mine = add_to_inquiry(asked.token, "假条.jpg", samples.jpeg(), actor=me, now=NOW)
    with pytest.raises(NotThere):
        add_to_inquiry(asked.token, "a.txt", b"x", actor=world.actor("W2"), now=NOW)
    hand.answer(asked, "W1", text="见假条", reason_code="staffing", attachments=[mine.token])
    assert fetch(mine.token, actor=me, now=NOW).name == "假条.jpg"
    assert fetch(mine.token, actor=world.actor("FUN1"), now=NOW).name == "假条.jpg"
    with pytest.raises(NotThere):
        fetch(own.token, actor=me, now=NOW)


def test_a_refused_file_leaves_nothing_behind(world: World) -> None:
    one = world.warning(level=3)
    before = set(Path(place("ab" * 32).parent.parent).rglob("*"))
    with pytest.raises(Incomplete) as fault:
        add(one.token, "a.docx", samples.altered(samples.word(), {"word/vbaProject.bin": b""}),
            actor=world.actor("SH1"), now=NOW)  # fmt: skip
    assert "宏" in fault.value.text.zh
    assert set(Path(place("ab" * 32).parent.parent).rglob("*")) == before


def test_a_changed_file_is_not_handed_out(world: World) -> None:
    one, actor = world.warning(level=3), world.actor("SH1")
    file = add(one.token, "a.txt", b"as it was", actor=actor, now=NOW)
    place(file.digest).write_bytes(b"as it is not")
    with pytest.raises(Damaged):
        fetch(file.token, actor=actor, now=NOW)
    place(file.digest).unlink()
    with pytest.raises(Damaged):
        fetch(file.token, actor=actor, now=NOW)


def test_nothing_is_read_that_cannot_be_recorded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, actor = world.warning(level=3), world.actor("SH1")
    file = add(one.token, "a.txt", b"text", actor=actor, now=NOW)

    def full(*_: object) -> None:
        raise NotSealed("disk full")

    monkeypatch.setattr(log, "write", full)
    monkeypatch.setattr(attachments, "_read", lambda _: pytest.fail("it was read"))
    with pytest.raises(NotSealed):
        fetch(file.token, actor=actor, now=NOW)


def test_nobody_fills_the_disk_with_what_is_never_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, actor = world.warning(level=3), world.actor("SH1")
    monkeypatch.setattr(attachments, "MOST_WAITING", 2)
    for name in ("a", "b"):
        add(one.token, f"{name}.txt", name.encode(), actor=actor, now=NOW)
    with pytest.raises(Incomplete, match="send them first"):
        add(one.token, "c.txt", b"c", actor=actor, now=NOW)
