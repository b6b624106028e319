"""A derived rule: a standard that follows from a chart, not yet one that is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from zhunsheng.model.text import Text

RuleKind = Literal[
    "must_precede",
    "must_follow",
    "order",
    "in_balance",
    "never_together",
    "who_may",
    "within_time",
    "not_before",
]


@dataclass(frozen=True, slots=True)
class DerivedRule:
    """A rule every complete trace of the chart keeps.

    ``shape`` and ``parameters``: as a standard of the register writes them. ``nodes``: ids of the
    chart's elements it was read from.
    """

    kind: RuleKind
    shape: str
    parameters: Mapping[str, Any]
    sentence: Text
    nodes: tuple[str, ...]
