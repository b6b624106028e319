"""What comes of warnings besides their own history: leads, moved rows, second looks, hand-overs."""

from __future__ import annotations

from django.db import models

from zhunsheng_web.access.models import PATH_LENGTH
from zhunsheng_web.access.tokens import token_field


class Lead(models.Model):
    """A lead handed to discipline inspection. Its warning shows nothing of it.

    ``facts`` are read by discipline inspection of ``handled_path`` alone. ``due_at``: by when it is
    to be signed for.
    """

    token = token_field()
    warning = models.ForeignKey("casework.Warning", models.PROTECT, related_name="leads")
    facts = models.TextField()
    office_path = models.CharField(max_length=PATH_LENGTH)
    handled_path = models.CharField(max_length=PATH_LENGTH)
    handed_by = models.ForeignKey("access.Person", models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_rule = models.JSONField(default=dict)
    breached_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey("access.Person", models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    receipt = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["received_at", "due_at"], name="leads_due")]


class RowMove(models.Model):
    """A row that went from one warning to another, and by which act."""

    finding = models.ForeignKey("casework.Finding", models.PROTECT, related_name="moves")
    source = models.ForeignKey("casework.Warning", models.PROTECT, related_name="+")
    target = models.ForeignKey("casework.Warning", models.PROTECT, related_name="+")
    event = models.ForeignKey("casework.Event", models.PROTECT, related_name="moves")


class Draw(models.Model):
    """A day's sample of settled warnings: anybody can draw it again from ``seed``.

    ``candidates``: tokens in order; the chosen are those whose SHA-256 of seed and token is least.
    """

    day = models.DateField(unique=True)
    seed = models.CharField(max_length=64)
    share = models.FloatField()
    candidates = models.JSONField(default=list)
    drawn_at = models.DateTimeField()


class SecondLook(models.Model):
    """A settled warning that was drawn to be looked at again by another person.

    ``desk``: whose it is to do so; the next line's once it was overdue for long. ``next_at``: when
    the next thing comes of its limit (None: nothing more).
    """

    token = token_field()
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="looks")
    warning = models.ForeignKey("casework.Warning", models.PROTECT, related_name="second_looks")
    closer = models.ForeignKey("access.Person", models.PROTECT, null=True, related_name="+")
    desk = models.CharField(max_length=12, default="line2")
    due_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    due_rule = models.JSONField(default=dict)
    reminded_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey("access.Person", models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)
    agrees = models.BooleanField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "warning"], name="drawn_once")]
        indexes = [
            models.Index(fields=["looked_at", "due_at"], name="looks_due"),
            models.Index(
                fields=["next_at"],
                name="looks_next",
                condition=models.Q(looked_at__isnull=True, next_at__isnull=False),
            ),
        ]


class Handover(models.Model):
    """What somebody left when a post of his ended or he went on leave, and who goes on with it.

    ``why``: ``post`` or ``leave``; ``back_on``: the day after his leave. ``taker`` is None where
    nobody could take it: then it lies open at its desk. ``items``: list of {token, number, stage,
    due_at} as they were; what they are about is read from the warnings, by who may see them.
    """

    token = token_field()
    giver = models.ForeignKey("access.Person", models.PROTECT, related_name="handed")
    taker = models.ForeignKey("access.Person", models.PROTECT, null=True, related_name="taken")
    why = models.CharField(max_length=8)
    back_on = models.DateField(null=True)
    items = models.JSONField(default=list)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    deed = models.CharField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["giver", "made_at"], name="handed_by"),
            models.Index(fields=["taker", "made_at"], name="taken_by"),
        ]
