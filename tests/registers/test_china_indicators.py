"""The catalogue of indicators of the Chinese customs: 203, each of a kind, none left hanging."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from registers.china import china
from zhunsheng.model.indicator import Indicator
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.register.checks.lists import check_codes, check_indicators

SIZES = (24, 15, 18, 15, 12, 11, 6, 11, 20, 11, 10, 8, 8, 10, 13, 11)
COUNTS = dict(zip("ABCDEFGHIJKLMNOP", SIZES, strict=True))
KINDS = {"rule": 160, "statistic": 30, "own_use": 5, "register": 4, "manual": 4}
DETECTORS = {
    *("pairing", "pool", "reassignment", "coverage", "second-look", "lane", "pace", "hit-rate"),
    *("valuation", "classification", "penalty", "system-use", "network", "concentration", "runs"),
    *("change-over-time", "uniformity"),
}
HAN = re.compile(r"[\u4e00-\u9fff]")


def _indicators() -> dict[str, Indicator]:
    return {one.id: one for one in china().indicators}


def _texts(one: Indicator) -> list[Text]:
    return [text for text in (one.title, one.threshold, one.note) if text is not None]


def _codes_of(register: Register) -> set[str]:
    found = (*check_codes(register), *check_indicators(register))
    return {problem.code for problem in found if problem.severity == "error"}


def test_there_are_exactly_the_203_ids_of_the_catalogue() -> None:
    wanted = {f"{group}{n:02}" for group, count in COUNTS.items() for n in range(1, count + 1)}
    assert len(wanted) == 203
    assert set(_indicators()) == wanted


def test_each_group_has_as_many_as_the_catalogue_says() -> None:
    assert Counter(one.group for one in china().indicators) == COUNTS
    assert all(one.id.startswith(one.group) for one in china().indicators)


def test_the_kinds_are_counted() -> None:
    assert Counter(one.kind for one in china().indicators) == KINDS


def test_what_is_computed_on_the_platform_or_the_register_itself_is_named() -> None:
    of_kind = {kind: {o.id for o in china().indicators if o.kind == kind} for kind in KINDS}
    assert of_kind["own_use"] == {"P03", "P04", "P05", "P06", "P07"}
    assert of_kind["register"] == {"P01", "P08", "P09", "P11"}


def test_the_detectors_are_the_closed_list() -> None:
    table = china().code_table("detectors")
    assert table is not None
    assert {code.id for code in table.codes} == DETECTORS


def test_every_statistic_names_a_detector_of_the_list() -> None:
    assert not _codes_of(china())
    assert all(one.detector for one in china().indicators if one.kind == "statistic")


def test_a_statistic_without_detector_or_with_an_unknown_one_would_be_seen() -> None:
    register, first = china(), _indicators()["A05"]
    rest = tuple(one for one in register.indicators if one.id != "A05")
    bare = replace(register, indicators=(*rest, replace(first, detector=None)))
    assert "indicator-without-detector" in _codes_of(bare)
    strange = replace(register, indicators=(*rest, replace(first, detector="astrology")))
    assert "code-unlisted" in _codes_of(strange)


def test_a_parameter_named_in_a_threshold_or_note_exists_in_both_languages() -> None:
    known = {parameter.id for parameter in china().parameters}
    named = set()
    for one in china().indicators:
        for text in _texts(one):
            zh = set(re.findall(r"参数 ([a-z0-9-]+)", text.zh))
            en = set(re.findall(r"parameter ([a-z0-9-]+)", text.en))
            assert zh == en, one.id
            named |= zh
    assert len(named) > 50
    assert named <= known


def test_each_language_keeps_to_itself() -> None:
    for one in china().indicators:
        for text in _texts(one):
            assert not HAN.search(text.en), one.id
        assert HAN.search(one.title.zh), one.id


def test_no_title_stands_twice() -> None:
    for language in ("zh", "en"):
        titles = Counter(getattr(one.title, language) for one in china().indicators)
        assert max(titles.values()) == 1, titles.most_common(1)
