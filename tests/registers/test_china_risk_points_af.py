"""Risk points of clearance, duties, logistics and processing: whose, how seen, how held back."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from registers.china import china
from zhunsheng.model.power import RiskPoint

FILES = {
    *("inspection", "samples", "review", "valuation-and-origin", "taxes", "fees", "refunds"),
    *("guarantees", "tonnage-and-parcels", "amendment-and-release", "transport", "premises"),
    *("overdue-goods", "processing"),
}
SEEDS = {13, 15, 18, 19, *range(21, 29), *range(30, 61), *range(63, 67), 92, 107}
HAN = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]")


@cache
def _own() -> tuple[RiskPoint, ...]:
    return tuple(
        one
        for one in china().risk_points
        if one.place is not None and Path(one.place.file).stem in FILES
    )


def test_every_power_of_these_areas_has_one_that_a_holder_of_the_power_can_abuse() -> None:
    register = china()
    powers = {power.id for power in register.powers if power.seed in SEEDS}
    held = {(grant.power, post.id) for post in register.posts for grant in post.grants}
    assert not powers - {one.power for one in _own()}
    assert not [one.id for one in _own() if (one.power, one.post) not in held]


def test_there_are_enough_and_no_two_say_the_same() -> None:
    assert len(_own()) >= 160
    for told in (
        [one.title.zh for one in _own()],
        [one.title.en for one in _own()],
        [one.sign.zh for one in _own() if one.sign is not None],
    ):
        assert not [text for text, times in Counter(told).items() if times > 1]


def test_each_says_how_it_would_look_and_what_holds_it_back() -> None:
    for one in _own():
        assert one.sign is not None and one.misconduct and one.graded_on, one.id
        assert {measure.by for measure in one.measures} == {"system", "people"}, one.id
        assert one.standards or one.indicators, one.id


def test_the_gravest_are_not_the_most() -> None:
    grades = Counter(one.grade for one in _own())
    assert grades["high"] < len(_own()) / 2
    assert grades["low"] > len(_own()) / 10


def test_both_languages_are_written_in_their_own_signs() -> None:
    for one in _own():
        texts = [one.title, one.sign, *(measure.text for measure in one.measures)]
        for text in texts:
            assert text is not None
            assert HAN.search(text.zh) and not HAN.search(text.en), (one.id, text)
            assert not HALF_WIDTH.search(text.zh), (one.id, text.zh)
