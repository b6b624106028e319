"""Figures kept while work is done, so that nobody has to count warnings to show them."""

from __future__ import annotations

from django.db import models

from zhunsheng_web.access.models import PATH_LENGTH


class HandlingTally(models.Model):
    """What was done in one month with warnings of one standard in one office.

    Every column is the sum, over the events of those warnings, of what
    :mod:`zhunsheng_web.casework.marks` says an event counts for; a recount gives the same.
    """

    month = models.DateField()
    standard = models.CharField(max_length=120)
    office_path = models.CharField(max_length=PATH_LENGTH)
    secrecy = models.CharField(max_length=8)
    on_time = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    founded = models.IntegerField(default=0)
    unfounded = models.IntegerField(default=0)
    undetermined = models.IntegerField(default=0)
    normal = models.IntegerField(default=0)
    rubber = models.IntegerField(default=0)
    by_line1 = models.IntegerField(default=0)
    by_others = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    reopened = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    rectified = models.IntegerField(default=0)
    rectified_late = models.IntegerField(default=0)
    recurred = models.IntegerField(default=0)
    looked = models.IntegerField(default=0)
    agreed = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "office_path", "month", "secrecy"], name="one_tally"
            )
        ]
        indexes = [models.Index(fields=["office_path", "month"], name="tally_by_office")]
