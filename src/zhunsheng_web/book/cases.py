"""Teaching cases: told from a closed warning by the third line, published by another person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import Role
from zhunsheng_web.access.tokens import is_token
from zhunsheng_web.book.anonymity import Trace, traces
from zhunsheng_web.book.models import CaseSource, TeachingCase
from zhunsheng_web.casework.acting import reach
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere, Stale, WrongState
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.refusals import REFUSALS
from zhunsheng_web.casework.stages import Stage
from zhunsheng_web.record.deed import deed, note


@dataclass(frozen=True, slots=True)
class InEnglish:
    """The same case in English; all of it is given or nothing."""

    title: str = ""
    text: str = ""
    lesson: str = ""

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        return ("title_en", self.title), ("text_en", self.text), ("lesson_en", self.lesson)


NOT_GIVEN = InEnglish()
DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
LONGEST = 20_000


class NotAnonymous(Incomplete):
    """Somebody can still be recognised; ``left`` says by what."""

    def __init__(self, left: tuple[Trace, ...]) -> None:
        super().__init__(
            "text",
            Text(
                "文中还留有可以认出当事人的内容，请删去或改写。",
                "Something in the text still gives somebody away; take it out or write it anew.",
            ),
        )
        self.left = left


def published(actor: Actor) -> QuerySet[TeachingCase]:
    """The cases that are there for the actor's posts, the latest first. At most a few thousand
    cases are ever published, so who may read one is decided row by row in :func:`readable`."""
    return TeachingCase.objects.filter(stage=PUBLISHED).order_by("-published_at", "-pk")


def readable(case: TeachingCase, actor: Actor) -> bool:
    """Is it meant for one of the actor's posts?"""
    return not case.roles or bool(set(case.roles) & actor.roles)


def in_hand(actor: Actor) -> QuerySet[TeachingCase]:
    """Drafts (and what was withdrawn) of warnings the actor may know of, if he publishes."""
    if not may(actor, "information.publish").allowed:
        return TeachingCase.objects.none()
    seen = visible_warnings(actor).filter(pk=OuterRef("warning_id"))
    known = CaseSource.objects.filter(Exists(seen), case_id=OuterRef("pk"))
    return TeachingCase.objects.filter(Exists(known)).exclude(stage=PUBLISHED).order_by("-made_at")


def case_of(token: str, *, actor: Actor, now: dt.datetime) -> TeachingCase:
    """A case the actor may read. Raises NotThere; a refusal is recorded."""
    if not is_token(token):
        raise NotThere
    found = TeachingCase.objects.select_related("author").filter(token=token).first()
    if found is not None:
        is_known = readable(found, actor) or _source(found, actor) is not None
        if found.stage == PUBLISHED and is_known:
            return found
        if in_hand(actor).filter(pk=found.pk).exists():
            return found
    note("case.see", who=actor.code, on=("case", token), now=now, result="denied",
         why="out-of-reach")  # fmt: skip
    raise NotThere


def make(
    *, warning: str, title: str, text: str, lesson: str, roles: Iterable[str], actor: Actor,
    now: dt.datetime, english: InEnglish = NOT_GIVEN, once: str | None = None,
) -> TeachingCase:  # fmt: skip
    """Tells a closed warning as a case. Raises NotThere, NotAllowed, WrongState, Incomplete,
    NotAnonymous."""
    if not is_token(warning):
        raise NotThere
    source = reach(warning, actor=actor, now=now)
    _allowed(actor, source.office_path, source.token, now)
    if source.stage != Stage.CLOSED:
        raise WrongState(
            "not-closed",
            Text("办结之后才能作为案例。", "Only a closed warning can be told as a case."),
        )
    _checked(source, title, text, lesson, english)
    case = TeachingCase(
        title=title.strip(),
        text=text.strip(),
        lesson=lesson.strip(),
        **{name: value.strip() for name, value in english.parts},
        domain=source.yardstick.domain,
        standard=source.yardstick.standard,
        roles=_roles(roles),
        stage=DRAFT,
        author_id=actor.person_id,
        made_at=now,
        hands=[actor.person_id],
    )
    with deed("case.make", who=actor.code, on=("case", case.token), now=now, name=once) as act:
        act.texts |= {"title": title, "text": text, "lesson": lesson} | dict(english.parts)
        case.save()
        CaseSource.objects.create(case=case, warning=source)
    return case


def edit(
    token: str, *, title: str, text: str, lesson: str, roles: Iterable[str], actor: Actor,
    now: dt.datetime, revision: int, english: InEnglish = NOT_GIVEN, once: str | None = None,
) -> TeachingCase:  # fmt: skip
    """Writes a draft anew."""
    case, source = _held(token, actor, now, revision, DRAFT)
    _checked(source, title, text, lesson, english)
    with deed("case.edit", who=actor.code, on=("case", token), now=now, name=once) as act:
        act.texts |= {"title": title, "text": text, "lesson": lesson} | dict(english.parts)
        case.title, case.text, case.lesson = title.strip(), text.strip(), lesson.strip()
        for name, value in english.parts:
            setattr(case, name, value.strip())
        case.roles = _roles(roles)
        case.hands = sorted({*case.hands, actor.person_id})
        _save(case)
    return case


