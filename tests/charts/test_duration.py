"""Durations are taken as a law counts them, or refused."""

from __future__ import annotations

import pytest

from zhunsheng.charts.duration import period_of


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("P60D", {"days": 60}),
        ("P2W", {"days": 14}),
        ("P3M", {"months": 3}),
        ("P1Y", {"years": 1}),
        ("P1Y6M", {"months": 18}),
        ("PT48H", {"hours": 48}),
    ],
)
def test_a_duration_of_one_unit_is_read(written: str, period: dict[str, int]) -> None:
    assert period_of(written) == period


@pytest.mark.parametrize("written", ["", "P", "PT", "60D", "P1M15D", "P1DT12H", "PT30M", "P1.5D"])
def test_what_no_law_counts_in_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"duration|mixes"):
        period_of(written)
