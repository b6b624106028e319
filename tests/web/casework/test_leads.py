"""Who may read a lead: the list, the page and the policy say the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from web.world import NOW, PEOPLE, World
from zhunsheng_web.access.actor import within
from zhunsheng_web.access.policy import DESKS, may_see
from zhunsheng_web.access.tokens import new_token
from zhunsheng_web.casework import attachments
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.casework.leads import hand_over, matter_of_lead, reach_lead, visible_leads
from zhunsheng_web.casework.models import Lead, Warning

ABOUT = (("W1", "6401-a"), ("SH1", "6401-a"), ("HEAD1", "6401"), ("FUN2", "6400"),
         ("DIS1", "6400"), ("LEAD1", "6400"), ("LEAD0", "0000"), ("W7", "5301-a"))  # fmt: skip


@pytest.fixture
def leads(world: World) -> list[Lead]:
    """One of an open and one of a closed warning about each of them."""
    warnings = [
        world.warning(about=who, office=office, level=level)
        for who, office in ABOUT
        for level in (1, 3)
    ]
    Warning.objects.filter(pk=warnings[0].pk).update(assignee=world.people["FUN1"])
    return [hand_over(one, "线索", by=world.actor("AUD0"), now=NOW) for one in warnings]


def test_the_list_gives_what_the_policy_allows(world: World, leads: list[Lead]) -> None:
    read = {}
    for code in PEOPLE:
        actor = world.actor(code)
        places = actor.places(*DESKS["discipline"])
        allowed = {
            lead.pk
            for lead in Lead.objects.all()
            if any(within(lead.handled_path, place) for place in places)
            and may_see(actor, matter_of_lead(lead)).allowed
        }
        read[code] = set(visible_leads(actor).values_list("pk", flat=True))
        assert read[code] == allowed, code
    assert read["DIS2"] and read["DIS0"] - read["DIS1"]


def test_a_hidden_lead_or_file_is_asked_for_as_one_that_is_not_there(
    world: World, leads: list[Lead]
) -> None:
    """The same statements, so that there is nothing to be timed."""
    hidden = next(one for one in leads if one.warning.concerns.filter(code="DIS1").exists())
    kept = attachments.add(
        leads[0].warning.token, "a.txt", b"x", actor=world.actor("DIS2"), now=NOW
    )
    for code in ("DIS1", "SH1", "W1"):
        actor = world.actor(code)
        for way, token in ((reach_lead, hidden.token), (attachments.fetch, kept.token)):
            assert _asked(way, token, actor) == _asked(way, new_token(), actor)


def _asked(way: Callable[..., object], token: str, actor: object) -> list[str]:
    with CaptureQueriesContext(connection) as queries, pytest.raises(NotThere):
        way(token, actor=actor, now=NOW)
    return [one["sql"].replace(token, "*") for one in queries]
