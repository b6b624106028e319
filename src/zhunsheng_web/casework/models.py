"""Warnings, what they rest on, what was done with them, and what they led to."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import StrIndex, Substr

from zhunsheng.model.text import Text
from zhunsheng_web.access.models import PATH_LENGTH, Office, Person
from zhunsheng_web.access.models import Notice as Notice
from zhunsheng_web.access.tokens import token_field
from zhunsheng_web.casework.aftermath import Draw as Draw
from zhunsheng_web.casework.aftermath import Handover as Handover
from zhunsheng_web.casework.aftermath import Lead as Lead
from zhunsheng_web.casework.aftermath import RowMove as RowMove
from zhunsheng_web.casework.aftermath import SecondLook as SecondLook
from zhunsheng_web.casework.causes import Cleared as Cleared
from zhunsheng_web.casework.causes import Comparison as Comparison
from zhunsheng_web.casework.causes import Link as Link
from zhunsheng_web.casework.mention_model import Mention as Mention
from zhunsheng_web.casework.mute_model import Mute as Mute
from zhunsheng_web.casework.proposal_model import Proposal as Proposal
from zhunsheng_web.casework.proposal_model import ProposalEvent as ProposalEvent
from zhunsheng_web.casework.stages import OPEN
from zhunsheng_web.casework.tallies import HandlingTally as HandlingTally
from zhunsheng_web.casework.tally_cell import TallyCell as TallyCell

_DOT = models.Value(".")
_TO_THE_ROOT = StrIndex("office_path", _DOT)
_BELOW_THE_ROOT = StrIndex(Substr("office_path", _TO_THE_ROOT + 1), _DOT)


class Yardstick(models.Model):
    """One version of a standard as it stood when warnings were made by it.

    ``basis``: list of {law, article, title_zh, title_en, quote, from}. ``kind``: ``fact`` (a
    breach) or ``statistic`` (a detector).
    """

    standard = models.CharField(max_length=120)
    since = models.DateField()
    kind = models.CharField(max_length=12, default="fact")
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=400)
    power = models.CharField(max_length=80, blank=True)
    power_zh = models.CharField(max_length=200, blank=True)
    power_en = models.CharField(max_length=300, blank=True)
    domain = models.CharField(max_length=80, blank=True)
    domain_zh = models.CharField(max_length=120, blank=True)
    domain_en = models.CharField(max_length=160, blank=True)
    posts = models.JSONField(default=list)
    shape = models.CharField(max_length=40)
    grade = models.CharField(max_length=12)
    line = models.PositiveSmallIntegerField()
    chart = models.CharField(max_length=120, blank=True)
    basis = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["standard", "since"], name="one_version")]

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)

    @property
    def domain_title(self) -> Text:
        return Text(self.domain_zh, self.domain_en)


class Warning(models.Model):
    """One cause: the findings by one standard on one officer, section or case.

    ``number``: how it is cited on paper; says nothing of others. ``level`` 1 (gravest) to 4.
    ``secrecy``: ``open`` (the section's own head handles it) or ``closed`` (only people outside
    the section and its chain know of it); never changes. ``office``: where the acts were;
    ``desk`` at ``handled_path``: who has to act now. ``due_at`` is stored when a stage starts, with
    ``due_rule`` (days, calendar, its edition); so is ``overall_due_at``, for the whole. The next
    thing that comes of them by itself (reminder, breach, hand-up) comes at ``next_at`` and
    ``overall_next_at`` (None: nothing more): what passing time does looks at these alone.
    ``floor``: the lowest desk that may still handle it, since it was handed up or reopened.
    ``recovered``: tax, yuan.
    ``level_why`` and ``remarks`` (what had to be guessed at intake): lists of {code, zh, en}.
    ``revision`` grows with every act.

    The database itself works out ``district`` (the path of the office under the root where the acts
    were: lists of a district are long, and a range of paths cannot be read in another order) and
    ``state`` (``open`` or ``done``); both are there for the indexes.
    """

    token = token_field()
    number = models.CharField(max_length=40, unique=True)
    yardstick = models.ForeignKey(Yardstick, models.PROTECT, related_name="warnings")
    group_key = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField()
    level_why = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    secrecy = models.CharField(max_length=8)
    office = models.ForeignKey(Office, models.PROTECT, related_name="warnings")
    office_path = models.CharField(max_length=PATH_LENGTH)
    handled_path = models.CharField(max_length=PATH_LENGTH)
    desk = models.CharField(max_length=12)
    subject_kind = models.CharField(max_length=12)
    subject_id = models.CharField(max_length=120)
    sentence_zh = models.TextField()
    sentence_en = models.TextField()
    rows = models.PositiveIntegerField()
    rows_cleared = models.PositiveIntegerField(default=0)
    money = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    first_on = models.DateField()
    last_on = models.DateField()
    run = models.CharField(max_length=80)
    stage = models.CharField(max_length=12)
    stage_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    due_rule = models.JSONField(default=dict)
    overall_due_at = models.DateTimeField(null=True)
    overall_rule = models.JSONField(default=dict)
    overall_next_at = models.DateTimeField(null=True)
    overall_breached_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_until = models.DateField(null=True)
    floor = models.CharField(max_length=12, blank=True)
    assignee = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="assigned", db_index=False
    )
    conclusion = models.CharField(max_length=16, blank=True)
    reason_code = models.CharField(max_length=32, blank=True)
    disposal = models.CharField(max_length=16, blank=True)
    rectify_by = models.DateField(null=True)
    recovered = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    district = models.GeneratedField(
        expression=Substr("office_path", 1, _TO_THE_ROOT + _BELOW_THE_ROOT),
        output_field=models.CharField(max_length=PATH_LENGTH),
        db_persist=True,
    )
    state = models.GeneratedField(
        expression=models.Case(
            models.When(stage__in=[str(stage) for stage in OPEN], then=models.Value("open")),
            default=models.Value("done"),
        ),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index(fields=["desk", "state", "due_at", "level", "token"], name="queue"),
            models.Index(
                fields=["district", "desk", "state", "due_at", "level", "token"],
                name="queue_of_district",
            ),
            models.Index(fields=["desk", "state", "handled_path"], name="queue_of_office"),
            # Most are nobody's: counted among the others they would make a name look like many.
            models.Index(
                fields=["assignee", "state"],
                name="queue_of_person",
                condition=models.Q(assignee__isnull=False),
            ),
            models.Index(fields=["state", "due_at", "level", "token"], name="by_due"),
            models.Index(
                fields=["district", "state", "due_at", "level", "token"], name="district_by_due"
            ),
            models.Index(fields=["state", "level", "-created_at", "token"], name="by_level"),
            models.Index(
                fields=["district", "state", "level", "-created_at", "token"],
                name="district_by_level",
            ),
            models.Index(fields=["created_at", "token"], name="by_creation"),
            models.Index(fields=["district", "created_at", "token"], name="district_by_creation"),
            models.Index(fields=["first_on"], name="by_day"),
            models.Index(fields=["district", "first_on"], name="district_by_day"),
            models.Index(fields=["office_path", "created_at"], name="by_office"),
            models.Index(fields=["yardstick", "office_path"], name="by_standard"),
            models.Index(fields=["group_key"], name="by_cause"),
            models.Index(fields=["subject_kind", "subject_id"], name="by_subject"),
            models.Index(fields=["yardstick", "first_on"], name="by_standard_day"),
            models.Index(fields=["closed_at", "level"], name="by_closing"),
            # What passing time does: each holds as many rows as there is still something to come.
            models.Index(
                fields=["next_at"], name="by_step", condition=models.Q(next_at__isnull=False)
            ),
            models.Index(
                fields=["overall_next_at"],
                name="by_whole",
                condition=models.Q(overall_next_at__isnull=False),
            ),
            models.Index(
                fields=["suspended_until"],
                name="by_standstill",
                condition=models.Q(suspended_until__isnull=False),
            ),
            models.Index(
                fields=["created_at"],
                name="whole_uncounted",
                condition=models.Q(overall_due_at__isnull=True),
            ),
        ]

    @property
    def sentence(self) -> Text:
        return Text(self.sentence_zh, self.sentence_en)


class Finding(models.Model):
    """One finding of a run, taken in once.

    ``evidence``: the acts it rests on, as they are shown: list of {act, activity, title_zh,
    title_en, at, officer, post, office, deviates, file, row, fields: [{name, name_zh, name_en,
    value_zh, value_en, and mask (person or company) where the value names one}]}. ``observed``
    against ``allowed``, in ``unit``. ``sequence``: of the latest run that made it or told that it
    is cleared.
    """

    key = models.CharField(max_length=64, unique=True)
    warning = models.ForeignKey(Warning, models.PROTECT, related_name="findings")
    run = models.CharField(max_length=80)
    sequence = models.PositiveIntegerField(default=0)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=120)
    happened_at = models.DateTimeField()
    reason = models.CharField(max_length=40)
    sentence_zh = models.TextField()
    sentence_en = models.TextField()
    observed = models.FloatField(null=True)
    allowed = models.FloatField(null=True)
    unit = models.CharField(max_length=24, blank=True)
    money = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    evidence = models.JSONField(default=list)
    cleared_at = models.DateTimeField(null=True)
    cleared_why = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_id"], name="finding_on")]

    @property
    def sentence(self) -> Text:
        return Text(self.sentence_zh, self.sentence_en)


class Concern(models.Model):
    """An officer whose acts a warning is about; ``code`` even where he is not known here."""

    warning = models.ForeignKey(Warning, models.CASCADE, related_name="concerns")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="concerns")
    code = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warning", "code"], name="one_concern")]
        indexes = [models.Index(fields=["code"])]


class Barrier(models.Model):
    """Whom a warning must stay hidden from: a ``person``; everybody posted at or below a path
    (``area``); whoever directs exactly the office of a path (``command``)."""

    warning = models.ForeignKey(
        Warning, models.CASCADE, related_name="barriers", db_index=False
    )  # ``barrier_of`` begins with it
    kind = models.CharField(max_length=8)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=PATH_LENGTH, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["warning", "kind", "path", "person"], name="barrier_of"),
            models.Index(fields=["kind", "path"], name="barrier_path"),
        ]


class Event(models.Model):
    """Something done with a warning. Never changed. ``deed``: its name in the sealed log.
    ``in_time``: of a step that somebody took, whether in time (``casework.lateness``); None where
    it had no limit."""

    token = token_field()
    warning = models.ForeignKey(Warning, models.PROTECT, related_name="events")
    verb = models.CharField(max_length=24)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=32, blank=True)
    office_path = models.CharField(max_length=PATH_LENGTH, blank=True)
    at = models.DateTimeField()
    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    desk = models.CharField(max_length=12, blank=True)
    reason_code = models.CharField(max_length=32, blank=True)
    text = models.TextField(blank=True)
    given = models.JSONField(default=dict)
    was_due_at = models.DateTimeField(null=True)
    in_time = models.BooleanField(null=True)
    seconds = models.PositiveIntegerField(null=True)
    deed = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["warning", "at"], name="event_of"),
            models.Index(fields=["verb", "at"], name="event_verb"),
            models.Index(fields=["actor", "at"], name="event_actor"),
        ]


class Attachment(models.Model):
    """A file that came with an act; kept by its digest, checked before it was kept.

    ``event``: the act it came with; none yet while the form is being filled in. ``inquiry``: the
    one an officer added it to.
    """

    token = token_field()
    warning = models.ForeignKey(Warning, models.PROTECT, related_name="attachments")
    inquiry = models.ForeignKey("Inquiry", models.PROTECT, null=True, related_name="attachments")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()


class Inquiry(models.Model):
    """What an officer is asked about a warning, and all he is shown of it: ``shown`` is written
    when he is asked and does not follow the warning. His answer; his clearance in writing, and when
    he asked for it."""

    token = token_field()
    warning = models.ForeignKey(Warning, models.PROTECT, related_name="inquiries")
    person = models.ForeignKey(Person, models.PROTECT, related_name="inquiries")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    question = models.TextField()
    shown = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True)
    due_rule = models.JSONField(default=dict)
    breached_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    reason_code = models.CharField(max_length=32, blank=True)
    clearance_asked_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    clearance = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "asked_at"], name="inquiries_of"),
            models.Index(fields=["answered_at", "due_at"], name="inquiries_due"),
        ]


class Intake(models.Model):
    """A run taken in, and how its findings were accounted for: all of them add up."""

    run = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    as_of = models.DateField()
    taken_at = models.DateTimeField()
    findings = models.PositiveIntegerField()
    fresh = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    muted = models.PositiveIntegerField()
    cleared = models.PositiveIntegerField()
    warnings = models.PositiveIntegerField()
    register_digest = models.CharField(max_length=64)
    details = models.JSONField(default=dict)
