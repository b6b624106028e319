"""What somebody typed as a condition to watch, understood or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.called import called, chosen, meant, not_one
from zhunsheng_web.access.models import Office, Person
from zhunsheng_web.access.policy import spans
from zhunsheng_web.boards.naming import domain_titles
from zhunsheng_web.casework.law import register

_GOODS = re.compile(r"\d{4,10}")
FIELDS = ("name", "office", "domain", "standard", "subject", "goods", "level")


@dataclass(frozen=True, slots=True)
class Typed:
    """``given``: as it was typed, to be shown again. ``columns``: for the model. ``faults``: by
    field; the columns hold only where there are none."""

    given: dict[str, str]
    columns: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, Text] = field(default_factory=dict)


def typed(given: Mapping[str, str], actor: Actor) -> Typed:
    """Reads a form. Nothing is guessed: what cannot be understood is a fault of its field."""
    kept = {name: given.get(name, "").replace("\0", "").strip() for name in FIELDS}
    faults: dict[str, Text] = {}
    columns: dict[str, Any] = {"name": " ".join(kept["name"].split())[:80]}
    if not columns["name"]:
        faults["name"] = Text("请给关注条件起个名称。", "Give the watch a name.")
    columns["office_path"] = _office(kept["office"], actor, faults)
    columns["domain"] = kept["domain"] if kept["domain"] in domain_titles() else ""
    columns["standard"] = _standard(kept["standard"], faults)
    columns["subject"] = _subject(kept["subject"], faults)
    columns["goods"] = kept["goods"]
    if kept["goods"] and not _GOODS.fullmatch(kept["goods"]):
        faults["goods"] = Text(
            "商品编码请填4至10位数字，如 8471。", "A goods code is 4 to 10 digits, such as 8471."
        )
    columns["level"] = int(kept["level"]) if kept["level"] in ("1", "2", "3", "4") else None
    if not any(columns[name] for name in columns if name != "name") and not faults:
        faults["office"] = Text(
            "请至少填写一个条件，否则每件预警都会提醒。",
            "Give at least one condition; otherwise every warning would be told.",
        )
    return Typed(kept, columns, faults)


def _office(told: str, actor: Actor, faults: dict[str, Text]) -> str:
    asked = " ".join(told.split())[:80]
    if not asked:
        return ""
    near = Office.objects.filter(called(asked)).select_related("parent").order_by("path")
    found = meant(asked, near, [path for path, _ in spans(actor)])
    office = chosen(found)
    if office is None:
        faults["office"] = not_one(asked, found)
        return ""
    return office.path


def _standard(told: str, faults: dict[str, Text]) -> str:
    if not told:
        return ""
    for one in register().standards:
        if told.casefold() in (one.id, one.title.zh, one.title.en.casefold()):
            return one.id
    faults["standard"] = Text(
        "没有这条内控标准，请从列表中选择或填写标准编号。",
        "There is no such standard; choose from the list or say its id.",
    )
    return ""


def _subject(told: str, faults: dict[str, Text]) -> str:
    if told and (len(told) < 4 or len(told) > 120):
        faults["subject"] = Text(
            "请填完整的编号（至少4位）。", "Say the whole number, at least four characters."
        )
    elif told and Person.objects.filter(code=told).exists():
        faults["subject"] = Text(
            "不得以关员为关注对象；涉及人员的线索按规定程序办理。",
            "People cannot be watched; leads about a person go the prescribed way.",
        )
    elif '"' in told or "\\" in told:
        faults["subject"] = Text("编号中不能有引号。", "A number has no quotation marks.")
    return told
