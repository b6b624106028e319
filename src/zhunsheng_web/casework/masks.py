"""Who is named stands under a letter: "officer A", "firm B", the same one throughout a page.

Sentences and records carry the numbers of officers; whoever shows them to people or programs that
have not asked for names shows them through this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from zhunsheng.model.text import Text
from zhunsheng_web.casework.models import Finding, Warning
from zhunsheng_web.casework.taking.wording import span_of

Kind = Literal["person", "company"]
_STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(slots=True)
class Masks:
    """What each name of one page stands as. ``names``: code of a person → his name, where the
    reader has asked for names; None while he has not."""

    names: Mapping[str, Text] | None = None
    _given: dict[Kind, dict[str, Text]] = field(
        default_factory=lambda: {"person": {}, "company": {}}
    )

    @classmethod
    def lettered(cls, codes: Iterable[str]) -> Masks:
        """Letters for everybody; these officers have the first ones, in their order."""
        masks = cls()
        for code in codes:
            masks.person(code)
        return masks

    def person(self, code: str) -> Text:
        """How an officer is shown."""
        if not code:
            return Text("", "")
        if self.names is None:
            return self._letter("person", code)
        name = self.names.get(code)
        if name is None:
            return Text(code, code)
        return Text(f"{name.zh}（{code}）", f"{name.en} ({code})")

    def value(self, value: Text, kind: str | None) -> Text:
        """How the value of a field of the trace is shown. ``kind``: what it names, as intake
        marked it (``casework/masking.yaml``); None if it names nobody."""
        if kind is None or not value.zh:
            return value
        if self.names is None:
            return self._letter("person" if kind == "person" else "company", value.zh)
        return self.person(value.zh) if kind == "person" else value

    def sentence(self, text: Text, codes: Iterable[str]) -> Text:
        """A sentence with the numbers of these officers shown as the officers are."""
        for code in sorted(filter(None, codes), key=len, reverse=True):
            if code in text.zh or code in text.en:
                # The number by itself or with the letter of his account, not within another number.
                named = re.compile(rf"(?<![0-9A-Za-z])[A-Za-z]?{re.escape(code)}(?![0-9A-Za-z])")
                shown = self.person(code)
                # A backslash in a name is a backslash, not a command to the replacement.
                zh, en = (one.replace("\\", r"\\") for one in (shown.zh, shown.en))
                text = Text(named.sub(zh, text.zh), named.sub(en, text.en))
        return text

    def _letter(self, kind: Kind, key: str) -> Text:
        given = self._given[kind]
        if key not in given:
            n = len(given)
            zh = _STEMS[n] if n < len(_STEMS) else str(n + 1)
            en = chr(ord("A") + n) if n < 26 else str(n + 1)
            given[key] = (
                Text(f"关员{zh}", f"Officer {en}")
                if kind == "person"
                else Text(f"企业{zh}", f"Firm {en}")
            )
        return given[key]


def codes_in(evidence: Iterable[Iterable[Mapping[str, Any]]]) -> set[str]:
    """The codes of all people named in some rows of evidence."""
    found: set[str] = set()
    for acts in evidence:
        for act in acts:
            found.add(act.get("officer") or "")
            for one in act.get("fields", ()):
                if one.get("mask") == "person":
                    found.add(one["value_zh"])
    return found - {""}


def masks_of(warning: Warning) -> Masks:
    """The letters under which its officers stand wherever it is shown: who has most rows is A."""
    return Masks.lettered(warning.concerns.order_by("-rows", "code").values_list("code", flat=True))


def told_of(row: Finding, masks: Masks) -> Text:
    """The sentence of a record, with the officers it names shown as they are elsewhere."""
    return masks.sentence(row.sentence, codes_in([row.evidence]))


def sentence_of(warning: Warning) -> Text:
    """The sentence of a warning for a list, where nobody is named. ``concerns`` are fetched."""
    return Masks().sentence(warning.sentence, [one.code for one in warning.concerns.all()])


_TOGETHER = {
    "officer": Text("同一经办人{rows}件，{span}", "{rows} cases, the same officer, {span}"),
    "office": Text("本单位{rows}件，{span}", "{rows} cases, the same office, {span}"),
    "case": Text("同一对象{rows}处，{span}", "{rows} times, the same subject, {span}"),
}
_ALIKE = Text("；请先查看记录本身是否有误", "; look first whether the records are wrong")


def gist_of(warning: Warning) -> Text:
    """What a warning is about for a list in which the title of its standard stands above: of one
    record its sentence, of several how many and when. Nobody is named; ``concerns`` are fetched."""
    if warning.rows < 2 or warning.subject_kind not in _TOGETHER:
        return sentence_of(warning)
    span = span_of(warning.first_on, warning.last_on)
    said = _TOGETHER[warning.subject_kind].fill(rows=warning.rows, span=span)
    alike = any(one["code"] == "many-alike" for one in warning.remarks)
    return Text(said.zh + _ALIKE.zh, said.en + _ALIKE.en) if alike else said
