"""Findings of a standard that is muted for a scope make no warnings while the mute lasts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection

from django.db.models import F

from zhunsheng_web.access.actor import within
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.models import Mute
from zhunsheng_web.casework.mutes import standing
from zhunsheng_web.casework.taking.grading import of_row
from zhunsheng_web.casework.taking.row import Placed
from zhunsheng_web.clock import day_of


class Mutes:
    """The mutes in force, and how many findings each has kept back; the graver levels are never
    muted."""

    def __init__(self, now: dt.datetime) -> None:
        self._mutes = list(Mute.objects.filter(standing(day_of(now))))
        self._never = handling().mute.never
        self._kept: Counter[int] = Counter()

    @property
    def count(self) -> int:
        """How many findings were kept back."""
        return self._kept.total()

    def holding(
        self, standard: str, office_path: str, subjects: Collection[str | None], *, level: int
    ) -> Mute | None:
        """The mute that keeps such a finding from making a warning, if there is one. ``subjects``:
        whatever a warning of it could be about."""
        if level in self._never:
            return None
        for one in self._mutes:
            fits = one.standard == standard and within(office_path, one.office_path)
            if fits and (not one.subject_id or one.subject_id in subjects):
                return one
        return None

    def mute(self, row: Placed) -> bool:
        """Is the row kept back?"""
        told, finding = row.told, row.told.finding
        # What a mute names is the subject of a warning: a case, an officer, or an office.
        subjects = {finding.subject_id, *told.officers[:1], told.office, row.office.code}
        one = self.holding(finding.standard, row.office.path, subjects, level=of_row(told)[0])
        if one is not None:
            self._kept[one.pk] += 1
        return one is not None

    def keep(self) -> None:
        """Writes down what each mute has kept back."""
        for pk, number in self._kept.items():
            Mute.objects.filter(pk=pk).update(muted=F("muted") + number)
