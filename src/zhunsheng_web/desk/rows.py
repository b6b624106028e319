"""The records a warning rests on, as the page shows them: a table, and one of them opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from zhunsheng.model.text import Text
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.masks import Masks, told_of
from zhunsheng_web.casework.models import Finding
from zhunsheng_web.casework.values import counted, worded

FIRST = 12
"""So many stand on the page of the warning; the others on pages of their own."""
OFFICES = ("office", "section")
"""Fields whose value is the code of an office."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a time line. ``fields``: (name, value), both as they are shown."""

    at: dt.datetime | None
    title: Text
    officer: Text
    post: Text
    office: Text
    fields: tuple[tuple[Text, Text], ...]
    deviates: bool
    act: str
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it is shown. ``observed`` against ``allowed`` with what they count; None where
    they have no unit: there the sentence alone says what the numbers are."""

    finding: Finding
    sentence: Text
    observed: Text | None
    allowed: Text | None


def told(rows: Sequence[Finding], masks: Masks) -> tuple[Row, ...]:
    """The records of a table, officers' numbers in their sentences shown as the officers are."""
    return tuple(
        Row(
            row,
            told_of(row, masks),
            counted(row.observed, row.unit),
            counted(row.allowed, row.unit),
        )
        for row in rows
    )


def steps(finding: Finding, masks: Masks, offices: Mapping[str, Text]) -> tuple[Step, ...]:
    """The acts of a finding in the order of time; those without a moment come last. ``offices``:
    titles by code; a code nobody knows is shown as it is."""
    told = [_step(act, masks, offices) for act in finding.evidence]
    return tuple(sorted(told, key=lambda one: (one.at is None, one.at)))


def _step(act: Mapping[str, Any], masks: Masks, offices: Mapping[str, Text]) -> Step:
    post, office = act.get("post") or "", act.get("office") or ""
    return Step(
        at=dt.datetime.fromisoformat(act["at"]) if act.get("at") else None,
        title=Text(act.get("title_zh", ""), act.get("title_en", "")),
        officer=masks.person(act.get("officer") or ""),
        post=post_titles().get(post, Text(post, post)),
        office=offices.get(office, Text(office, office)),
        fields=tuple(
            (
                Text(one["name_zh"], one["name_en"]),
                _value(one, masks, offices),
            )
            for one in act.get("fields", ())
        ),
        deviates=bool(act.get("deviates")),
        act=str(act.get("act") or ""),
        source=f"{act['file']}:{act['row']}" if act.get("file") else "",
    )


def _value(one: Mapping[str, Any], masks: Masks, offices: Mapping[str, Text]) -> Text:
    """A field's value: an office by its title, somebody named as he is masked, a code in words."""
    value = Text(str(one["value_zh"]), str(one["value_en"]))
    if one["name"] in OFFICES:
        return offices.get(value.zh, value)
    return masks.value(value if one.get("mask") else worded(one["name"], value), one.get("mask"))


def offices_in(finding: Finding) -> tuple[str, ...]:
    """The codes of all offices a record names."""
    acts = finding.evidence
    fields = (
        one["value_zh"]
        for act in acts
        for one in act.get("fields", ())
        if one.get("name") in OFFICES
    )
    return (*(act.get("office") or "" for act in acts), *fields)


@lru_cache(maxsize=1)
def post_titles() -> dict[str, Text]:
    """What the register calls its posts."""
    return {one.id: one.title for one in register().posts}


def chosen(rows: Sequence[Finding], all_rows: QuerySet[Finding], key: str) -> Finding | None:
    """The row to be opened: the one asked for, also where it stands beyond the first ones, else the
    first."""
    here = next((row for row in rows if row.key == key), None)
    elsewhere = all_rows.filter(key=key).first() if key and here is None else None
    return here or elsewhere or (rows[0] if rows else None)
