"""Risk points of licensing, quarantine, audit, coercion, penalties, remedies and supervision."""

from __future__ import annotations

import re
from collections import Counter

from registers.china import china
from zhunsheng.model.power import RiskPoint

FILES = (
    *("licensing", "relief", "audit", "quarantine", "plants-and-animals", "commodities"),
    *("coercion", "coercion-measures", "cases", "penalty", "penalty-other"),
    *("remedies", "supervision", "integrity"),
)
SEEDS = {
    *range(1, 13),
    *(14, 16, 17, 20, 29, 61, 62),
    *(n for n in range(67, 107)),
    *range(108, 151),
} - {92}
HAN = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]")


def _own() -> list[RiskPoint]:
    ends = tuple(f"risk_points/{name}.yaml" for name in FILES)
    return [one for one in china().risk_points if one.place and one.place.file.endswith(ends)]


def test_every_power_of_these_areas_has_a_risk_point() -> None:
    guarded = {one.power for one in _own()}
    register = china()
    bare = {
        power.id for power in register.powers if power.seed in SEEDS or power.type == "supervision"
    } - guarded
    assert not bare


def test_there_are_enough_and_no_two_are_alike() -> None:
    own = _own()
    print("by grade", dict(Counter(one.grade for one in own)))
    assert len(own) >= 200
    for language in ("zh", "en"):
        said = Counter(getattr(one.title, language) for one in own)
        assert max(said.values()) == 1
        signs = Counter(getattr(one.sign, language) for one in own)
        assert max(signs.values()) == 1


def test_each_says_who_abuses_what_how_it_looks_and_what_holds_it_back() -> None:
    register = china()
    held = {(grant.power, post.id) for post in register.posts for grant in post.grants}
    for one in _own():
        assert (one.power, one.post) in held, one.id
        assert one.sign and one.misconduct and one.measures, one.id
        assert one.standards or one.indicators, one.id
        assert all(measure.by in ("system", "people") for measure in one.measures), one.id


def test_the_grave_are_not_the_rule() -> None:
    grades = Counter(one.grade for one in _own())
    assert grades["high"] < len(_own()) / 2


def test_both_languages_are_kept_apart() -> None:
    for one in _own():
        texts = [one.title, one.sign, *(measure.text for measure in one.measures)]
        for text in texts:
            assert text is not None
            assert not HAN.search(text.en), one.id
            assert HAN.search(text.zh), one.id
            assert not HALF_WIDTH.search(text.zh), one.id
