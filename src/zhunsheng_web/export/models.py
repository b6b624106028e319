"""Files that left, and to whom."""

from __future__ import annotations

from django.db import models

from zhunsheng_web.access.models import PATH_LENGTH, Person
from zhunsheng_web.access.tokens import token_field


class Export(models.Model):
    """A file somebody took out. Never changed after it has left.

    ``kind``: what it shows (``warnings``, ``rows``, ``register`` …); ``form``: ``xlsx`` or ``csv``;
    ``salt``: what its rows are marked with (``export.marks``); ``leaf``: its record in the sealed
    log; ``digest``: SHA-256 of the file; ``named``: it names people or companies, for ``purpose``.
    """

    token = token_field()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=32, blank=True)
    office_path = models.CharField(max_length=PATH_LENGTH, blank=True)
    kind = models.CharField(max_length=40)
    form = models.CharField(max_length=8)
    rows = models.PositiveIntegerField()
    named = models.BooleanField(default=False)
    purpose = models.TextField(blank=True)
    made_at = models.DateTimeField()
    salt = models.BinaryField(max_length=16)
    leaf = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-made_at"], name="exports_of")]
