"""What a page of figures looks at: an office and all below it, some months, perhaps one level."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, within
from zhunsheng_web.access.called import called, chosen, meant, not_one
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import spans

MOST_MONTHS = 24
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Scope:
    """``first`` is the first day of a month, ``last`` the last day of one. ``secrecies``: which
    warnings the reader knows of there; ``faults``: what was asked for and could not be given."""

    office: Office
    places: tuple[Office, ...]
    secrecies: tuple[str, ...]
    first: dt.date
    last: dt.date
    level: int | None = None
    faults: tuple[Text, ...] = ()

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def levels(self) -> tuple[int, ...]:
        return (1, 2, 3, 4) if self.level is None else (self.level,)

    def query(self, **others: str) -> str:
        """The part of an address after the question mark that asks for the same, and more."""
        asked = {
            "office": self.office.code,
            "from": f"{self.first:%Y-%m}",
            "to": f"{self.last:%Y-%m}",
            "level": str(self.level or ""),
        } | others
        return urlencode({name: value for name, value in asked.items() if value})


def scope_of(actor: Actor, given: Mapping[str, str], *, today: dt.date) -> Scope | None:
    """What is asked for, as far as the actor's posts reach; None if he has no figures at all.

    What cannot be given is said in ``faults``, and the nearest thing is shown instead: his own
    office, the last three months, all levels.
    """
    reach = spans(actor)
    asked = " ".join(given.get("office", "").split())[:80]
    paths = {path for path, _ in reach}
    near = list(
        Office.objects.filter(Q(path__in=paths) | called(asked))
        .select_related("parent")
        .order_by("path")
    )
    places = tuple(one for one in near if one.path in paths)[:20]
    if not places:
        return None
    faults: list[Text] = []
    office = places[0]
    if asked:
        found = meant(asked, near, paths)
        one = chosen(found, given.get("at", ""))
        if one is None:
            why = not_one(asked, found)
            faults.append(
                Text(
                    f"{why.zh}以下为{office.title_zh}。",
                    f"{why.en} What follows is {office.title_en}.",
                )
            )
        else:
            office = one
    first, last, wrong = _months(given.get("from", ""), given.get("to", ""), today)
    faults += wrong
    level = int(given["level"]) if given.get("level") in ("1", "2", "3", "4") else None
    return Scope(
        office,
        places,
        tuple(secrecy for path, secrecy in reach if within(office.path, path)),
        first,
        last,
        level,
        tuple(faults),
    )


def _months(first: str, last: str, today: dt.date) -> tuple[dt.date, dt.date, list[Text]]:
    usual = month_before(today.replace(day=1), 2), end_of(today)
    faults: list[Text] = []
    for told in (first, last):
        if told and not _MONTH.fullmatch(told):
            faults.append(
                Text(
                    f"月份“{told[:20]}”应写作 2026-10 的样子，已改用默认期间。",
                    f"“{told[:20]}” is not a month such as 2026-10; the usual period is shown.",
                )
            )
    if faults:
        return *usual, faults
    start = dt.date.fromisoformat(f"{first}-01") if first else usual[0]
    end = end_of(dt.date.fromisoformat(f"{last}-01")) if last else usual[1]
    if end < start:
        start, end = end.replace(day=1), end_of(start)
    if start < month_before(end.replace(day=1), MOST_MONTHS - 1):
        start = month_before(end.replace(day=1), MOST_MONTHS - 1)
        faults.append(
            Text(
                f"一次最多看{MOST_MONTHS}个月，已从{start:%Y-%m}起。",
                f"At most {MOST_MONTHS} months at a time; they begin with {start:%Y-%m}.",
            )
        )
    return start, end, faults


def month_before(month: dt.date, back: int) -> dt.date:
    """The first day of the month so many months earlier."""
    number = month.year * 12 + month.month - 1 - back
    return dt.date(number // 12, number % 12 + 1, 1)


def end_of(day: dt.date) -> dt.date:
    """The last day of its month."""
    return month_before(day.replace(day=1), -1) - dt.timedelta(days=1)
