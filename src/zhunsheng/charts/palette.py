"""The colours of a drawing. Every pair of text and ground keeps WCAG 2.2 AA (4.5 : 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Look = Literal["plain", "done", "deviates", "open"]

INK = "#1b2733"
QUIET = "#45525f"
LINE = "#5b6875"
RULE = "#c8d0d8"
GROUND = "#ffffff"
LANE_HEAD = "#e8edf3"
LANES = ("#ffffff", "#f8fafc")
FONTS = (
    "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "'Source Han Sans SC', sans-serif"
)


@dataclass(frozen=True, slots=True)
class Colours:
    """``mark``: the ground of a badge with white figures."""

    fill: str
    stroke: str
    text: str
    mark: str


COLOURS: dict[Look, Colours] = {
    "plain": Colours(fill="#ffffff", stroke="#37506b", text=INK, mark="#37506b"),
    "done": Colours(fill="#e3f4e5", stroke="#1f7a38", text=INK, mark="#1f7a38"),
    "deviates": Colours(fill="#fde8e6", stroke="#b3261e", text=INK, mark="#b3261e"),
    "open": Colours(fill="#f0f2f4", stroke="#8a96a3", text=QUIET, mark="#5b6875"),
}
