"""Where a finding belongs: the section of the officer it is about on the day of the act; else the
office of the act; else the nearest office that is known here. What had to be guessed is said."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from zhunsheng_web.access.actor import within
from zhunsheng_web.access.models import Office, Person, Posting
from zhunsheng_web.casework.taking.row import Placed, Told
from zhunsheng_web.clock import day_of

_SLICE = 5_000


class Places:
    """The offices, and who was posted where, as far as the findings name them."""

    def __init__(self, told: Iterable[Told]) -> None:
        codes = {code for one in told for code in (*one.officers, *one.witnesses)}
        self.offices = {one.code: one for one in Office.objects.all()}
        self.people: dict[str, int] = {}
        self._held: dict[str, list[Posting]] = defaultdict(list)
        ordered = sorted(codes)
        for start in range(0, len(ordered), _SLICE):
            part = ordered[start : start + _SLICE]
            self.people |= dict(Person.objects.filter(code__in=part).values_list("code", "pk"))
            for posting in Posting.objects.filter(person__code__in=part).select_related(
                "office", "person"
            ):
                self._held[posting.person.code].append(posting)

    def gone(self, now: dt.datetime) -> frozenset[str]:
        """The offices that are closed: acts of theirs stay theirs, and are handled above."""
        on = day_of(now)
        ended = (one for one in self.offices.values() if one.valid_to and one.valid_to <= on)
        return frozenset(one.path for one in ended)

    def place(self, told: Told) -> Placed:
        """The office here that a finding belongs to."""
        remarks: list[dict[str, str]] = []
        office = self.offices.get(told.office or "")
        lead = told.officers[0] if told.officers else None
        if lead is not None and lead not in self.people:
            remarks.append(_unknown_officer(lead))
        held = self._posts(lead, told.happened_at.date())
        if office is None:
            office = held[0].office if told.office is None and held else self._nearest(told.office)
            remarks.append(_unknown_office(told.office, office))
        # Heads of several sections and people with two parts: the post of the act tells which.
        near = [one for one in held if within(one.office.path, office.path)]
        near.sort(key=lambda one: (one.post != told.post, -len(one.office.path), one.pk))
        return Placed(told, near[0].office if near else office, tuple(remarks))

    def _posts(self, code: str | None, day: dt.date) -> list[Posting]:
        return [
            one
            for one in self._held.get(code or "", ())
            if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
        ]

    def _nearest(self, code: str | None) -> Office:
        """The district whose code begins most alike, if two letters do; else the service itself."""
        top = min(self.offices.values(), key=lambda one: (len(one.path), one.path))
        if code is None:
            return top
        districts = [one for one in self.offices.values() if one.level == "district"]
        alike = [(_alike(one.code, code), one) for one in districts]
        length, nearest = max(alike, key=lambda pair: (pair[0], pair[1].code), default=(0, top))
        return nearest if length >= 2 else top


def _alike(one: str, other: str) -> int:
    """How many letters two codes have in common from the first."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _unknown_officer(code: str) -> dict[str, str]:
    return {
        "code": "officer-unknown",
        "zh": f"本系统没有工号为{code}的人员，请核对人员名册。",
        "en": f"Nobody here has the number {code}; check the list of people.",
    }


def _unknown_office(code: str | None, taken: Office) -> dict[str, str]:
    if code is None:
        return {
            "code": "office-unrecorded",
            "zh": f"记录中没有填写单位，暂由{taken.title_zh}办理。",
            "en": f"The records name no office; {taken.title_en} handles it for now.",
        }
    return {
        "code": "office-unknown",
        "zh": f"本系统没有代码为{code}的单位，暂由{taken.title_zh}办理。",
        "en": f"No office here has the code {code}; {taken.title_en} handles it for now.",
    }
