"""Titles lead back to their ids, also where two items bear one title."""

from __future__ import annotations

import pytest

from zhunsheng.forms.naming import NameList, Unread
from zhunsheng.model.text import Text

NAMES = NameList(
    "zh",
    {
        "a": Text("查验", "inspection"),
        "b": Text("查验", "search"),
        "c": Text("a", "letter"),
        "inspection-2": Text("复查", "inspection-2"),
        "d": Text("归类 [x]", "classes"),
    },
    {"inspection-2": Text("再查", "again")},
)


@pytest.mark.parametrize("id_", list(NAMES.titles))
def test_what_is_shown_means_what_it_showed(id_: str) -> None:
    assert NAMES.meant(NAMES.shown(id_)) == id_
    assert NAMES.meant(id_) == id_


def test_the_id_is_shown_where_the_title_does_not_tell() -> None:
    assert [NAMES.shown(id_) for id_ in ("a", "c", "inspection-2")] == ["查验 [a]", "a [c]", "复查"]


def test_other_names_are_understood() -> None:
    assert NAMES.meant("search") == "b"
    assert NAMES.meant(" 再查 ") == "inspection-2"


def test_two_of_one_title_are_not_guessed_between() -> None:
    with pytest.raises(Unread) as refused:
        NAMES.meant("查验")
    assert "查验 [a]" in refused.value.mend.zh


def test_an_open_list_takes_what_it_is_given() -> None:
    assert NameList("zh", {}, closed=False).meant("traffic") == "traffic"
