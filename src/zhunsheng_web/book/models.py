"""What is published inside the house: cases to learn from, and notices to posts."""

from __future__ import annotations

from django.db import models

from zhunsheng_web.access.models import PATH_LENGTH, Person
from zhunsheng_web.access.tokens import token_field
from zhunsheng_web.casework.models import Warning


class TeachingCase(models.Model):
    """A closed warning told so that others learn from it, with nobody in it who can be named.

    ``title_en`` and so on: the same in English, where somebody wrote it; all of it or nothing.
    ``roles``: who may read it; none: everybody. ``stage``: draft, published or withdrawn. Where it
    came from is kept apart (:class:`CaseSource`): its readers may not know of the warning.
    """

    token = token_field()
    title = models.CharField(max_length=200)
    text = models.TextField()
    lesson = models.TextField()
    title_en = models.CharField(max_length=200, blank=True)
    text_en = models.TextField(blank=True)
    lesson_en = models.TextField(blank=True)
    domain = models.CharField(max_length=80, blank=True)
    standard = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    stage = models.CharField(max_length=12)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    hands = models.JSONField(default=list)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["stage", "published_at"], name="case_stage")]


class CaseSource(models.Model):
    """The warning a case was told from; a row only for those who may know of the warning."""

    case = models.OneToOneField(TeachingCase, models.PROTECT, related_name="source")
    warning = models.ForeignKey(Warning, models.PROTECT, related_name="+")


class Announcement(models.Model):
    """A notice (公告) to posts at an office and below it, for some days, if need be in English too.
    ``roles``: to whom; none: everybody there."""

    token = token_field()
    title = models.CharField(max_length=200)
    text = models.TextField()
    title_en = models.CharField(max_length=200, blank=True)
    text_en = models.TextField(blank=True)
    roles = models.JSONField(default=list)
    office_path = models.CharField(max_length=PATH_LENGTH)
    valid_from = models.DateField()
    valid_to = models.DateField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["valid_to", "office_path"], name="announcement_days")]


class Receipt(models.Model):
    """Somebody has taken note of a notice."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="receipts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "person"], name="read_once")]
        indexes = [models.Index(fields=["person", "announcement"], name="receipt_of")]
