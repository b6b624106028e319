"""PostgreSQL gives a reader no row he may not know of, whatever the first wall forgot.

Run by ``test_postgres.py`` in a process that is connected to a real PostgreSQL.
"""

from __future__ import annotations

import random

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from web.access.test_policy import random_actor, random_warnings
from web.postgres import OWNER
from web.walls.matrix import cells, sees
from web.world import NOW, World
from zhunsheng_web.access import walls
from zhunsheng_web.access.models import Notice
from zhunsheng_web.access.policy import may_see
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.models import Attachment, Event, Inquiry, Warning
from zhunsheng_web.record.service import as_the_service

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has no second wall; see test_postgres"
    ),
]


def full(world: World, about: str, **how: int) -> Warning:
    """A warning with something in every table that is a part of it."""
    one = world.warning(about=about, **how)  # type: ignore[arg-type]
    inspector = world.people["DIS1"]
    event = Event.objects.create(
        warning=one, verb="sign", actor=inspector, at=NOW, source="generated", target="assigned"
    )
    inquiry = Inquiry.objects.create(
        warning=one, person=world.people[about], asked_by=inspector, asked_at=NOW, question="?"
    )
    for asked in (None, inquiry):
        Attachment.objects.create(
            warning=one, event=event, inquiry=asked, name="a", media_type="text/plain", size=1,
            digest="0" * 64, added_by=inspector, added_at=NOW,
        )  # fmt: skip
    return one


def test_everybody_gets_the_rows_the_table_says_without_the_first_wall(world: World) -> None:
    for cell in cells(world):
        with walls.reading(cell.actor):
            given = Warning.objects.filter(pk=cell.warning.pk).exists()
        assert given is (sees(cell.role, cell.relation, cell.secrecy) != "."), str(cell)


@pytest.mark.parametrize("seed", range(4))
def test_in_random_worlds_the_database_gives_what_the_policy_allows(
    world: World, seed: int
) -> None:
    chance = random.Random(seed)
    matters = {one.pk: matter_of(one) for one in random_warnings(world, chance)}
    warnings = list(Warning.objects.filter(pk__in=matters))
    for _ in range(60):
        actor = random_actor(world, chance, warnings)
        with walls.reading(actor):
            given = set(Warning.objects.values_list("pk", flat=True))
        assert given == {key for key, one in matters.items() if may_see(actor, one).allowed}


def test_what_is_a_part_of_a_hidden_warning_is_hidden_in_every_table(world: World) -> None:
    one = full(world, "W1", level=1)
    counted = {}
    for table in walls.policies():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            everything = cursor.fetchone()[0]  # type: ignore[index]
            with walls.reading(world.actor("SH1")):
                cursor.execute(f"SELECT count(*) FROM {table}")
                counted[table] = cursor.fetchone()[0], everything  # type: ignore[index]
    assert {table: given for table, (given, _) in counted.items() if given} == {}
    touched = {table for table, (_, everything) in counted.items() if everything}
    assert {
        f"casework_{name}"
        for name in ("warning", "finding", "concern", "barrier", "event", "inquiry", "attachment")
    } <= touched
    with walls.reading(world.actor("DIS1")):
        assert Event.objects.filter(warning=one).exists()


def test_the_officer_gets_what_he_is_asked_and_what_he_sent_with_it_alone(world: World) -> None:
    full(world, "W1", level=1)
    with walls.reading(world.actor("W1")):
        assert (Inquiry.objects.count(), Attachment.objects.count()) == (1, 1)
        assert not Warning.objects.exists()
        assert not Event.objects.exists()
    with walls.reading(world.actor("W2")):
        assert (Inquiry.objects.count(), Attachment.objects.count()) == (0, 0)


def test_every_table_that_names_a_warning_is_walled(world: World) -> None:
    named = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if any(field.related_model is Warning for field in model._meta.concrete_fields)
    }
    assert named <= set(walls.policies())
    assert walls.faults() == []


def test_nobody_gets_nothing_and_notices_are_their_persons_own(world: World) -> None:
    world.warning()
    Notice.objects.create(
        person=world.people["SH1"], kind="x", cause="x", title_zh="x", title_en="x", made_at=NOW
    )
    with walls.reading(None):
        assert not Warning.objects.exists()
        assert not Notice.objects.exists()
    with walls.reading(world.actor("SH2")):
        assert not Notice.objects.exists()
    with walls.reading(world.actor("SH1")):
        assert Notice.objects.exists()


def test_what_is_hidden_cannot_be_changed_or_added_to_either(world: World) -> None:
    one = world.warning(about="W1", level=1)
    with walls.reading(world.actor("SH1")):
        assert Warning.objects.filter(pk=one.pk).update(level=4) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Event.objects.bulk_create([
                Event(warning_id=one.pk, verb="note", at=NOW, source="x", target="x")
            ])  # fmt: skip
        with as_the_service():
            assert Warning.objects.filter(pk=one.pk).exists()
        assert not Warning.objects.exists()


def test_a_role_that_owns_or_stands_above_the_walls_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("ALTER TABLE casework_warning DISABLE ROW LEVEL SECURITY")
    assert not walls.faults()
    other = connection.copy()
    other.settings_dict = connection.settings_dict | {"USER": OWNER}
    monkeypatch.setattr(walls, "connection", other)
    try:
        assert any("owns the tables" in fault for fault in walls.faults())
        other.close()
        other.settings_dict["USER"] = "postgres"
        assert any("superuser" in fault for fault in walls.faults())
    finally:
        other.close()
