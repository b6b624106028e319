"""Who holds a power when, by the grants of all posts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from zhunsheng.model.power import Grant, Post
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.standards.grants import PostGrant, grants_of

YEAR = dt.date(2020, 1, 1)
NEXT = dt.date(2021, 1, 1)


def test_posts_without_the_power_are_passed_over() -> None:
    holder = _post("waiver", Grant("waive", Validity(YEAR), None))
    other = _post("gate", Grant("check", Validity(YEAR), None))
    assert grants_of("waive", [other, holder, _post("idle")]) == (
        PostGrant("waiver", Validity(YEAR), None),
    )


def test_of_two_grants_of_one_day_the_wider_counts() -> None:
    narrow = Grant("waive", Validity(YEAR), Decimal(100))
    wide = Grant("waive", Validity(NEXT), Decimal(500))
    assert grants_of("waive", [_post("waiver", narrow, wide)]) == (
        PostGrant("waiver", Validity(YEAR, NEXT), Decimal(100)),
        PostGrant("waiver", Validity(NEXT), Decimal(500)),
    )


def _post(name: str, *grants: Grant) -> Post:
    return Post(name, Text(name, name), grants)
