"""Papers that were made, and their numbers."""

from __future__ import annotations

from django.db import models

from zhunsheng_web.access.models import PATH_LENGTH, Person
from zhunsheng_web.access.tokens import token_field


class Paper(models.Model):
    """One form about one thing. Printed again it keeps its number; ``times`` grows.

    ``about`` and ``thing``: a warning, inquiry, mute or proposal by its token; of a period the
    office's code and the two days. ``leaf``: the sealed record of the last making.
    """

    token = token_field()
    number = models.CharField(max_length=80, unique=True)
    form = models.CharField(max_length=40)
    about = models.CharField(max_length=12)
    thing = models.CharField(max_length=80)
    office_path = models.CharField(max_length=PATH_LENGTH)
    first_made_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    times = models.PositiveIntegerField(default=1)
    leaf = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "thing"], name="one_paper")]
        indexes = [models.Index(fields=["about", "thing"], name="papers_of")]
