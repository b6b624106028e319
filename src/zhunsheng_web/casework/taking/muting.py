"""Findings of a standard that is muted for a scope make no warnings while the mute lasts."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import F

from zhunsheng_web.access.actor import within
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.models import Mute
from zhunsheng_web.casework.taking.grading import of_row
from zhunsheng_web.casework.taking.row import Placed
from zhunsheng_web.clock import day_of


class Mutes:
    """The mutes in force, and how many findings each has kept back; the graver levels are never
    muted (``casework.mutes`` says the same of one finding)."""

    def __init__(self, now: dt.datetime) -> None:
        day = day_of(now)
        self._mutes = [
            one
            for one in Mute.objects.filter(
                valid_from__lte=day, valid_to__gte=day, approved_by__isnull=False
            )
            if one.ended_at is None or one.ended_at > now
        ]
        self._never = handling().mute.never
        self._kept: Counter[int] = Counter()

    @property
    def count(self) -> int:
        """How many findings were kept back."""
        return self._kept.total()

    def mute(self, row: Placed) -> bool:
        """Is the row kept back?"""
        finding = row.told.finding
        for one in self._mutes:
            if (
                one.standard == finding.standard
                and within(row.office.path, one.office_path)
                and one.subject_id in ("", finding.subject_id)
                and of_row(row.told)[0] not in self._never
            ):
                self._kept[one.pk] += 1
                return True
        return False

    def keep(self) -> None:
        """Writes down what each mute has kept back."""
        for pk, number in self._kept.items():
            Mute.objects.filter(pk=pk).update(muted=F("muted") + number)
