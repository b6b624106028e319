"""What goes in and comes out. Titles in both languages; moments with their zone; no row numbers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from zhunsheng.model.text import Text

Token = Annotated[str, StringConstraints(pattern=r"^[0-9a-z]{20}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]{1,120}$")]
Cursor = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_=-]{1,200}$")]
Once = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$")]
Words = Annotated[str, StringConstraints(max_length=4_000, pattern=r"^[^\x00]*$")]
Revision = Annotated[int, Field(ge=0, le=2_147_483_647, strict=True)]


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class Title(Schema):
    """Both languages."""

    zh: str
    en: str

    @staticmethod
    def of(text: Text) -> Title:
        return Title(zh=text.zh, en=text.en)


class WarningLine(Schema):
    """A warning in a list."""

    token: str
    number: str
    level: int
    stage: str
    desk: str
    standard: str
    title: Title
    office: str
    office_title: Title
    rows: int
    conclusion: str
    disposal: str
    due_at: dt.datetime | None
    created_at: dt.datetime
    closed_at: dt.datetime | None
    revision: int


class WarningPage(Schema):
    """A part of a list; ``next``: the cursor of the part that follows, none at the end."""

    items: list[WarningLine]
    next: str | None


class Cited(Schema):
    law: str
    article: str
    title: Title


class WarningWhole(WarningLine):
    """One warning. ``can``: what the asker may do with it now."""

    sentence: Title
    level_why: list[Title]
    domain: str
    basis: list[Cited]
    first_on: dt.date
    last_on: dt.date
    money: Decimal | None
    rows_cleared: int
    subject_kind: str
    overall_due_at: dt.datetime | None
    suspended_at: dt.datetime | None
    rectify_by: dt.date | None
    assignee: str | None
    can: list[str]


class RowLine(Schema):
    """One finding of a warning."""

    key: str
    subject_type: str
    subject_id: str
    happened_at: dt.datetime
    reason: str
    sentence: Title
    observed: float | None
    allowed: float | None
    unit: str
    money: Decimal | None
    cleared_at: dt.datetime | None


class RowPage(Schema):
    items: list[RowLine]
    next: str | None


class EventLine(Schema):
    """Something that was done. ``by``: the code of who handled it; none for the system, and for
    the officer concerned, who is not named here."""

    token: str
    verb: str
    at: dt.datetime
    by: str | None
    source: str
    target: str
    reason_code: str
    text: str
    was_due_at: dt.datetime | None


class EventPage(Schema):
    items: list[EventLine]


class ChoiceLine(Schema):
    value: str
    title: Title


class FieldLine(Schema):
    """``when``: asked only if another field has one of these values."""

    name: str
    kind: str
    label: Title
    required: bool
    choices: list[ChoiceLine]
    when: dict[str, list[str]]


class FormLine(Schema):
    """What has to be given to do something."""

    verb: str
    title: Title
    grave: bool
    fields: list[FieldLine]


class Forms(Schema):
    revision: int
    items: list[FormLine]


Given = dict[
    Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")],
    Words | Annotated[list[Words], Field(max_length=1_000)],
]


class ActIn(Strict):
    """``revision``: what was seen of the warning; ``given``: fields by name, as its form says."""

    revision: Revision
    given: Given = {}


class BatchRow(Strict):
    token: Token
    revision: Revision


class BatchIn(Strict):
    verb: Literal["sign", "settle"]
    rows: Annotated[list[BatchRow], Field(min_length=1, max_length=200)]
    given: Given = {}


class OutcomeLine(Schema):
    token: str
    done: bool
    code: str
    detail: str


class Outcomes(Schema):
    items: list[OutcomeLine]


class InquiryLine(Schema):
    """What the asker himself was asked."""

    token: str
    question: str
    asked_at: dt.datetime
    due_at: dt.datetime | None
    answered_at: dt.datetime | None
    answer: str
    cleared_at: dt.datetime | None
    clearance: str


class Inquiries(Schema):
    items: list[InquiryLine]


class AnswerIn(Strict):
    given: Given = {}


class NoticeLine(Schema):
    token: str
    kind: str
    title: Title
    link: str
    made_at: dt.datetime
    seen_at: dt.datetime | None


class Notices(Schema):
    items: list[NoticeLine]


class RegisterLine(Schema):
    id: str
    title: Title


class RegisterPage(Schema):
    items: list[RegisterLine]
    next: str | None


class RunCounts(Schema):
    """All findings of a run, by what became of them; how many warnings they made."""

    findings: int
    fresh: int
    known: int
    muted: int
    cleared: int
    warnings: int


class RunLine(Schema):
    """A run taken in. ``counts``: how its findings were accounted for; null for whoever sees
    warnings himself, to whom it would tell what is kept from him."""

    run: str
    as_of: dt.date
    taken_at: dt.datetime
    counts: RunCounts | None


class Runs(Schema):
    items: list[RunLine]


class Standing(Schema):
    role: str
    office: str
    office_title: Title
    acting: bool


class Me(Schema):
    """Who asks, and the posts he holds today."""

    code: str
    name: Title
    standings: list[Standing]


class KeyIn(Strict):
    """``title``: what for; ``scope``: read, or act; ``days``: how long."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
    scope: Literal["read", "act"] = "read"
    days: Annotated[int, Field(ge=1, le=90, strict=True)] = 30


class KeyLine(Schema):
    token: str
    title: str
    scope: str
    made_at: dt.datetime
    expires_at: dt.datetime
    last_used_on: dt.date | None
    ended_at: dt.datetime | None


class KeyMade(KeyLine):
    """``secret`` is told this once."""

    secret: str


class Keys(Schema):
    items: list[KeyLine]


class Health(Schema):
    status: Literal["ok"]
