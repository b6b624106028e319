"""What the second wall says where it cannot be raised, and what it is told of a reader."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from web.world import World
from zhunsheng_web.access import walls
from zhunsheng_web.access.actor import Glass
from zhunsheng_web.access.policy import replace

SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")


@SQLITE
def test_a_database_without_walls_is_told_apart(db: None) -> None:
    with pytest.raises(CommandError, match="PostgreSQL has"):
        call_command("raise_walls", "anybody")
    assert walls.faults() == []


def test_the_database_is_told_no_more_than_the_reach(world: World) -> None:
    actor = replace(world.actor("FUN2"), glass=(Glass("g", "warning", "abc"), Glass("h", "x", "d")))
    assert json.loads(walls.told(actor)) == {
        "person": world.people["FUN2"].pk,
        "open": ["0000.6400."],
        "closed": [],
        "assigned": ["0000.6400."],
        "areas": ["0000.", "0000.6400."],
        "commands": [],
        "glass": ["abc"],
    }
    assert walls.told(None) == ""


def test_every_part_of_a_warning_has_its_condition(db: None) -> None:
    told = walls.policies()
    assert {"casework_warning", "casework_finding", "casework_event", "casework_lead"} <= set(told)
    assert "handed_by_id" in told["casework_lead"]
    assert connection.ops.quote_name("x") in "".join(walls.statements("x"))
