"""The tables of proposals: what is to change so that a loophole closes, and its history."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from zhunsheng_web.access.models import PATH_LENGTH, Person
from zhunsheng_web.access.tokens import token_field


class Proposal(models.Model):
    """A loophole to be closed: what is to change, tried on history, approved, in effect, followed.

    ``kind``: standard, chart, grant or system. ``draft``: the change itself (for a standard the
    whole standard with its new version as YAML, for a chart its BPMN, else YAML of a few keys).
    ``title_en``, ``reason_en``: the same in English, where somebody wrote it.
    ``resting``: how many warnings it rests on; a reader who sees fewer of them does not see it,
    even where the database itself keeps those rows from him. ``trial``: what the run on history
    came to (``casework.trying``). ``office_path``: the customs whose people decide.
    """

    token = token_field()
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12)
    target = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    reason_en = models.TextField(blank=True)
    draft = models.TextField(blank=True)
    office_path = models.CharField(max_length=PATH_LENGTH)
    warnings = models.ManyToManyField("casework.Warning", related_name="proposals")
    resting = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    stage = models.CharField(max_length=12)
    trial = models.JSONField(default=dict)
    tried_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)
    effective_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["office_path", "made_at"], name="proposal_office"),
            models.Index(fields=["target", "made_at"], name="proposal_target"),
        ]


@receiver(m2m_changed, sender=Proposal.warnings.through)
def count_again(
    instance: models.Model, action: str, reverse: bool, pk_set: set[int] | None, **others: Any
) -> None:
    """Keeps ``resting`` in step, whoever links a warning and from which end."""
    if not action.startswith("post_"):
        return
    changed = Proposal.objects.filter(pk__in=pk_set or ()) if reverse else (instance,)
    for proposal in changed:
        n = Proposal.warnings.through.objects.filter(proposal_id=proposal.pk).count()
        Proposal.objects.filter(pk=proposal.pk).update(resting=n)


class ProposalEvent(models.Model):
    """Something done with a proposal. Never changed. ``deed``: its name in the sealed log."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="events")
    verb = models.CharField(max_length=12)
    actor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()
    source = models.CharField(max_length=12, blank=True)
    target = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    deed = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["proposal", "at"], name="proposal_event")]
