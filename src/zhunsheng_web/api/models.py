"""Keys by which a person's own programs act for him."""

from __future__ import annotations

from django.db import models

from zhunsheng_web.access.models import Person
from zhunsheng_web.access.tokens import token_field


class AccessKey(models.Model):
    """A key made by its owner, for his programs. What it may do never exceeds what he may do.

    ``digest``: SHA-256 of the secret, which is shown once; 256 bits of chance need no slow hash.
    ``scope``: ``read``, or ``act`` for reading and acting. ``ended_by``: its owner or the security
    administrator.
    """

    token = token_field()
    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="access_keys")
    title = models.CharField(max_length=80)
    scope = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "ended_at"], name="keys_of")]
