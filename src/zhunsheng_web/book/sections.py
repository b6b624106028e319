"""The chapters of the book: what is in the register, in the order it is read."""

from __future__ import annotations

from zhunsheng.model.text import Text

SECTIONS: dict[str, Text] = {
    "powers": Text("权责事项", "Powers"),
    "posts": Text("岗位", "Posts"),
    "charts": Text("流程图", "Charts"),
    "risk_points": Text("廉政风险点", "Risk points"),
    "standards": Text("内控标准", "Standards"),
    "clocks": Text("时限", "Time limits"),
    "tables": Text("幅度表", "Tables of bounds"),
    "laws": Text("法律法规", "Laws"),
    "indicators": Text("指标", "Indicators"),
    "parameters": Text("站点参数", "Site parameters"),
    "activities": Text("行为", "Activities"),
    "glossary": Text("术语", "Terms"),
}
"""Field of the register → what its chapter is called."""
