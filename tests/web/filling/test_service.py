"""The practice service in a workbench: its offices, its people, their posts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng_web.access.models import Leave, Office, Person, Posting
from zhunsheng_web.access.roles import ADMINISTRATORS, Role
from zhunsheng_web.casework.law import register
from zhunsheng_web.filling.naming import names
from zhunsheng_web.filling.service import Filled, fill_service

PRACTICE = Path("practice/china-customs")


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker) -> Iterator[Filled]:  # type: ignore[no-untyped-def]
    """Once for the whole module: it takes some seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield fill_service(PRACTICE, register(), district="6400", seed=2026)
        transaction.set_rollback(True)
    assert not connection.in_atomic_block


@pytest.fixture(autouse=True)
def _read(filled: Filled, django_db_blocker) -> Iterator[None]:  # type: ignore[no-untyped-def]
    with django_db_blocker.unblock():
        yield


def test_the_tree_has_headquarters_42_districts_and_their_customs() -> None:
    assert Office.objects.filter(level="district").count() == 42
    assert set(Office.objects.filter(level="district").values_list("group", flat=True)) == {
        "coast", "border", "inland",
    }  # fmt: skip
    assert Office.objects.filter(level="subordinate").count() > 400
    for office in Office.objects.select_related("parent").exclude(parent=None):
        assert office.path == f"{office.parent.path}{office.code}."  # type: ignore[union-attr]


def test_the_simulated_district_is_not_named_for_a_real_one() -> None:
    assert "模拟" in Office.objects.get(code="6400").title_zh
    assert "simulated" in Office.objects.get(code="6400").title_en


def test_every_officer_of_the_practice_is_somebody_with_a_post(filled: Filled) -> None:
    people = filled.district.people
    assert set(Person.objects.values_list("code", flat=True)) == set(people.id)
    posted = Posting.objects.values("person").distinct().count()
    assert posted == len(people) == filled.people
    for name_zh, name_en in Person.objects.values_list("name_zh", "name_en")[:500]:
        assert 2 <= len(name_zh) <= 3 and len(name_en.split()) == 2


def test_an_administrator_holds_no_other_post() -> None:
    for role in ADMINISTRATORS:
        holder = Posting.objects.get(role=role).person
        assert [one.role for one in holder.postings.all()] == [role]


def test_every_role_is_held_by_somebody_in_the_district() -> None:
    held = set(
        Posting.objects.filter(office__path__contains=".6400.").values_list("role", flat=True)
    )
    assert held == set(Role)


def test_sections_have_heads_and_somebody_acts_for_an_absent_one() -> None:
    sections = Office.objects.filter(parent__level="subordinate", level="section")
    headed = set(
        Posting.objects.filter(role=Role.SECTION_HEAD, command=True, acting_for=None)
        .values_list("office_id", flat=True)
    )  # fmt: skip
    assert {one.pk for one in sections} <= headed
    acting = Posting.objects.exclude(acting_for=None)
    assert acting.exists()
    assert all(one.valid_to is not None and one.person != one.acting_for for one in acting)
    assert Leave.objects.exists()


def test_who_changed_places_has_a_past() -> None:
    past = Posting.objects.exclude(valid_to=None).filter(acting_for=None)
    assert past.count() > 500
    assert all(one.valid_from < one.valid_to for one in past[:200])  # type: ignore[operator]


def test_filling_twice_changes_nothing(filled: Filled) -> None:
    before = Posting.objects.count()
    again = fill_service(PRACTICE, register(), district="6400", seed=2026)
    assert (again.offices, again.people) == (filled.offices, filled.people)
    assert Posting.objects.count() == before


def test_the_same_seed_gives_the_same_names_another_seed_others() -> None:
    def called(seed: int) -> list[Text]:
        return names(Chance(seed).of("workbench", "names"), [False, True] * 50)

    assert called(2026) == called(2026) != called(7)
