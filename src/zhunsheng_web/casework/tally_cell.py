"""The table of figures over warnings: one cell a place, period, topic, level and secrecy."""

from __future__ import annotations

from django.db import models

from zhunsheng_web.access.models import PATH_LENGTH


class TallyCell(models.Model):
    """How many warnings of one kind there are at ``path`` *and below it*, by when the first of the
    acts happened.

    ``grain``: ``week`` (``start`` is a Monday; all topics together, ``topic`` empty), ``domain`` or
    ``standard`` (``start`` is the first of a month; ``topic`` is the domain or the standard). Three
    grains and one cell for every office above: a page adds up some thousand cells at most, however
    many warnings there are.

    ``standing``: those neither merged into others nor cleared by a correction; the other columns
    count among them. ``late``: open, and one of its limits has passed. ``rows``: findings not
    cleared.
    """

    path = models.CharField(max_length=PATH_LENGTH)
    grain = models.CharField(max_length=8)
    start = models.DateField()
    topic = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField()
    secrecy = models.CharField(max_length=8)
    standing = models.IntegerField()
    open = models.IntegerField()
    late = models.IntegerField()
    closed = models.IntegerField()
    founded = models.IntegerField()
    partly = models.IntegerField()
    unfounded = models.IntegerField()
    undetermined = models.IntegerField()
    rows = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path", "grain", "start", "topic", "level", "secrecy"], name="one_cell"
            )
        ]
