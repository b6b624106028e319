"""What changed between two days, or between two registers, in data and in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from zhunsheng.model.power import Grant, PublicColumns, PublicDefault
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Exemption
from zhunsheng.model.text import Text
from zhunsheng.register.digest import canonical, chart_digest
from zhunsheng.register.edition import edition, undated
from zhunsheng.register.names import KINDS
from zhunsheng.register.wording import field_in_words, in_words

What = Literal["added", "removed", "changed"]
_ITEMS = (
    "laws",
    "codes",
    "fields",
    "activities",
    "powers",
    "public_defaults",
    "posts",
    "risk_points",
    "indicators",
    "parameters",
    "clocks",
    "tables",
    "standards",
    "exemptions",
    "glossary",
    "timings",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    ``section``: field of the register (``clocks``), or ``register`` itself. ``item``: its id.
    ``field``: the dotted field for ``changed``, else ``None``; ``before`` and ``after`` its values
    in words.
    """

    section: str
    item: str
    what: What
    title: Text
    field: str | None = None
    before: Text | None = None
    after: Text | None = None

    def in_words(self) -> Text:
        """The change as a sentence."""
        kind = KINDS.get(self.section, Text("权责清单", "register"))
        head = Text(
            f"{kind.zh}“{self.item}”（{self.title.zh}）",
            f"{kind.en} {self.item!r} ({self.title.en})",
        )
        if self.what == "added":
            return Text(f"新增{head.zh}", f"added: {head.en}")
        if self.what == "removed":
            return Text(f"{head.zh}不再有效", f"no longer in force: {head.en}")
        name = field_in_words(self.field or "")
        nothing = in_words(None)
        before, after = self.before or nothing, self.after or nothing
        return Text(
            f"{head.zh}：{name.zh}由“{before.zh}”改为“{after.zh}”",
            f"{head.en}: {name.en} was {before.en}, is {after.en}",
        )


def diff(before: Register, after: Register, *, on_a: dt.date, on_b: dt.date) -> list[Change]:
    """What ``after`` holds on ``on_b`` against what ``before`` holds on ``on_a``.

    The two may be the same register: then it is what the law changed between the days. Sorted by
    section, item and field. Empty exactly when the two editions have the same digest.
    """
    old, new = edition(before, on=on_a).register, edition(after, on=on_b).register
    found: list[Change] = []
    for section in _ITEMS:
        olds = {item.id: item for item in getattr(old, section)}
        news = {item.id: item for item in getattr(new, section)}
        found += _between(section, olds, news)
    found += _between("charts", _charts(old), _charts(new))
    found += _between("calendar", _calendar(old), _calendar(new))
    found += _between("register", {"register": _head(old)}, {"register": _head(new)})
    return found


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something without a title of its own: a chart, a year, a calendar."""

    title: Text
    content: Mapping[str, Any]


def _head(register: Register) -> _Fact:
    return _Fact(
        register.title,
        {"title": register.title, "id": register.id, "legal_zone": register.legal_zone},
    )


def _charts(register: Register) -> dict[str, _Fact]:
    return {
        name: _Fact(Text(name, name), {"content": chart_digest(path)})
        for name, path in register.charts
    }


def _calendar(register: Register) -> dict[str, _Fact]:
    calendar = register.calendar
    if calendar is None:
        return {}
    found = {
        calendar.id: _Fact(Text(calendar.id, calendar.id), {"weekend": calendar.weekend}),
    }
    for year in calendar.years:
        name = f"{calendar.id} {year.year}"
        found[name] = _Fact(
            Text(f"{year.year}年", str(year.year)),
            {"holidays": year.holidays, "workdays": year.workdays, "basis": year.basis},
        )
    return found


def _between(section: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Iterator[Change]:
    for item_id in sorted(olds.keys() | news.keys()):
        old, new = olds.get(item_id), news.get(item_id)
        if old is None:
            yield Change(section, item_id, "added", _title(new))
            continue
        if new is None:
            yield Change(section, item_id, "removed", _title(old))
            continue
        before, after = dict(_facts(old)), dict(_facts(new))
        for name in sorted(before.keys() | after.keys()):
            was, now = before.get(name), after.get(name)
            if undated(canonical(was)) != undated(canonical(now)):
                yield Change(section, item_id, "changed", _title(new), name, _said(was), _said(now))


def _title(item: Any) -> Text:
    """An exemption has no title: it is known by its reason; public columns by their type."""
    if isinstance(item, Exemption):
        return item.reason
    if isinstance(item, PublicDefault):
        return Text(item.id, item.id)
    title: Text = item.title
    return title


def _facts(item: Any) -> Iterator[tuple[str, Any]]:
    """The item's fields by dotted name; those of the version in force among them."""
    if isinstance(item, _Fact):
        yield from item.content.items()
        return
    for field in fields(item):
        value = getattr(item, field.name)
        if field.name in ("id", "place", "validity"):
            continue
        if isinstance(value, PublicColumns):
            for column in fields(value):
                yield f"columns.{column.name}", getattr(value, column.name)
            continue
        if field.name == "versions":
            for version in value:
                yield from _facts(version)
        elif isinstance(value, Mapping):
            yield from ((f"{field.name}.{key}", entry) for key, entry in value.items())
        elif field.name == "grants":
            for grant in value:
                yield f"grants.{grant.power}", grant
        else:
            yield field.name, value


def _said(value: Any) -> Text:
    if isinstance(value, Grant):
        if value.up_to is None:
            return Text("不限额度", "without limit of amount")
        amount = in_words(value.up_to)
        return Text(f"不超过 {amount.zh}", f"up to {amount.en}")
    return in_words(value)
