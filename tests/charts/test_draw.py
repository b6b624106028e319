"""Drawings: self-contained, readable without colour, nothing written over anything."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from lxml import etree

from charts.test_write import RICH
from charts.trees import Tree, drawn, trees
from zhunsheng.charts import Chart
from zhunsheng.charts.chart import Box
from zhunsheng.charts.draw import draw
from zhunsheng.charts.draw_labels import overlap
from zhunsheng.charts.happening import Happening
from zhunsheng.charts.layout import lay_out
from zhunsheng.charts.lettering import width_of, wrapped
from zhunsheng.charts.palette import COLOURS, GROUND, INK, LANE_HEAD, QUIET

SVG = "{http://www.w3.org/2000/svg}"
A, B, C = (Tree("task", name) for name in "ABC")


def svg_of(chart: Chart, **more: object) -> etree._Element:
    return etree.fromstring(draw(chart, **more))  # type: ignore[arg-type]


def texts(root: etree._Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def test_it_says_what_it_is_to_those_who_cannot_see_it() -> None:
    root = svg_of(RICH, language="zh")
    assert root.get("role") == "img"
    assert root.get("aria-label") == "许可"
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert "受理\n窗口" in titles


@pytest.mark.parametrize(("language", "expected"), [("zh", "受理"), ("en", "Accept")])
def test_it_speaks_the_language_asked_for(language: str, expected: str) -> None:
    assert expected in texts(svg_of(RICH, language=language))


def test_nothing_is_fetched_from_outside_and_nothing_can_run() -> None:
    drawing = draw(RICH)
    root = etree.fromstring(drawing)
    assert {etree.QName(e).localname for e in root.iter()} <= {
        *("svg", "g", "rect", "circle", "path", "polygon", "text", "title")
    }
    assert not any("href" in name for e in root.iter() for name in e.attrib)


def test_a_name_with_markup_stays_a_name() -> None:
    chart = drawn(Tree("task", "<script>alert(1)</script>"))
    assert "<script" not in draw(chart)


def test_what_happened_is_shown_by_number_and_word_not_by_colour_alone() -> None:
    chart = drawn(Tree("seq", "", (A, B, C)))
    happened = [Happening("A", "2024-01-02"), Happening("B", "2024-03-05", True, "late by 3 days")]
    root = svg_of(chart, happened=happened, language="en")
    shown = texts(root)
    assert {"1", "2", "deviates", "2024-01-02", "2024-03-05"} <= set(shown)
    assert shown.count("deviates") == 1
    titles = [title.text or "" for title in root.iter(f"{SVG}title")]
    assert any("late by 3 days" in title for title in titles)
    fills = [e.get("fill") for e in root.iter(f"{SVG}rect")]
    for look in ("done", "deviates", "open"):
        assert COLOURS[look].fill in fills  # type: ignore[index]


def test_without_a_case_nothing_is_coloured() -> None:
    fills = {e.get("fill") for e in svg_of(RICH).iter(f"{SVG}rect")}
    assert not fills & {COLOURS["done"].fill, COLOURS["deviates"].fill, COLOURS["open"].fill}


def test_an_act_the_chart_does_not_have_is_said_below_it() -> None:
    root = svg_of(drawn(A), happened=[Happening("Z", "2024-01-02", True)], language="en")
    assert any("Z (2024-01-02)" in text for text in texts(root))


def test_one_activity_in_two_places_is_marked_where_the_case_was() -> None:
    tree = Tree("xor", "", (Tree("seq", "", (A, B)), Tree("seq", "", (C, B))))
    happened = [Happening("C", "1"), Happening("B", "2")]
    root = svg_of(drawn(tree), happened=happened, language="en")
    groups = [g for g in root.iter(f"{SVG}g") if g.find(f"{SVG}title") is not None]
    said = [g.findtext(f"{SVG}title") or "" for g in groups]
    assert [s for s in said if s.startswith("B")] == ["B\none", "B\none\n2. 2"]


def written(root: etree._Element) -> list[Box]:
    """The boxes of the words beside things, as wide as they are taken to be."""
    found = []
    for text in root.iter(f"{SVG}text"):
        if (
            text.get("text-anchor") == "middle"
            and not text.get("transform")
            and " " not in (text.get("x") or "")
        ):
            size = float(text.get("font-size") or 13)
            width = width_of(text.text or "", size)
            x, y = float(text.get("x") or 0), float(text.get("y") or 0)
            found.append(Box(x - width / 2, y - size * 0.8, width, size * 0.95))
    return found


@settings(max_examples=60, deadline=None)
@given(trees(names="ABCDEFGH", depth=4))
def test_no_words_are_written_over_other_words(tree: Tree) -> None:
    boxes = written(svg_of(drawn(tree)))
    assert all(overlap(one, other) == 0 for one, other in combinations(boxes, 2))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_all_words_keep_the_contrast_of_wcag_aa() -> None:
    pairs = [(INK, GROUND), (INK, LANE_HEAD), (QUIET, GROUND)]
    for look in COLOURS.values():
        pairs += [(look.text, look.fill), (QUIET, look.fill), (GROUND, look.mark)]
        pairs.append((look.mark, look.fill))
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
    assert contrast("#999999", "#ffffff") < 4.5  # a pair that would be noticed


def test_long_names_are_broken_between_words_and_characters() -> None:
    assert wrapped("Receive Result Appeal", 90, 13) == ["Receive", "Result", "Appeal"]
    assert wrapped("登记向省督申诉的日期", 70, 13) == ["登记向省督", "申诉的日期"]
    assert wrapped("one two three four five", 40, 13, lines=2)[-1].endswith("…")


def test_coordinates_of_the_file_are_used_where_it_has_them() -> None:
    layout = lay_out(RICH)
    boxes = {name: Box(b.x + 1000, b.y, b.width, b.height) for name, b in layout.boxes.items()}
    moved = replace(RICH, layout=replace(layout, boxes=boxes))
    rects = [float(e.get("x") or 0) for e in svg_of(moved).iter(f"{SVG}rect")]
    assert boxes["a"].x in rects
