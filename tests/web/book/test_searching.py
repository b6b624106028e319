"""The register is searched in Chinese and in English, what fits best on top."""

from __future__ import annotations

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from web.world import World
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
