"""What changed in the register between two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.publish.words import capital
from zhunsheng.register import KINDS, Change, diff
from zhunsheng.register.wording import field_in_words, in_words
from zhunsheng_web.book.sections import SECTIONS
from zhunsheng_web.book.shelf import shelf

_DATED = ("powers", "clocks", "tables", "standards", "parameters", "exemptions")


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One change. ``on``: the day on which the item has a page to be read."""

    item: str
    title: Text
    on: dt.date
    said: Text


@dataclass(frozen=True, slots=True)
class ChangedChapter:
    """The changes in one section. ``is_chapter``: its items have pages."""

    section: str
    title: Text
    changes: tuple[ChangeShown, ...]
    is_chapter: bool


def changes(before: dt.date, after: dt.date) -> tuple[ChangedChapter, ...]:
    """What holds on ``after`` against what held on ``before``, by section."""
    return _changes(shelf().register.digest, before, after)


@lru_cache(maxsize=64)
def _changes(digest: str, before: dt.date, after: dt.date) -> tuple[ChangedChapter, ...]:
    found = differing(shelf().register, before, after)
    sections = dict.fromkeys([*SECTIONS, *(change.section for change in found)])
    return tuple(
        ChangedChapter(
            section, SECTIONS.get(section, KINDS.get(section, _NAMELESS)), told, section in SECTIONS
        )
        for section in sections
        if (told := tuple(_shown(one, before, after) for one in found if one.section == section))
    )


_NAMELESS = Text("其他", "Other")


def _shown(change: Change, before: dt.date, after: dt.date) -> ChangeShown:
    title = Text(change.title.zh, capital(change.title.en))
    if change.what == "added":
        return ChangeShown(change.item, title, after, Text("新增", "Added"))
    if change.what == "removed":
        return ChangeShown(change.item, title, before, Text("不再有效", "No longer in force"))
    said = Text("{name}：由“{old}”改为“{new}”", "{name}: was {old}, is {new}").fill(
        name=_capital(field_in_words(change.field or "")),
        old=change.before or in_words(None),
        new=change.after or in_words(None),
    )
    return ChangeShown(change.item, title, after, said)


def _capital(text: Text) -> Text:
    return Text(text.zh, capital(text.en))


def differing(register: Register, before: dt.date, after: dt.date) -> list[Change]:
    """As :func:`zhunsheng.register.diff`, on one register: only what can differ is compared, for
    the rest of two thousand items is the same text on both days."""
    dated: dict[str, Any] = {
        section: tuple(
            item
            for item in getattr(register, section)
            if _dated(item, before) != _dated(item, after)
        )
        for section in _DATED
    }
    reduced = replace(
        register,
        laws=tuple(law for law in register.laws if _law(law, before) != _law(law, after)),
        posts=tuple(
            post
            for post in register.posts
            if _in_force(post.grants, before) != _in_force(post.grants, after)
        ),
        risk_points=(),
        codes=(),
        fields=(),
        activities=(),
        public_defaults=(),
        indicators=(),
        glossary=(),
        timings=(),
        reviews=(),
        charts=(),
        calendar=None,
        **dated,
    )
    return diff(reduced, reduced, on_a=before, on_b=after)


def _dated(item: Any, on: dt.date) -> list[int]:
    versions = getattr(item, "versions", None)
    return [on in item.validity] if versions is None else _in_force(versions, on)


def _in_force(things: Sequence[Any], on: dt.date) -> list[int]:
    return [place for place, thing in enumerate(things) if on in thing.validity]


def _law(law: Any, on: dt.date) -> tuple[int, bool]:
    begun = sum(edition <= on for edition in law.editions)
    return begun, law.repealed_on is not None and law.repealed_on <= on
