"""What the parts of a register are called, for messages in both languages."""

from __future__ import annotations

from zhunsheng.model.text import Text

KINDS: dict[str, Text] = {
    "laws": Text("法律法规", "law"),
    "codes": Text("代码表", "code table"),
    "fields": Text("记录项", "recorded field"),
    "activities": Text("行为", "activity"),
    "powers": Text("权责事项", "power"),
    "public_defaults": Text("公开要素", "public columns"),
    "indicators": Text("指标", "indicator"),
    "parameters": Text("站点参数", "site parameter"),
    "glossary": Text("术语", "term"),
    "timings": Text("用时口径", "timing"),
    "reviews": Text("清单复核", "review"),
    "posts": Text("岗位", "post"),
    "risk_points": Text("廉政风险点", "risk point"),
    "clocks": Text("时限", "clock"),
    "tables": Text("幅度表", "table of bounds"),
    "standards": Text("内控标准", "standard"),
    "exemptions": Text("例外", "exception"),
    "charts": Text("流程图", "chart"),
    "calendar": Text("工作日历", "calendar"),
}
"""Field of the register → what one of its items is called."""


def kind(section: str, language: str) -> str:
    """The name of one item of ``section``, in ``zh`` or ``en``."""
    return KINDS[section].say(language)
