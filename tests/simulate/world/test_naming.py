"""Ids are shaped like the field's, differ where objects differ, and hit no real firm."""

from __future__ import annotations

import re

import numpy as np
import pytest

from simulate.service import LARGE, SMALL, district, register, service
from zhunsheng.simulate.world.naming import EXPORTED, OFFICE_BITS, digits
from zhunsheng.simulate.world.registration import DIGITS

OWN = (np.arange(5, dtype=np.int64) << OFFICE_BITS) + np.array([0, 1, 12, 999_999_999, 7])


def test_a_declaration_has_eighteen_digits_with_the_code_of_its_customs_and_the_year() -> None:
    world = district(LARGE)
    names = world.names("declaration", OWN)
    assert all(re.fullmatch(r"\d{18}", name) for name in names)
    assert [name[:4] for name in names] == list(world.offices.code[:5])
    assert {name[4:9] for name in names} == {"20261"}
    assert names[3].endswith("999999999")


def test_the_ninth_digit_tells_import_from_export() -> None:
    names = district().names("declaration", np.concatenate([OWN, OWN | EXPORTED]))
    assert [name[8] for name in names] == ["1"] * 5 + ["0"] * 5
    assert [name[9:] for name in names[:5]] == [name[9:] for name in names[5:]]


def test_digits_are_those_of_the_number() -> None:
    dice = np.random.default_rng(8)
    for width in (1, 3, 4, 6, 7, 9, 10, 12):
        numbers = dice.integers(0, 10**width, 500)
        texts = digits(numbers, width)
        assert texts.shape == (500, width)
        assert [bytes(row).decode() for row in texts] == [
            f"{n:0{width}d}" for n in numbers.tolist()
        ]


def test_nothing_has_no_name() -> None:
    numbers = np.array([5, -1, 3], np.int64)
    for type_ in ("declaration", "company", "case"):
        found = district().naming.names(type_, numbers).to_pylist()
        assert found[1] is None and None not in (found[0], found[2])


def test_every_object_of_the_register_has_a_pattern_or_a_table_of_its_own() -> None:
    world = district()
    types = {one for activity in register().activities for one in activity.objects}
    known = set(service().block.names.objects) | set(world.naming.tables)
    assert types - known == set()


def test_objects_of_different_types_or_offices_never_share_an_id() -> None:
    world = district()
    seen: list[str] = []
    for type_ in service().block.names.objects:
        seen += world.names(type_, OWN)
    assert len(seen) == len(set(seen))


def test_firms_bear_registration_numbers_of_a_division_that_does_not_exist() -> None:
    world = district(SMALL)
    count = len(world.firms)
    companies = world.names("company", np.arange(count))
    assert len(set(companies)) == count
    assert all(re.fullmatch(r"9988[1-9]6[0-9A-Z]{4}", name) for name in companies)
    assert not set(companies) & set(world.names("broker", np.arange(40)))


def test_credit_codes_have_the_check_character_of_the_standard() -> None:
    """GB 32100-2015: the sum of the characters, each times 3 to the power of its place, mod 31."""
    world = district(SMALL)
    codes = world.names("company-credit-code", np.arange(len(world.firms)))
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert len(code) == 18 and code.startswith("9199")
        total = sum(DIGITS.index(one) * pow(3, place, 31) for place, one in enumerate(code[:17]))
        assert (total + DIGITS.index(code[17])) % 31 == 0


def test_plates_belong_to_no_province() -> None:
    world = district(SMALL)
    plates = world.names("vehicle", np.arange(len(world.firms.vehicle_size)))
    assert len(set(plates)) == len(plates)
    assert all(re.fullmatch(r"演[A-H]\d{5}", plate) for plate in plates)


@pytest.mark.parametrize("type_", ["officer", "account"])
def test_officers_and_accounts_are_called_by_the_officers_number(type_: str) -> None:
    world = district()
    found = world.names(type_, np.array([0, len(world.people) - 1]))
    assert [name.removeprefix("U") for name in found] == [world.people.id[0], world.people.id[-1]]
