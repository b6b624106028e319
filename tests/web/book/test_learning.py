"""What is learned about standards, as far as the reader may know."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.world import NOW, World
from zhunsheng_web.book.learning import all_learned, learned, wilson
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.verbs import handling as verbs

GOOD, POOR = "inspection-by-two-officers", "reviewer-does-not-release"


def concluded(world: World, standard: str, conclusion: str) -> Warning:
    """A warning handled until somebody has agreed with its conclusion, through the real verbs."""
    one = world.warning(level=3, standard=standard)
    kept: dict[str, Any] = {"token": one.token, "now": NOW}
    verbs.sign(actor=world.actor("SH1"), revision=1, **kept)
    verbs.explain(actor=world.actor("SH1"), revision=2, text="说明", **kept)
    verbs.verify(actor=world.actor("FUN1"), revision=3, conclusion=conclusion, text="核查", **kept)
    verbs.review(actor=world.actor("FUN2"), revision=4, text="同意", **kept)
    return one


def test_a_standard_that_is_mostly_wrong_stands_on_top_and_says_what_to_tune(
    world: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = handling().indicators.model_copy(update={"least": 3, "precision": 0.5})
    whole = handling().model_copy(update={"indicators": told})
    monkeypatch.setattr("zhunsheng_web.casework.handling._read", lambda path: whole)
    for _ in range(3):
        concluded(world, GOOD, "founded")
        concluded(world, POOR, "unfounded")
    rows = all_learned(world.actor("FUN1"))
    assert [one.id for one in rows] == [POOR, GOOD]
    assert rows[0].shares[0].bad
    assert not rows[1].shares[0].bad
    page = browser_of("FUN1").get(f"/book/learning/{POOR}/").content.decode()
    assert "收紧条件" in page
    assert f"target={POOR}" in page


def test_too_few_are_not_judged(world: World, browser_of: Any) -> None:
    concluded(world, POOR, "unfounded")
    one = learned(POOR, world.actor("FUN1"))
    assert one.shares[0].bad is None
    for language, said in (("zh-hans", "数据不足"), ("en", "not enough data")):
        page = browser_of("FUN1").get("/book/learning/", headers={"accept-language": language})
        assert said in page.content.decode()


def test_who_has_no_business_with_it_gets_nothing(world: World, browser_of: Any) -> None:
    for code in ("W1", "SH1", "SYS1"):
        assert browser_of(code).get("/book/learning/").status_code == 404
        assert browser_of(code).get(f"/book/learning/{GOOD}/").status_code == 404
    assert browser_of("FUN1").get("/book/learning/none-such/").status_code == 404


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_interval_holds_the_share(good: int, bad: int) -> None:
    low, high = wilson(good, good + bad)
    assert 0 <= low <= high <= 1
    if good + bad:
        assert low - 1e-9 <= good / (good + bad) <= high + 1e-9


def test_the_interval_is_wilson_s() -> None:
    """Newcombe 1998, table I: 81 of 263 and 0 of 20."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_pages_ask_little_of_the_database(
    world: World, browser_of: Any, django_assert_max_num_queries: Any
) -> None:
    concluded(world, GOOD, "founded")
    reader = browser_of("FUN1")
    for address in ("/book/learning/", f"/book/learning/{GOOD}/"):
        with django_assert_max_num_queries(15):
            assert reader.get(address).status_code == 200
