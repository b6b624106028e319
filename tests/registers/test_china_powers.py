"""The powers and posts of the Chinese register: complete, held, dated, and fit to be published."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace

import pytest

from registers.china import china
from zhunsheng.model.power import Post, Power, PublicColumns
from zhunsheng.model.text import Text

LISTED = range(1, 151)
CHINESE = re.compile(r"[\u3400-\u9fff]")
INWARD = re.compile(r"岗|风险点|廉政|risk point|integrity|\bpost\b(?!-)", re.IGNORECASE)
TARIFF_LAW = dt.date(2024, 12, 1)
HEALTH_LAW = dt.date(2025, 1, 1)
SEPARATED = {
    "document-review": "declaration-review",
    "inspection": "goods-inspection",
    "release": "goods-release",
    "audit": "post-clearance-audit",
    "investigation": "case-investigation",
}
"""Customs Law art. 79: each of these posts is kept from the powers of the other four."""
PREFIXES = {
    "licence": "XK",
    "penalty": "CF",
    "coercion": "QZ",
    "levy": "ZS",
    "inspection": "JC",
    "confirmation": "QR",
    "ruling": "CJ",
    "reward": "JL",
    "filing": "BA",
    "other": "QT",
    "supervision": "JD",
}


def _unlisted_or_twice(powers: Iterable[Power]) -> set[int]:
    """Rows of the seed list that no power, or more than one, was made from."""
    seeds = Counter(power.seed for power in powers if power.seed is not None)
    return {row for row in {*LISTED, *seeds} if seeds[row] != 1 or row not in LISTED}


def _unheld(powers: Iterable[Power], posts: Iterable[Post]) -> set[str]:
    """Powers that on some day they are in force are granted to no post."""
    held: dict[str, dt.date] = {}
    for post in posts:
        for grant in post.grants:
            start = grant.validity.start
            held[grant.power] = min(start, held.get(grant.power, start))
    return {
        power.id
        for power in powers
        if power.id not in held or held[power.id] > power.versions[0].validity.start
    }


def _texts(columns: PublicColumns) -> Iterator[Text]:
    for column in fields(columns):
        text = getattr(columns, column.name)
        if text is not None:
            yield text


def _public_texts(power: Power) -> Iterator[Text]:
    yield power.title
    yield from power.subitems
    yield from _texts(power.columns)
    for version in power.versions:
        if version.limits is not None:
            yield version.limits


def _inward(texts: Iterable[Text]) -> list[str]:
    """Texts that name a post or a risk, which is told to nobody outside."""
    return [f"{t.zh} / {t.en}" for t in texts if INWARD.search(t.zh) or INWARD.search(t.en)]


def _mixed(texts: Iterable[Text]) -> list[str]:
    """Texts that are empty or in the wrong language."""
    return [
        f"{t.zh} / {t.en}"
        for t in texts
        if not CHINESE.search(t.zh) or not t.en.strip() or CHINESE.search(t.en)
    ]


def test_each_row_of_the_seed_list_is_one_power() -> None:
    assert not _unlisted_or_twice(china().powers)


def test_a_row_left_out_or_used_twice_is_caught() -> None:
    powers = {power.seed: power for power in china().powers if power.seed}
    without = [power for power in powers.values() if power.seed != 56]
    assert _unlisted_or_twice(without) == {56}
    assert _unlisted_or_twice([*without, replace(powers[56], seed=57)]) == {56, 57}


def test_every_power_is_held_from_its_first_day() -> None:
    assert not _unheld(china().powers, china().posts)


def test_a_power_nobody_holds_is_caught() -> None:
    posts = [post for post in china().posts if post.id != "lab"]
    lonely = replace(
        next(power for power in china().powers if power.id == "sampling"), id="assaying"
    )
    assert _unheld([lonely], posts) == {"assaying"}


def test_codes_are_unique_and_say_the_type() -> None:
    codes = Counter(power.code for power in china().powers)
    assert [code for code, n in codes.items() if n > 1] == []
    for power in china().powers:
        assert power.code is not None
        assert re.fullmatch(rf"HG-{PREFIXES[power.type]}-\d{{3}}", power.code), power.id


def test_chinese_is_chinese_and_english_is_english() -> None:
    register = china()
    texts = [text for power in register.powers for text in _public_texts(power)]
    texts += [text for default in register.public_defaults for text in _texts(default.columns)]
    texts += [post.title for post in register.posts]
    texts += [post.duties for post in register.posts if post.duties is not None]
    assert not _mixed(texts)


def test_text_in_the_wrong_language_is_caught() -> None:
    assert _mixed([Text("inspection", "inspection"), Text("查验", "查验"), Text("查验", " ")])


def test_the_public_is_told_no_post_and_no_risk() -> None:
    register = china()
    shown = [text for power in register.powers if power.public for text in _public_texts(power)]
    shown += [text for default in register.public_defaults for text in _texts(default.columns)]
    assert not _inward(shown)


@pytest.mark.parametrize(
    "text",
    [
        Text("由查验岗实施查验", "inspecting"),
        Text("查验", "done by the post of inspection"),
        Text("廉政风险点：拖延查验", "risk of delay"),
    ],
    ids=["a post", "a post in English", "a risk"],
)
def test_a_post_or_risk_shown_to_the_public_is_caught(text: Text) -> None:
    assert _inward([text])


def test_every_public_power_tells_all_columns() -> None:
    register = china()
    defaults = {default.id: default.columns for default in register.public_defaults}
    for power in register.powers:
        if power.public:
            columns = power.columns.over(defaults[power.type])
            lacking = [one.name for one in fields(columns) if getattr(columns, one.name) is None]
            assert not lacking, f"{power.id} lacks {lacking}"


def test_inward_powers_are_not_published() -> None:
    for power in china().powers:
        assert power.public != (power.type == "supervision"), power.id


@pytest.mark.parametrize(
    ("law", "edition", "day"),
    [("gstl", None, TARIFF_LAW), ("wjf", dt.date(2018, 4, 27), HEALTH_LAW)],
    ids=["the regulations the Tariff Law repealed", "the health quarantine law before 2025"],
)
def test_no_power_rests_on_what_is_no_longer_law(
    law: str, edition: dt.date | None, day: dt.date
) -> None:
    for power in china().powers:
        for version in power.versions:
            if day in version.validity:
                bases = [b for b in version.basis if b.law == law and edition in (None, b.edition)]
                assert not bases, f"{power.id} rests on {bases[0]} on {day}"


def test_the_five_main_duties_are_kept_apart() -> None:
    posts = {post.id: post for post in china().posts}
    for own, duty in SEPARATED.items():
        assert duty in {grant.power for grant in posts[own].grants}
        others = {power for post, power in SEPARATED.items() if post != own}
        assert others <= set(posts[own].incompatible_with), own
