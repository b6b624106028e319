"""One act on many: each its own, and what became of each is told."""

from __future__ import annotations

import pytest

from web.world import NOW, World
from zhunsheng_web.casework.batch import MOST, batch
from zhunsheng_web.casework.faults import Incomplete
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.stages import Stage, Verb
from zhunsheng_web.record import log
from zhunsheng_web.record.log import NotSealed
from zhunsheng_web.record.models import SealedAct

NORMAL = {"conclusion": "unfounded", "text": "核对无误", "reason_code": "data"}


def test_each_is_done_or_refused_by_itself(world: World) -> None:
    actor = world.actor("SH1")
    good = world.warning(level=4)
    grave = world.warning(level=3)
    stale = world.warning(level=4)
    done = world.warning(level=4, stage=Stage.DISPOSED)
    hidden = world.warning(level=1)
    rows = [(one.token, 1) for one in (good, grave, done, hidden)] + [(stale.token, 9)]
    came = batch(Verb.SETTLE, rows, NORMAL, actor=actor, now=NOW, once="b1")
    assert [(one.done, one.code) for one in came] == [
        (True, "done"),
        (False, "not-trivial"),
        (False, "wrong-state"),
        (False, "not-there"),
        (False, "stale"),
    ]
    assert Event.objects.count() == SealedAct.objects.count() == 1
    again = batch(Verb.SETTLE, rows[:1], NORMAL, actor=actor, now=NOW, once="b1")
    assert again[0].done
    assert Event.objects.count() == 1


def test_nothing_is_begun_that_is_not_filled_in(world: World) -> None:
    one, actor = world.warning(level=4), world.actor("SH1")
    rows = [(one.token, 1)]
    with pytest.raises(Incomplete) as fault:
        batch(Verb.SETTLE, rows, {}, actor=actor, now=NOW, once="b1")
    assert set(fault.value.fields) == {"conclusion", "text", "reason_code"}
    for verb, given in ((Verb.MERGE, {}), (Verb.VERIFY, NORMAL)):
        with pytest.raises(Incomplete):
            batch(verb, rows, given, actor=actor, now=NOW, once="b1")
    for many in ([], [(f"t{n}", 1) for n in range(MOST + 1)]):
        with pytest.raises(Incomplete):
            batch(Verb.SIGN, many, {}, actor=actor, now=NOW, once="b1")
    assert not Event.objects.exists()


def test_a_log_that_fails_half_way_is_gone_on_from(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, actor = [world.warning(level=4) for _ in range(4)], world.actor("SH1")
    rows = [(one.token, 1) for one in made]
    true, left = log.write, [2]

    def failing(records: object) -> object:
        if not left[0]:
            raise NotSealed("disk full")
        left[0] -= 1
        return true(records)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(log, "write", failing)
        with pytest.raises(NotSealed):
            batch(Verb.SIGN, rows, {}, actor=actor, now=NOW, once="b1")
    assert Warning.objects.filter(stage="assigned").count() == 2
    assert all(o.done for o in batch(Verb.SIGN, rows, {}, actor=actor, now=NOW, once="b1"))
    assert Event.objects.count() == 4


def test_a_batch_in_the_same_words_counts_as_a_rubber_stamp(world: World) -> None:
    made, actor = [world.warning(level=4) for _ in range(3)], world.actor("SH1")
    rows = [(one.token, 1) for one in made]
    batch(Verb.SETTLE, rows, NORMAL, actor=actor, now=NOW, once="b1")
    flagged = [e.given.get("same_words", False) for e in Event.objects.order_by("pk")]
    assert flagged == [False, True, True]
