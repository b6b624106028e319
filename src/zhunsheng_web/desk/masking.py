"""Names by need: the people and firms of a warning stand as "officer A", "firm B" on its page, the
same one under the same letter throughout, until the reader says what he needs their names for.

That is kept for a quarter of an hour in his web session; every page shown with names meanwhile is
sealed before it is shown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.contrib.sessions.backends.base import SessionBase

from zhunsheng.model.text import Text
from zhunsheng_web.casework.models import Warning

Kind = Literal["person", "company"]
OPEN_FOR = dt.timedelta(minutes=15)
PURPOSES = {
    "verify": Text("核查这件预警", "to verify this warning"),
    "ask": Text("要求经办人说明", "to ask the officer"),
    "talk": Text("约谈、提醒", "to talk with the officer"),
    "rectify": Text("督促整改", "to see to what has to be put right"),
    "refer": Text("移交线索", "to hand over a lead"),
    "review": Text("复核、抽查", "to review or look again"),
}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_SESSION = "names"


@dataclass(slots=True)
class Masks:
    """What each name of one page stands as. ``names``: code of a person → his name, where the
    reader has asked for names; None while he has not."""

    names: Mapping[str, Text] | None = None
    _given: dict[Kind, dict[str, Text]] = field(
        default_factory=lambda: {"person": {}, "company": {}}
    )

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


def sentence_of(warning: Warning) -> Text:
    """The sentence of a warning for a list, where nobody is named. ``concerns`` are fetched."""
    return Masks().sentence(warning.sentence, [one.code for one in warning.concerns.all()])


def unmask(session: SessionBase, token: str, purpose: str, now: dt.datetime) -> None:
    """Keeps in the web session that the names of one warning are open, and what for."""
    opened = {
        key: kept for key, kept in session.get(_SESSION, {}).items() if kept[1] > now.timestamp()
    }
    opened[token] = [purpose, (now + OPEN_FOR).timestamp()]
    session[_SESSION] = opened


def mask_again(session: SessionBase, token: str) -> None:
    """Ends it early."""
    session[_SESSION] = {k: kept for k, kept in session.get(_SESSION, {}).items() if k != token}


def purpose_of(session: SessionBase, token: str, now: dt.datetime) -> str | None:
    """What the names of a warning were opened for, if they still are."""
    kept = session.get(_SESSION, {}).get(token)
    return kept[0] if kept and kept[1] > now.timestamp() and kept[0] in PURPOSES else None
