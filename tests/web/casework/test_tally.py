"""The kept figures are what a recount says, whatever was done."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from web.world import NOW, World
from zhunsheng_web.casework import tally
from zhunsheng_web.casework.models import TallyCell, Warning
from zhunsheng_web.casework.stages import Stage
from zhunsheng_web.casework.tally import Facts, Key, moved
from zhunsheng_web.casework.verbs import handling as verbs

FACTS = st.builds(
    Facts,
    path=st.sampled_from(["0000.6400.", "0000.6400.6401.", "0000.5300."]),
    day=st.dates(dt.date(2026, 9, 1), dt.date(2026, 11, 30)),
    standard=st.sampled_from(["a", "b"]),
    domain=st.sampled_from(["x", "y"]),
    level=st.sampled_from([2, 4]),
    secrecy=st.sampled_from(["open", "closed"]),
    stage=st.sampled_from([str(stage) for stage in Stage]),
    conclusion=st.sampled_from(["", "founded", "unfounded"]),
    late=st.booleans(),
    rows=st.integers(0, 9),
)


def brute(facts: list[Facts]) -> dict[Key, tuple[int, ...]]:
    """Each cell asked of all warnings in turn, by what the cell says it counts."""
    keys = {key for one in facts for key in one.keys()}  # noqa: SIM118
    found = {}
    for key in keys:
        mine = [
            one
            for one in facts
            if one.path.startswith(key.path)
            and (one.level, one.secrecy) == (key.level, key.secrecy)
            and one.stage not in ("merged", "superseded")
            and (
                (key.grain == "week" and dt.timedelta(0) <= one.day - key.start < dt.timedelta(7))
                or (
                    key.topic == getattr(one, key.grain, None)
                    and (one.day.year, one.day.month) == (key.start.year, key.start.month)
                )
            )
        ]
        waiting = [one for one in mine if one.stage != "closed"]
        counts = (
            len(mine),
            len(waiting),
            sum(one.late for one in waiting),
            len(mine) - len(waiting),
            *(
                sum(one.conclusion == kind for one in mine)
                for kind in ("founded", "partly", "unfounded", "undetermined")
            ),
            sum(one.rows for one in mine),
        )
        if any(counts):
            found[key] = counts
    return found


class WhateverMoves(TestCase):
    @given(st.lists(st.tuples(st.integers(0, 5), st.none() | FACTS), max_size=12))
    def test_the_figures_are_those_of_what_there_is(
        self, steps: list[tuple[int, Facts | None]]
    ) -> None:
        TallyCell.objects.all().delete()
        now: dict[int, Facts | None] = {}
        for which, after in steps:
            moved([(now.get(which), after)])
            now[which] = after
        assert tally.kept() == brute([one for one in now.values() if one])


def test_every_act_keeps_the_figures_right(world: World) -> None:
    one, two = world.warning(level=3, rows=3), world.warning(level=1, office="6401-b", about="W4")
    kept = {"now": NOW, "token": one.token}
    verbs.sign(actor=world.actor("SH1"), revision=1, **kept)
    verbs.explain(actor=world.actor("SH1L"), revision=2, text="人手不足", **kept)
    verbs.verify(actor=world.actor("FUN1"), revision=3, conclusion="founded", text="属实", **kept)
    assert tally.kept() == tally.recounted()
    month = Key("0000.", "standard", dt.date(2026, 10, 1), "inspection-by-two", 3, "open")
    assert tally.kept()[month] == (1, 1, 0, 0, 1, 0, 0, 0, 3)
    assert two.office_path.startswith("0000.6400.")


def test_many_at_once_take_few_statements(
    world: World, django_assert_max_num_queries  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    made = [world.warning() for _ in range(3)]
    facts = [tally.facts_of(one) for one in made] * 500
    with django_assert_max_num_queries(3):
        moved((None, one) for one in facts)


def test_the_command_says_what_is_wrong_and_puts_it_right(world: World) -> None:
    one = world.warning()
    told = StringIO()
    call_command("recount", "--check", stdout=told)
    assert "all as counted" in told.getvalue()
    # The broken variant: a stage changed past the figures.
    Warning.objects.filter(pk=one.pk).update(stage=Stage.CLOSED)
    with pytest.raises(CommandError, match="cells are wrong"):
        call_command("recount", "--check")
    call_command("recount")
    call_command("recount", "--check")


def test_a_refused_act_leaves_the_figures_alone(world: World) -> None:
    one = world.warning()
    before = tally.kept()
    with pytest.raises(Exception, match="stale"):
        verbs.sign(one.token, actor=world.actor("SH1"), now=NOW, revision=7)
    assert tally.kept() == before