def publish(
    token: str, *, actor: Actor, now: dt.datetime, revision: int, once: str | None = None
) -> TeachingCase:
    """Somebody who did not write it publishes it; names are looked for once more."""
    case, source = _held(token, actor, now, revision, DRAFT)
    if actor.person_id in case.hands:
        note("case.publish", who=actor.code, on=("case", token), now=now, result="denied",
             why="four-eyes")  # fmt: skip
        raise NotAllowed(
            "four-eyes",
            Text(
                "案例由您撰写，须由他人审核发布。",
                "You wrote this case; somebody else reviews and publishes it.",
            ),
        )
    english = InEnglish(case.title_en, case.text_en, case.lesson_en)
    _checked(source, case.title, case.text, case.lesson, english)
    with deed("case.publish", who=actor.code, on=("case", token), now=now, name=once):
        case.stage, case.published_by_id, case.published_at = PUBLISHED, actor.person_id, now
        _save(case)
    return case


def withdraw(
    token: str, *, actor: Actor, now: dt.datetime, revision: int, once: str | None = None
) -> TeachingCase:
    """Takes a case back from its readers."""
    case, _ = _held(token, actor, now, revision, PUBLISHED)
    with deed("case.withdraw", who=actor.code, on=("case", token), now=now, name=once):
        case.stage = WITHDRAWN
        _save(case)
    return case


def possible(case: TeachingCase, actor: Actor) -> tuple[str, ...]:
    """What the actor can do with it next: edit, publish, withdraw."""
    if not may(actor, "information.publish").allowed or _source(case, actor) is None:
        return ()
    if case.stage == PUBLISHED:
        return ("withdraw",)
    if case.stage != DRAFT:
        return ()
    return ("edit",) if actor.person_id in case.hands else ("edit", "publish")


def _held(
    token: str, actor: Actor, now: dt.datetime, revision: int, stage: str
) -> tuple[TeachingCase, Warning]:
    case = case_of(token, actor=actor, now=now)
    source = _source(case, actor)
    if source is None:
        raise NotThere
    _allowed(actor, source.office_path, token, now)
    if case.revision != revision or case.stage != stage:
        raise Stale(
            "stale",
            Text(
                "您打开页面之后，这个案例已被改动。请刷新后再办，已填内容仍保留在页面上。",
                "The case was changed after you opened the page. Reload and go on; what you wrote "
                "is still on the page.",
            ),
        )
    return case, source


def _save(case: TeachingCase) -> None:
    """Only over what was read: of two at once, one is told that the other came first."""
    revision, case.revision = case.revision, case.revision + 1
    fields = {
        field.attname: getattr(case, field.attname)
        for field in case._meta.concrete_fields
        if not field.primary_key
    }
    if not TeachingCase.objects.filter(pk=case.pk, revision=revision).update(**fields):
        raise Stale("stale", Text("案例刚被他人改动。", "Somebody else has just changed the case."))


def _source(case: TeachingCase, actor: Actor) -> Warning | None:
    """Where it came from, if the actor may know of that."""
    known = CaseSource.objects.filter(case=case).values("warning_id")
    return visible_warnings(actor).select_related("office").filter(pk__in=known).first()


def _allowed(actor: Actor, path: str, token: str, now: dt.datetime) -> None:
    if not may(actor, "information.publish", path).allowed:
        note("case.make", who=actor.code, on=("warning", token), now=now, result="denied",
             why="not-your-post")  # fmt: skip
        raise NotAllowed("not-your-post", REFUSALS["not-your-post"])


def _checked(warning: Warning, title: str, text: str, lesson: str, english: InEnglish) -> None:
    for field, value, said in (
        ("title", title, Text("请写标题。", "Give it a title.")),
        ("text", text, Text("请写案情。", "Tell what happened.")),
        ("lesson", lesson, Text("请写启示。", "Say what is to be learned.")),
    ):
        if not value.strip():
            raise Incomplete(field, said)
    given = [bool(value.strip()) for _, value in english.parts]
    if any(given) and not all(given):
        missing = english.parts[given.index(False)][0]
        raise Incomplete(
            missing,
            Text(
                "英文要么三项写全，要么都不写。",
                "In English write all three parts, or none.",
            ),
        )
    written = (("title", title), ("text", text), ("lesson", lesson), *english.parts)
    for field, value in written:
        if len(value) > (200 if field.startswith("title") else LONGEST):
            raise Incomplete(field, Text("写得太长了。", "This is too long."))
    left = traces("\n".join(value for _, value in written), warning)
    if left:
        raise NotAnonymous(left)


def _roles(roles: Iterable[str]) -> list[str]:
    return sorted({str(Role(role)) for role in roles if role in set(Role)})
