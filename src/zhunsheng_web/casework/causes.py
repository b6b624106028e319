"""What intake keeps beside warnings: what belongs together, what peers do, what is known to be
cleared before it was found."""

from __future__ import annotations

from django.db import models


class Link(models.Model):
    """``warning`` came after ``to``: a ``recurrence`` of one that was closed, or ``raised`` beside
    an open one. Each end is shown only to those who may see the other."""

    warning = models.ForeignKey("casework.Warning", models.CASCADE, related_name="links")
    to = models.ForeignKey("casework.Warning", models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warning", "to"], name="linked_once")]


class Cleared(models.Model):
    """A finding that a run no longer makes and that no run taken in so far had brought: should an
    earlier run bring it later, it is cleared from the start."""

    key = models.CharField(max_length=64, unique=True)
    sequence = models.PositiveIntegerField()
    why = models.CharField(max_length=40)


class Comparison(models.Model):
    """What a run found by one standard in one office, beside the acts it looked at there.

    ``judged``: subjects on which the standard's anchor act was done at the office; ``failed``:
    those with a finding. ``group``: the kind of peers (coast, border, inland).
    """

    run = models.CharField(max_length=80)
    standard = models.CharField(max_length=120)
    office = models.ForeignKey("access.Office", models.PROTECT, related_name="+")
    group = models.CharField(max_length=24, blank=True)
    judged = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standard", "office", "run"], name="compared_once")
        ]
