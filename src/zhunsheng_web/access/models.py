"""Offices, people, the posts they hold and for how long, and the accounts they sign in with."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhunsheng.model.text import Text
from zhunsheng_web.access.tokens import token_field

PATH_LENGTH = 120


class Office(models.Model):
    """A node of the tree. ``path``: the codes from the root down, each followed by a full stop
    (``0000.6400.6401.6401-s3.``), so that all below an office is one range of texts.

    ``group``: the peers it is compared with (coast, border, inland). ``valid_to`` is the first day
    on which it no longer is; ``passed_on_at``: when what it left open was taken over.
    """

    code = models.CharField(max_length=32, unique=True)
    path = models.CharField(max_length=PATH_LENGTH, unique=True, db_collation=None)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    level = models.CharField(max_length=24)
    kind = models.CharField(max_length=24, blank=True)
    group = models.CharField(max_length=24, blank=True)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    passed_on_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["valid_to"],
                name="offices_ending",
                condition=models.Q(valid_to__isnull=False, passed_on_at__isnull=True),
            )
        ]

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)


class Person(models.Model):
    """Somebody who serves. ``code`` is how the trace knows him."""

    token = token_field()
    code = models.CharField(max_length=64, unique=True)
    name_zh = models.CharField(max_length=60, db_index=True)
    name_en = models.CharField(max_length=80, db_index=True)

    @property
    def name(self) -> Text:
        return Text(self.name_zh, self.name_en)


class Posting(models.Model):
    """A post held by a person at an office, in a role of the workbench.

    ``role``: one of ``access.roles``. ``post``: the register's post, if it is one. ``command``:
    he directs the office and all below it. ``acting_for``: the person he stands in for. From
    ``valid_from`` to the day before ``valid_to``. ``passed_on_at``: when what its end left open was
    passed on to others.
    """

    token = token_field()
    person = models.ForeignKey(Person, models.PROTECT, related_name="postings")
    office = models.ForeignKey(Office, models.PROTECT, related_name="postings")
    role = models.CharField(max_length=32)
    post = models.CharField(max_length=64, blank=True)
    title_zh = models.CharField(max_length=60, blank=True)
    title_en = models.CharField(max_length=80, blank=True)
    command = models.BooleanField(default=False)
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    passed_on_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "valid_from"]),
            models.Index(fields=["office", "role"]),
            models.Index(
                fields=["valid_to"],
                name="postings_ending",
                condition=models.Q(valid_to__isnull=False, passed_on_at__isnull=True),
            ),
        ]

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)


class PostingRequest(models.Model):
    """A post somebody is to hold: proposed by the system administrator, decided by the security
    administrator. It gives nothing; only the :class:`Posting` made when it is granted does.

    ``granted``: None while it waits.
    """

    token = token_field()
    person = models.ForeignKey(Person, models.PROTECT, related_name="requests")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    role = models.CharField(max_length=32)
    post = models.CharField(max_length=64, blank=True)
    command = models.BooleanField(default=False)
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    reason = models.TextField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    refusal = models.TextField(blank=True)
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, related_name="request")

    class Meta:
        indexes = [models.Index(fields=["granted", "proposed_at"], name="requests_waiting")]


class Leave(models.Model):
    """Days on which somebody is away; his posts give him nothing then. ``passed_on_at``: when what
    cannot wait until he is back was passed on to others."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="leaves")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=24)
    passed_on_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "first"]),
            models.Index(
                fields=["first"],
                name="leaves_beginning",
                condition=models.Q(passed_on_at__isnull=True),
            ),
        ]


class Accounts(BaseUserManager["Account"]):
    def get_queryset(self) -> models.QuerySet[Account]:
        # Every request asks for an account, and then whose it is.
        return super().get_queryset().select_related("person")

    def create_user(self, username: str, password: str | None, **others: object) -> Account:
        account = self.model(username=username, **others)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """What a person signs in with. Disabled means gone at the next request.

    Nobody but the person can complete a sign-in: the password he starts with comes from the system
    administrator, the code that lets him set up his second factor from the security administrator
    (``enrolment``: its SHA-256; good until ``enrolment_until``, once). ``password_set_at``: when he
    chose his password himself; None until then.
    """

    username = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="account")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    password_set_at = models.DateTimeField(null=True)
    enrolment = models.CharField(max_length=64, blank=True)
    enrolment_until = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = Accounts()

    def get_full_name(self) -> str:
        return self.person.name_zh if self.person else self.username


class AccessAct(models.Model):
    """What an administrator did about people, posts, accounts and offices, for the audit
    administrator to read. Never changed. ``deed``: its name in the sealed log; ``given``: what was
    set, in identifiers."""

    what = models.CharField(max_length=32)
    actor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="access_acts")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    given = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    deed = models.CharField(max_length=32, unique=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="access_acts_at")]


class BreakGlass(models.Model):
    """A look at one thing by somebody out of whose reach it lies, for a reason, for minutes.

    It waits (``opened_at`` None) for a second person, or is opened without one, and then people
    outside the chain are told at once. ``reviewed_by`` is never the one who looked, nor the second.
    ``office_path``: where he was posted
    when he asked. ``thing``: the token of what is opened, or one that names nothing.
    """

    token = token_field()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    office_path = models.CharField(max_length=PATH_LENGTH)
    kind = models.CharField(max_length=24)
    thing = models.CharField(max_length=64)
    reason = models.TextField()
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    seconded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reads = models.PositiveIntegerField(default=0)
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    proper = models.BooleanField(null=True)
    review_note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "ends_at"])]


class Notice(models.Model):
    """Something a person is told: unread until ``seen_at``. Made with what caused it, so that none
    is lost and none told twice (``cause`` is unique per person)."""

    token = token_field()
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=24)
    cause = models.CharField(max_length=120)
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=400)
    link = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "cause"], name="told_once")]
        indexes = [models.Index(fields=["person", "seen_at", "made_at"], name="notices_of")]

    @property
    def title(self) -> Text:
        return Text(self.title_zh, self.title_en)


def in_force(on: dt.date) -> models.Q:
    """The condition that a dated row holds on a day."""
    return models.Q(valid_from__lte=on) & (
        models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=on)
    )
