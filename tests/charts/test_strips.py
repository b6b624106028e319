"""A chart on paper: every part of it is on some strip, and large enough to be read."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from zhunsheng.charts.strips import PAPER, PAPER_PX, named, strips


def drawing(width: int, height: int) -> str:
    return f'<svg xmlns="x" viewBox="36 -26 {width} {height}" width="{width}" height="{height}"/>'


@given(width=st.integers(100, 20_000), height=st.integers(100, 2_000))
def test_the_strips_show_all_of_it_and_each_something_of_the_last(width: int, height: int) -> None:
    cuts = strips(drawing(width, height))
    assert cuts[0][0] == 0 and cuts[-1][0] + cuts[-1][2] == width
    for (left, _, across, _), (then, _, _, _) in pairwise(cuts):
        assert left < then <= left + 0.9 * across
    assert all((top, tall) == (0, height) for _, top, _, tall in cuts)


@given(width=st.integers(100, 20_000), height=st.integers(100, 2_000))
def test_no_strip_is_shrunk_more_than_its_height_demands(width: int, height: int) -> None:
    for _, _, across, _ in strips(drawing(width, height)):
        assert across <= max(height * PAPER[0] / PAPER[1], PAPER_PX)


def test_a_chart_that_fits_one_sheet_is_not_cut() -> None:
    assert strips(drawing(900, 700)) == ((0, 0, 900, 700),)
    assert len(strips(drawing(3575, 962))) == 3


def test_the_strips_show_the_drawing_by_its_name() -> None:
    assert named(drawing(1, 1), "chart-zh").startswith('<svg id="chart-zh" xmlns')
