"""Fields and values of the register in words, for people who compare two states of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zhunsheng.model.clock import Period
from zhunsheng.model.code import Code
from zhunsheng.model.example import Example
from zhunsheng.model.law import Basis
from zhunsheng.model.power import Measure
from zhunsheng.model.standard import BoundsRow, Condition
from zhunsheng.model.text import Text

FIELDS: dict[str, Text] = {
    "title": Text("名称", "title"),
    "editions": Text("现行文本", "edition"),
    "verified": Text("已核实", "verified"),
    "type": Text("类型", "type"),
    "domain": Text("领域", "domain"),
    "chart": Text("流程图", "chart"),
    "public": Text("公开", "public"),
    "basis": Text("依据", "basis"),
    "limits": Text("权限说明", "limits"),
    "grants": Text("授权", "grant"),
    "incompatible_with": Text("不相容职责", "incompatible powers"),
    "power": Text("权责事项", "power"),
    "post": Text("岗位", "post"),
    "posts": Text("责任岗位", "posts"),
    "grade": Text("风险等级", "grade"),
    "measures": Text("防控措施", "measures"),
    "standards": Text("内控标准", "standards"),
    "period": Text("期限", "period"),
    "keys": Text("表头", "keys"),
    "rows": Text("幅度", "rows"),
    "line": Text("防线", "line of defence"),
    "shape": Text("违规形态", "shape"),
    "subject": Text("监督对象", "subject"),
    "scope": Text("适用范围", "scope"),
    "parameters": Text("参数", "parameter"),
    "reason": Text("理由", "reason"),
    "approved_by": Text("批准人", "approved by"),
    "standard": Text("内控标准", "standard"),
    "subjects": Text("适用对象", "subjects"),
    "offices": Text("适用单位", "offices"),
    "officers": Text("适用人员", "officers"),
    "holidays": Text("休息日", "holidays"),
    "workdays": Text("调休上班日", "worked days"),
    "weekend": Text("周末", "weekend"),
    "legal_zone": Text("法定时区", "legal time zone"),
    "content": Text("内容", "content"),
    "short": Text("简称", "short title"),
    "number": Text("文号", "number"),
    "codes": Text("代码", "codes"),
    "kind": Text("类别", "kind"),
    "objects": Text("对象", "objects"),
    "fields": Text("记录项", "fields"),
    "columns": Text("公开要素", "public column"),
    "levels": Text("实施层级", "levels"),
    "approval": Text("审批方式", "approval"),
    "clocks": Text("时限", "clocks"),
    "subitems": Text("子项", "sub-items"),
    "code": Text("编码", "code"),
    "seed": Text("原序号", "number in the source list"),
    "key": Text("重点岗位", "key post"),
    "duties": Text("岗位职责", "duties"),
    "certificates": Text("上岗资格", "certificates"),
    "misconduct": Text("廉政风险类别", "kind of misconduct"),
    "sign": Text("表现形式", "sign in the trace"),
    "indicators": Text("指标", "indicators"),
    "graded_on": Text("定级日期", "graded on"),
    "group": Text("分组", "group"),
    "detector": Text("检测方法", "detector"),
    "threshold": Text("阈值", "threshold"),
    "note": Text("说明", "note"),
    "unit": Text("单位", "unit"),
    "why": Text("未定原因", "why it is open"),
    "value": Text("取值", "value"),
    "decided_by": Text("决定机关", "decided by"),
    "examples": Text("示例", "examples"),
    "start": Text("起点", "start"),
    "end": Text("终点", "end"),
    "stretches": Text("分段", "stretches"),
    "benchmark": Text("参照值", "benchmark"),
}
"""What a field is called; a field that is not here keeps its own name."""

_UNITS: dict[str, tuple[str, str, str]] = {
    "calendar_days": ("日", "calendar day", "calendar days"),
    "working_days": ("个工作日", "working day", "working days"),
    "hours": ("小时", "hour", "hours"),
    "months": ("个月", "month", "months"),
    "years": ("年", "year", "years"),
}

_REALISED = {
    "system": Text("（系统实现）", " (by system)"),
    "people": Text("（人工实现）", " (by people)"),
}

_OPERATORS: dict[str, tuple[str, str]] = {
    "in": ("属于", "in"),
    "not_in": ("不属于", "not in"),
    "prefix": ("开头为", "begins with"),
    "at_least": ("≥", "≥"),
    "below": ("<", "<"),
    "present": ("已填写", "is filled"),
}


def field_in_words(path: str) -> Text:
    """``parameters.within`` → 参数 within, parameter within."""
    head, _, rest = path.partition(".")
    name = FIELDS.get(head, Text(head, head))
    return Text(f"{name.zh} {rest}", f"{name.en} {rest}") if rest else name


def in_words(value: Any) -> Text:
    """A value of the register as a person would write it, in both languages."""
    match value:
        case None | ():
            return Text("无", "none")
        case Text():
            return value
        case bool():
            return Text("是", "yes") if value else Text("否", "no")
        case Period():
            zh, one, many = _UNITS[value.unit]
            return Text(
                f"{value.length}{zh}{'(遇休息日顺延)' if value.roll else ''}",
                f"{value.length} {one if value.length == 1 else many}"
                f"{', rolling to a working day' if value.roll else ''}",
            )
        case Basis():
            return Text(str(value), str(value))
        case Condition():
            operator = _OPERATORS[value.operator]
            what = value.bound if value.bound is not None else ", ".join(value.values)
            return Text(
                f"{value.field} {operator[0]} {what}".strip(),
                f"{value.field} {operator[1]} {what}".strip(),
            )
        case Measure():
            by = _REALISED.get(value.by or "", Text("", ""))
            return Text(value.text.zh + by.zh, value.text.en + by.en)
        case Code():
            return Text(f"{value.id} {value.title.zh}", f"{value.id} {value.title.en}")
        case Example():
            return Text(
                f"示例（{len(value.acts)} 条记录）", f"example of {len(value.acts)} records"
            )
        case BoundsRow():
            limits = f"{value.least if value.least is not None else '…'}–"
            limits += f"{value.most if value.most is not None else '…'}"
            return Text(f"{'/'.join(value.keys)}: {limits}", f"{'/'.join(value.keys)}: {limits}")
        case Decimal():
            written = format(value.normalize(), "f")
            return Text(written, written)
        case dt.date():
            return Text(value.isoformat(), value.isoformat())
        case Mapping():
            pairs = {str(key): in_words(value[key]) for key in sorted(value, key=str)}
            return Text(
                "{" + ", ".join(f"{key}: {said.zh}" for key, said in pairs.items()) + "}",
                "{" + ", ".join(f"{key}: {said.en}" for key, said in pairs.items()) + "}",
            )
        case frozenset():
            return in_words(tuple(sorted(value)))
        case tuple() | list():
            said = [in_words(entry) for entry in value]
            return Text("、".join(t.zh for t in said), ", ".join(t.en for t in said))
    return Text(str(value), str(value))
