"""What ties the sealed log to the database."""

from __future__ import annotations

from django.db import models


class SealedAct(models.Model):
    """An act that was committed together with the number of its record (decision 16).

    ``deed`` names the act and is in its record; a form that is sent twice carries the same one, and
    the second time finds it here. ``leaf`` is None only inside the act's own transaction.
    """

    deed = models.CharField(max_length=32, unique=True)
    leaf = models.BigIntegerField(unique=True, null=True)
    at = models.DateTimeField()


class Sealed(models.Model):
    """Texts a record commits to: erased here, the log stays provable and says nothing of them."""

    leaf = models.BigIntegerField()
    name = models.CharField(max_length=40)
    salt = models.BinaryField(max_length=32, null=True)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leaf", "name"], name="one_text")]


class Reconciled(models.Model):
    """How far the log was held against the acts that were committed: records before ``size``."""

    size = models.BigIntegerField()
