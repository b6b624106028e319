"""A question as it is asked and kept: groups of conditions, and how the answer is shown.

All groups have to hold; within a group any one condition is enough. That is every combination of
*and* and *or* there is (conjunctive normal form), and two kinds of box to explain.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from zhunsheng.model.text import Text

MOST_GROUPS = 6
MOST_CONDITIONS = 8
OPERATORS: dict[str, Text] = {
    "is": Text("等于", "is"),
    "not": Text("不等于", "is not"),
    "has": Text("包含", "contains"),
    "below": Text("及其下级", "and all below"),
    "least": Text("不小于", "at least"),
    "most": Text("不大于", "at most"),
    "since": Text("自（含）", "from, inclusive"),
    "until": Text("至（含）", "to, inclusive"),
    "empty": Text("为空", "is empty"),
    "filled": Text("不为空", "is not empty"),
}
WITHOUT_VALUE = frozenset({"empty", "filled"})
OF_KIND: dict[str, tuple[str, ...]] = {
    "text": ("is", "not", "has", "empty", "filled"),
    "code": ("is", "not", "empty", "filled"),
    "number": ("least", "most", "is", "empty", "filled"),
    "date": ("since", "until", "is"),
    "flag": ("is", "empty"),
    "office": ("below", "is", "not"),
    "object": ("is",),
}
"""What can be asked of a field, the usual first."""
SHOWN: dict[str, Text] = {
    "table": Text("表格", "Table"),
    "bar": Text("柱形图", "Bar chart"),
    "line": Text("折线图", "Line chart"),
}
_NAME = re.compile(r"c-(\d)-(\d)-field")


@dataclass(frozen=True, slots=True)
class Condition:
    """``field`` and ``op`` by id; ``value`` as it was typed."""

    field: str
    op: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """``about``: ``warnings`` or ``acts``. ``by``: the field counted by; '' for the rows."""

    about: str
    groups: tuple[tuple[Condition, ...], ...]
    by: str = ""
    shown: str = "table"

    def stored(self) -> dict[str, object]:
        """As JSON keeps it."""
        return {
            "about": self.about,
            "groups": [[[c.field, c.op, c.value] for c in group] for group in self.groups],
            "by": self.by,
            "shown": self.shown,
        }

    @property
    def digest(self) -> str:
        """What the sealed log keeps of it: SHA-256 of its canonical form."""
        told = json.dumps(self.stored(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    def fields(self) -> dict[str, str]:
        """The parameters of an address, or the hidden fields of a form, that ask the same."""
        asked = {"about": self.about, "by": self.by, "shown": self.shown}
        for at, group in enumerate(self.groups):
            for place, one in enumerate(group):
                asked[f"c-{at}-{place}-field"] = one.field
                asked[f"c-{at}-{place}-op"] = one.op
                asked[f"c-{at}-{place}-value"] = one.value
        return asked


def question_of(given: Mapping[str, str]) -> Question:
    """The question in a form or an address. Conditions without a field are left out."""
    groups: dict[int, dict[int, Condition]] = {}
    for name in given:
        found = _NAME.fullmatch(name)
        if not found or not given[name]:
            continue
        at, place = int(found[1]), int(found[2])
        if at >= MOST_GROUPS or place >= MOST_CONDITIONS:
            continue
        stem = f"c-{at}-{place}-"
        groups.setdefault(at, {})[place] = Condition(
            given[name][:60],
            given.get(stem + "op", "")[:12],
            given.get(stem + "value", "").replace("\0", "").strip()[:200],
        )
    ordered = (groups[at] for at in sorted(groups))
    return Question(
        about="acts" if given.get("about") == "acts" else "warnings",
        groups=tuple(tuple(group[place] for place in sorted(group)) for group in ordered),
        by=given.get("by", "")[:60],
        shown=given.get("shown", "") if given.get("shown") in SHOWN else "table",
    )


def restored(stored: Mapping[str, object]) -> Question:
    """What :meth:`Question.stored` gave."""
    groups = stored["groups"]
    assert isinstance(groups, list)
    return Question(
        about=str(stored["about"]),
        groups=tuple(tuple(Condition(*one) for one in group) for group in groups),
        by=str(stored["by"]),
        shown=str(stored["shown"]),
    )
