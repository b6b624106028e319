"""The words reports share, in both languages."""

from __future__ import annotations

from zhunsheng.model.text import Text

GRADE = {
    "high": Text("高", "high"),
    "medium": Text("中", "medium"),
    "low": Text("低", "low"),
}
GRADE_ORDER = {"high": 0, "medium": 1, "low": 2}
LEADS = Text(
    "以下为待核实的线索，不是对任何人的结论。",
    "These are leads to be verified, not conclusions about anyone.",
)
LINE = {
    1: Text("第一道防线（基层自控）", "first line (the section itself)"),
    2: Text("第二道防线（职能监控）", "second line (functional department)"),
    3: Text("第三道防线（专门监督）", "third line (audit and inspection)"),
}
OTHER_DOMAIN = Text("未归入领域", "no domain")
COMPARISON = Text("统计：与同类相比", "statistic: compared with its like")
COMPARING = frozenset({"unlike_treatment"})
"""Shapes whose findings come from comparing like cases; all others are facts of single records."""
SIDES = {
    "party": Text("当事人", "the party"),
    "authority": Text("执法机关", "the authority"),
}
UNITS = {"hours": Text("小时", "hours"), "days": Text("日", "days")}
MANY = 40
"""More standards than these are summed up by line and domain on a terminal and on paper."""
NOTHING_IN_SCOPE = Text("数据中无适用的行为", "nothing in the data to judge")


def count(number: int) -> str:
    """A number with its thousands apart."""
    return f"{number:,}"
