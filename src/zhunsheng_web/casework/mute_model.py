"""The table of mutes (静默): which standard makes no more warnings where, and until when."""

from __future__ import annotations

from django.db import models

from zhunsheng_web.access.models import PATH_LENGTH, Person
from zhunsheng_web.access.tokens import token_field


class Mute(models.Model):
    """No warnings of a standard for a scope until a day: dated, with author and reason.

    ``subject_id``: what a warning is about (``Warning.subject_id``), '' for everything.
    ``valid_to`` is the last day it holds. Ended early at ``ended_at`` by ``ended_by``, who said
    why; ``told_at``: when author and approver were told that it was over.
    """

    token = token_field()
    standard = models.CharField(max_length=120)
    office_path = models.CharField(max_length=PATH_LENGTH)
    subject_id = models.CharField(max_length=120, blank=True)
    reason = models.TextField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True)
    muted = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["valid_to"],
                name="mutes_running",
                condition=models.Q(told_at__isnull=True, ended_at__isnull=True),
            )
        ]
