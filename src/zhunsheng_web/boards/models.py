"""What these pages keep: how much was worked, saved conditions and queries, evaluations."""

from __future__ import annotations

from django.db import models

from zhunsheng.model.text import Text
from zhunsheng_web.access.models import PATH_LENGTH, Person
from zhunsheng_web.access.tokens import token_field


class Exposure(models.Model):
    """How much was worked at ``path`` and below in a month: acts under the powers of a domain.

    What warnings are held against, so that who works much does not look worse for it. Counted from
    the trace by the command ``survey``, never in a request.
    """

    path = models.CharField(max_length=PATH_LENGTH)
    month = models.DateField()
    domain = models.CharField(max_length=80)
    power = models.CharField(max_length=80, blank=True)
    acts = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "month", "domain", "power"], name="worked_once")
        ]


class Judged(models.Model):
    """How often a standard was judged at ``path`` and below: in a ``month``, by when the act it
    hangs on happened; or, where there is no ``month``, in all from ``first`` to ``last``.

    Counted by the command ``survey`` and equal to the run's own accounting
    (``boards.judgements``).
    """

    path = models.CharField(max_length=PATH_LENGTH)
    standard = models.CharField(max_length=120)
    month = models.DateField(null=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    judged = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["path", "standard", "month"], name="judged_at")]


class Worked(models.Model):
    """A chart as it was worked: for each step how many acts and objects, for each way between two
    steps how often it was gone. ``drawn_zh``, ``drawn_en``: the drawing, made with the counts."""

    chart = models.CharField(max_length=120, unique=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300)
    domain = models.CharField(max_length=80, blank=True)
    objects_seen = models.PositiveIntegerField()
    steps = models.JSONField(default=list)
    ways = models.JSONField(default=list)
    drawn_zh = models.TextField()
    drawn_en = models.TextField()
    trace_digest = models.CharField(max_length=64)
    surveyed_at = models.DateTimeField()

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)


class SavedQuery(models.Model):
    """A combined query somebody gave a name."""

    token = token_field()
    person = models.ForeignKey(Person, models.CASCADE, related_name="queries")
    name = models.CharField(max_length=80)
    question = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_query_name")]
        ordering = ["name"]


class Watch(models.Model):
    """A saved condition of a person: told when a warning he may see meets it.

    Empty columns mean anything. ``subject`` is an object's own id or a company's code, ``goods``
    the first digits of a goods code; never an officer. ``since``: up to which moment warnings were
    looked at; ``hits``: of how many he was told.
    """

    token = token_field()
    person = models.ForeignKey(Person, models.CASCADE, related_name="watches")
    name = models.CharField(max_length=80)
    office_path = models.CharField(max_length=PATH_LENGTH, blank=True)
    domain = models.CharField(max_length=80, blank=True)
    standard = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    goods = models.CharField(max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(null=True)
    paused = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    since = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0)
    hit_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_watch_name")]
        ordering = ["name"]


class Edition(models.Model):
    """A month's evaluation of a district's units, frozen when it was published.

    ``path``: whose units. ``figures``: what stood on the page, unit by unit (``boards.evaluating``
    says in which shape). Never changed.
    """

    token = token_field()
    path = models.CharField(max_length=PATH_LENGTH)
    month = models.DateField()
    figures = models.JSONField()
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    deed = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "month"], name="one_edition")]


class Reply(models.Model):
    """What a unit says to its figures: stands beside them for good."""

    token = token_field()
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="replies")
    path = models.CharField(max_length=PATH_LENGTH)
    text = models.TextField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]
