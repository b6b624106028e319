"""Every citation of the Chinese register that can be looked up stands there word for word.

``pytest -rP tests/registers/test_china_citations.py`` prints how many were cited and looked up.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest

from registers.china import china
from registers.china_statutes import LAWS, fault, numbers, title_of
from zhunsheng.model.law import Basis
from zhunsheng.register.resting import Resting, resting

pytestmark = pytest.mark.skipif(
    not LAWS.is_dir(), reason=f"{LAWS} is not here: statute texts are not shipped"
)

CUSTOMS_LAW = dt.date(2021, 4, 29)
PENALTIES = dt.date(2004, 11, 1)
AMENDED = dt.date(2022, 5, 1)


def _cited() -> Iterator[tuple[Resting, Basis]]:
    for one in resting(china()):
        for basis in one.bases:
            yield one, basis


def _at_hand(basis: Basis) -> bool:
    return title_of(basis.law, basis.edition, basis.article) is not None


def test_every_citation_that_can_be_looked_up_stands_in_its_article() -> None:
    faults = [
        f"{one.section} {one.item}: {found}"
        for one, basis in _cited()
        if _at_hand(basis)
        and (found := fault(basis.law, basis.edition, basis.article, basis.quote))
    ]
    assert not faults, "\n".join(faults)


def test_what_cannot_be_looked_up_does_not_pass_for_verified() -> None:
    register = china()
    unverified = {law.id for law in register.laws if not law.verified}
    unverified |= {
        item.id
        for section in (register.powers, register.clocks, register.indicators)
        for item in section
        if not item.verified
    }
    silent = [
        f"{one.section} {one.item}: {basis}"
        for one, basis in _cited()
        if not _at_hand(basis)
        and basis.verified
        and basis.law not in unverified
        and one.item not in unverified
    ]
    assert not silent, "\n".join(silent)


def test_every_power_quotes_the_words_it_rests_on_where_the_text_is_at_hand() -> None:
    bare = [
        f"{power.id}: {basis}"
        for power in china().powers
        for version in power.versions
        for basis in version.basis
        if _at_hand(basis) and basis.quote is None
    ]
    assert not bare, "\n".join(bare)


def test_most_citations_can_be_looked_up() -> None:
    counts: Counter[str] = Counter()
    for one, basis in _cited():
        counts[f"{one.section}: cited"] += 1
        counts[f"{one.section}: looked up"] += _at_hand(basis)
        counts[f"{one.section}: quotes found"] += _at_hand(basis) and basis.quote is not None
        counts[f"{one.section}: no text at hand"] += not _at_hand(basis)
    print(*(f"{what} {n}" for what, n in sorted(counts.items())), sep="\n")
    assert counts["powers: looked up"] >= 440
    assert counts["powers: looked up"] >= 0.85 * counts["powers: cited"]


@pytest.mark.parametrize(
    ("law", "edition", "article", "quote"),
    [
        ("hgf", CUSTOMS_LAW, "103", None),
        ("hgf", CUSTOMS_LAW, "25", "十四日内"),
        ("hgf", CUSTOMS_LAW, "24", "十五日内"),
        ("hgf", CUSTOMS_LAW, "24(1)", "十四日内"),
        ("cftl", PENALTIES, "15(3)", "处漏缴税款30%以上2倍以下罚款"),
        ("cftl", AMENDED, "40", "期限不得超过2年"),
    ],
    ids=[
        "an article the law does not have",
        "words of another article",
        "words with another number",
        "words of another paragraph",
        "words of another item",
        "an article an amendment left alone",
    ],
)
def test_a_wrong_citation_is_caught(
    law: str, edition: dt.date, article: str, quote: str | None
) -> None:
    assert fault(law, edition, article, quote)


def test_the_right_citation_of_the_same_words_passes() -> None:
    assert fault("hgf", CUSTOMS_LAW, "24(2)", "十四日内") is None
    assert fault("cftl", PENALTIES, "15(4)", "处漏缴税款30%以上2倍以下罚款") is None
    assert fault("cftl", AMENDED, "40", "期限不得超过1年") is None


def test_reworded_articles_are_not_looked_up_in_the_old_text() -> None:
    assert title_of("cftl", PENALTIES, "17") is not None
    assert title_of("cftl", AMENDED, "17") is None


def test_articles_are_read_by_number_range_or_not_at_all() -> None:
    assert list(numbers("6(4)")) == [6]
    assert list(numbers("12-13")) == [12, 13]
    assert not numbers("-")
