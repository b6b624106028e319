"""What the parts of a register are called, for messages in both languages."""

from __future__ import annotations

from zhunsheng.model.text import Text

KINDS: dict[str, Text] = {
    "laws": Text("法律法规", "law"),
    "powers": Text("权责事项", "power"),
    "posts": Text("岗位", "post"),
    "risk_points": Text("廉政风险点", "risk point"),
    "clocks": Text("时限", "clock"),
    "tables": Text("幅度表", "table of bounds"),
    "standards": Text("内控标准", "standard"),
    "exemptions": Text("例外", "exemption"),
    "charts": Text("流程图", "chart"),
    "calendar": Text("工作日历", "calendar"),
}
"""Field of the register → what one of its items is called."""


def kind(section: str, language: str) -> str:
    """The name of one item of ``section``, in ``zh`` or ``en``."""
    return KINDS[section].say(language)
