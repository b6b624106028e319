"""An act is done and recorded, or neither; what a crash leaves between the two is found."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from zhunsheng_web.access.models import Office
from zhunsheng_web.record import log
from zhunsheng_web.record.deed import AlreadyDone, Deed, deed
from zhunsheng_web.record.log import NotSealed
from zhunsheng_web.record.models import Sealed, SealedAct
from zhunsheng_web.record.reconciling import Missing, reconcile, records

NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


def made(code: str) -> None:
    Office.objects.create(
        code=code, path=f"{code}.", level="district", title_zh=code, title_en=code,
        valid_from=NOW.date(),
    )  # fmt: skip


def done(code: str, name: str | None = None) -> Deed:
    with deed("office.make", who="A1", on=("office", code), now=NOW, name=name or code) as act:
        made(code)
        act.texts["text"] = "为什么"
    return act


def size() -> int:
    return log.log().checkpoint.checkpoint.size


@pytest.mark.django_db
def test_what_is_done_is_in_the_log_and_its_words_only_here() -> None:
    act = done("6400")
    ((number, record),) = list(records(act.leaf, act.leaf + 1))
    assert (number, record.what, record.on, record.result) == (
        act.leaf, "office.make", ("office", "6400"), "done",
    )  # fmt: skip
    kept = Sealed.objects.get(leaf=act.leaf)
    assert kept.text == "为什么"
    assert record.commits["text"] == kept.digest


@pytest.mark.django_db
def test_what_fails_leaves_no_record() -> None:
    before = size()
    with (
        pytest.raises(ZeroDivisionError),
        deed("office.make", who="A1", on=("office", "x"), now=NOW),
    ):
        made("x")
        raise ZeroDivisionError
    assert size() == before
    assert not Office.objects.exists()


@pytest.mark.django_db
def test_what_cannot_be_sealed_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> range:
        raise NotSealed("disk full")

    monkeypatch.setattr(log, "write", full)
    with pytest.raises(NotSealed):
        done("6400")
    assert not Office.objects.exists()
    assert not SealedAct.objects.exists()


@pytest.mark.django_db
def test_a_name_counts_for_its_person_and_act_alone_however_long() -> None:
    """Or whoever guesses the name of an act to come, as those of what time does, could forestall
    it."""
    name = "form\0" * 500
    done("6400", name)
    for who, what in (("A2", "office.make"), ("A1", "office.close"), ("system", "office.make")):
        with deed(what, who=who, on=("office", "x"), now=NOW, name=name) as act:
            assert len(act.name) == 32
    assert SealedAct.objects.count() == 4


@pytest.mark.django_db
def test_a_form_sent_twice_is_done_once() -> None:
    done("6400", "form-1")
    before = size()
    with pytest.raises(AlreadyDone):
        done("5300", "form-1")
    assert (size(), Office.objects.count()) == (before, 1)


class Dies(BaseException):
    """The process ends here."""


def dies_before_commit(code: str) -> None:
    """Everything up to the commit, and then nothing more: sealed, and rolled back."""
    with pytest.raises(Dies), transaction.atomic():
        done(code)
        raise Dies


@pytest.mark.django_db(transaction=True)
def test_a_record_whose_act_never_took_effect_is_taken_back_once() -> None:
    done("6400")
    dies_before_commit("5300")
    orphan = size() - 1
    assert reconcile(NOW) == ([orphan], [])
    *_, (_, last) = records(0, size())
    assert (last.result, last.after) == ("abandoned", orphan)
    done("4700")
    assert reconcile(NOW) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_a_crash_between_taking_back_and_noting_it_takes_back_once() -> None:
    dies_before_commit("5300")
    with pytest.raises(Dies), transaction.atomic():
        reconcile(NOW)
        raise Dies
    assert reconcile(NOW) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_an_act_whose_record_is_gone_is_found() -> None:
    act = done("6400")
    SealedAct.objects.filter(leaf=act.leaf).update(leaf=act.leaf + 100)
    orphans, missing = reconcile(NOW)
    assert missing == [Missing(act.name, act.leaf + 100)]
    assert orphans == [act.leaf]
