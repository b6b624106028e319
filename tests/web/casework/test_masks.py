"""Sentences carry officers’ numbers; who has not asked for names reads letters everywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from web.api.test_service import Program
from web.casework.doing import Hand
from web.world import World
from zhunsheng_web.casework.models import Concern, Inquiry, Warning
from zhunsheng_web.casework.offers import filled
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.record import log
from zhunsheng_web.record.reconciling import records


@pytest.fixture
def pair(world: World) -> Warning:
    """A warning about two officers, each named by his number in its one record."""
    one = world.warning(level=3)
    Concern.objects.create(warning=one, person=world.people["W2"], code="W2", rows=1)
    told = {"zh": "W1查验、W2复核", "en": "W1 inspected and HW2 checked"}
    Warning.objects.filter(pk=one.pk).update(sentence_zh=told["zh"], sentence_en=told["en"])
    row = one.findings.get()
    row.sentence_zh, row.sentence_en = told["zh"], told["en"]
    row.evidence = [{"officer": "W1", "fields": []}, {"officer": "W2", "fields": []}]
    row.save()
    return Warning.objects.get(pk=one.pk)


def test_a_program_is_told_letters(world: World, pair: Warning) -> None:
    program = Program(world, "SH1")
    whole = program.get(f"/warnings/{pair.token}").json()
    assert whole["sentence"] == {"zh": "关员甲查验、关员乙复核",
                                 "en": "Officer A inspected and Officer B checked"}  # fmt: skip
    (row,) = program.get(f"/warnings/{pair.token}/rows").json()["items"]
    assert row["sentence"] == whole["sentence"]


def test_records_and_warnings_to_choose_from_name_nobody(world: World, pair: Warning) -> None:
    other = world.warning(level=3)
    head = world.actor("SH1")
    (row,) = filled(Verb.SPLIT, pair, head).field("rows").choices
    assert row.title.zh.endswith("关员甲查验、关员乙复核")
    (beside,) = filled(Verb.MERGE, other, head).field("into").choices
    assert beside.title.en.endswith("Officer A inspected and Officer B checked")


def test_officers_to_choose_stand_under_their_letters(world: World, pair: Warning) -> None:
    hand = Hand(world)
    hand(pair, "SH1", "sign")
    letters = {
        one.title.zh for one in filled(Verb.ASK, pair, world.actor("SH1")).field("person").choices
    }
    assert letters and all(one.startswith("关员") for one in letters)


def test_with_names_opened_they_are_chosen_by_name_and_the_showing_is_sealed(
    world: World, pair: Warning, browser_of: Callable[[str], Client]
) -> None:
    Hand(world)(pair, "SH1", "sign")
    client, form = browser_of("SH1"), f"/warnings/{pair.token}/do/ask/"
    name = world.people["W1"].name_zh
    assert name not in client.get(form).content.decode()
    client.post(f"/warnings/{pair.token}/names/", {"purpose": "ask"})
    size = log.log().checkpoint.checkpoint.size
    assert name in client.get(form).content.decode()
    then = log.log().checkpoint.checkpoint.size
    assert "names.see" in {record.what for _, record in records(size, then)}


def test_an_officer_is_shown_his_own_number_and_nobody_else_s(world: World, pair: Warning) -> None:
    hand = Hand(world)
    hand(pair, "SH1", "sign")
    hand(pair, "SH1", "ask", person=world.people["W1"].token, text="为什么",
         rows=[pair.findings.get().key])  # fmt: skip
    (row,) = Inquiry.objects.get().shown["rows"]
    assert row["sentence_zh"] == "W1查验、关员甲复核"
    assert row["sentence_en"] == "W1 inspected and Officer A checked"
