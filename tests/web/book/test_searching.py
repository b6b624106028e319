"""The register is searched in Chinese and in English, what fits best on top."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from web.world import World
from zhunsheng_web.book.asking import counted
from zhunsheng_web.book.searching import LONGEST, index


def ids(query: str, language: str = "zh") -> list[str]:
    return [one.entry.id for one in index().search(query, language=language).found]


def test_a_title_typed_whole_comes_first() -> None:
    for language in ("zh", "en"):
        for entry in index().entries[::97]:
            found = index().search(entry.title.say(language), language=language).found
            assert entry.title in [one.entry.title for one in found[:3]]


def test_chinese_is_found_inside_words_and_english_by_its_beginning() -> None:
    assert "goods-inspection" in ids("查验 货物")
    assert "goods-inspection" in ids("inspect goods", "en")
    assert ids("t01-import")[0] == "t01-import-declaration"


def test_every_word_has_to_be_there_where_that_is_possible() -> None:
    both = index().search("滞报金 减免", language="zh")
    assert both.total < index().search("滞报金", language="zh").total
    assert not both.partly


def test_where_nothing_has_all_of_it_what_has_most_is_said_to_be_partial() -> None:
    answer = index().search("滞报金 减免 冰淇", language="zh")
    assert answer.partly
    assert answer.total


def test_one_chapter_can_be_chosen() -> None:
    found = index().search("查验", language="zh", sections=("posts",)).found
    assert {one.entry.section for one in found} == {"posts"}


def test_hits_are_marked_and_the_text_stays_whole() -> None:
    for one in index().search("查验", language="zh").found:
        assert "".join(piece for piece, _ in one.title) == one.entry.title.zh
        assert any(hit for _, hit in (*one.title, *one.snippet))


@given(st.text(max_size=LONGEST * 2))
def test_no_query_breaks_it(query: str) -> None:
    answer = index().search(query, language="zh")
    assert len(answer.found) <= answer.total


def test_the_page_marks_what_was_found_and_escapes_what_was_typed(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    reader: Client = browser_of("FUN1")
    page = reader.get("/book/register/search/", {"q": "双人查验<b>"}).content.decode()
    assert "<mark>" in page
    assert "<b>" not in page
    assert (
        "Nothing found"
        in reader.get(
            "/book/register/search/", {"q": "zzzz"}, headers={"accept-language": "en"}
        ).content.decode()
    )


def test_an_article_is_found_however_its_number_is_written() -> None:
    found = [set(ids(query)) for query in ("第四十二条", "第42条", "42条", "Art. 42", "article 42")]
    assert found[0]
    assert all(one == found[0] for one in found)
    assert set(ids("处罚法第四十二条")) < found[0] | set(ids("行政处罚法"))


def test_periods_are_found_in_both_ways_of_writing_numbers() -> None:
    assert set(ids("六十日")) == set(ids("60日")) == set(ids("60天"))


def test_a_number_there_is_not_finds_nothing_rather_than_something_else() -> None:
    """Without that an order that is not in the register would be answered with other orders."""
    assert index().search("海关总署令第9218号", language="zh").total == 0
    assert index().search("海关总署令", language="zh").total


@pytest.mark.parametrize(
    ("query", "item"),
    [
        ("改单", "declaration-amendment"),
        ("双人查验", "inspection-by-two-officers"),
        ("卡口抬杆", "gate-lifted-by-hand"),
        ("AEO", "credit-rating"),
    ],
)
def test_what_people_call_it_finds_what_the_register_calls_it(query: str, item: str) -> None:
    assert item in ids(query)[:8]


def test_numbers_in_chinese_are_read_as_they_are_said() -> None:
    said = {"四十二": 42, "十": 10, "一百零五": 105, "二〇二三": 2023, "一千二百": 1200}
    for zh, value in said.items():
        assert f"{value}条" in set(counted(f"第{zh}条"))


def test_the_article_is_marked_in_the_language_of_the_reader() -> None:
    for language in ("zh", "en"):
        found = index().search("第四十二条", language=language).found
        marked = [one for one in found if any(hit for _, hit in one.snippet)]
        assert len(marked) > len(found) // 2
