"""Notices (公告) by post: published for some days, and taken note of by those they are for."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, prefixes
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import Role
from zhunsheng_web.access.rules import rules
from zhunsheng_web.access.tokens import is_token
from zhunsheng_web.book.models import Announcement, Receipt
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere, WrongState
from zhunsheng_web.casework.refusals import REFUSALS
from zhunsheng_web.record.deed import AlreadyDone, deed, note

LONGEST = 20_000
LONGEST_DAYS = 366
MOST = 200
"""Notices that stand at one time and are looked through for a reader."""


def for_reader(actor: Actor) -> list[Announcement]:
    """The notices that stand today for the actor's posts, those he has not taken note of first.
    Each has ``is_read``. One query."""
    above = {step for standing in actor.standings for step in prefixes(standing.path)}
    mine = Receipt.objects.filter(announcement=OuterRef("pk"), person_id=actor.person_id)
    standing = (
        Announcement.objects.filter(
            Q(office_path__in=above),
            valid_from__lte=actor.on,
            valid_to__gte=actor.on,
            withdrawn_at__isnull=True,
        )
        .annotate(is_read=Exists(mine))
        .select_related("author")
        .order_by("is_read", "-valid_from", "-pk")[:MOST]
    )
    return [one for one in standing if _is_for(one, actor)]


def published_by(actor: Actor) -> QuerySet[Announcement]:
    """What the actor has published himself, the latest first."""
    return Announcement.objects.filter(author_id=actor.person_id).order_by("-made_at", "-pk")


def announcement_of(token: str, *, actor: Actor, now: dt.datetime) -> Announcement:
    """A notice that stands for the actor, or that he published. Raises NotThere."""
    if not is_token(token):
        raise NotThere
    found = published_by(actor).select_related("author").filter(token=token).first()
    if found is None:
        found = next((one for one in for_reader(actor) if one.token == token), None)
    if found is None:
        note("announcement.see", who=actor.code, on=("announcement", token), now=now,
             result="denied", why="out-of-reach")  # fmt: skip
        raise NotThere
    return found


def places_of(actor: Actor) -> tuple[Office, ...]:
    """The offices for which the actor may publish: where he holds a post that may."""
    paths = actor.places(*rules().may["information.publish"])
    return tuple(Office.objects.filter(path__in=paths).order_by("path"))


def announce(
    *, title: str, text: str, roles: Iterable[str], office: str, valid_from: dt.date | None,
    valid_to: dt.date | None, actor: Actor, now: dt.datetime, title_en: str = "",
    text_en: str = "", once: str | None = None,
) -> Announcement:  # fmt: skip
    """Publishes a notice to posts at an office (its code) and below it. ``title_en``, ``text_en``:
    the same in English, both or neither.

    Raises NotAllowed, Incomplete."""
    place = next((one for one in places_of(actor) if one.code == office), None)
    if place is None or not may(actor, "information.publish", place.path).allowed:
        note("announcement.make", who=actor.code, on=("person", actor.code), now=now,
             result="denied", why="not-your-post")  # fmt: skip
        raise NotAllowed("not-your-post", REFUSALS["not-your-post"])
    if not title.strip() or len(title) > 200:
        raise Incomplete(
            "title", Text("请写标题，不超过 200 字。", "Give a title within 200 letters.")
        )
    if not text.strip() or len(text) > LONGEST:
        raise Incomplete("text", Text("请写正文。", "Write the text."))
    if bool(title_en.strip()) != bool(text_en.strip()):
        raise Incomplete(
            "text_en" if title_en.strip() else "title_en",
            Text(
                "英文标题和正文要么都写，要么都不写。",
                "In English write both title and text, or neither.",
            ),
        )
    if len(title_en) > 200 or len(text_en) > LONGEST:
        raise Incomplete(
            "title_en" if len(title_en) > 200 else "text_en",
            Text("写得太长了。", "This is too long."),
        )
    if valid_from is None or valid_to is None or not actor.on <= valid_to or valid_to < valid_from:
        raise Incomplete(
            "valid_to",
            Text(
                "请填写起止日期，截止日期不得早于今日。",
                "Give both days; the last may not be past.",
            ),
        )
    if (valid_to - valid_from).days > LONGEST_DAYS:
        raise Incomplete("valid_to", Text("最长一年。", "A year at most."))
    made = Announcement(
        title=title.strip(),
        text=text.strip(),
        title_en=title_en.strip(),
        text_en=text_en.strip(),
        roles=sorted({str(Role(role)) for role in roles if role in set(Role)}),
        office_path=place.path,
        valid_from=valid_from,
        valid_to=valid_to,
        author_id=actor.person_id,
        made_at=now,
    )
    with deed("announcement.make", who=actor.code, on=("announcement", made.token), now=now,
              name=once) as act:  # fmt: skip
        act.texts |= {"title": title, "text": text, "title_en": title_en, "text_en": text_en}
        made.save()
    return made


def take_note(token: str, *, actor: Actor, now: dt.datetime) -> None:
    """The actor has read it; saying so twice is saying so once."""
    found = announcement_of(token, actor=actor, now=now)
    if Receipt.objects.filter(announcement=found, person_id=actor.person_id).exists():
        return
    # Said at the same moment from another window: once is enough.
    with (
        contextlib.suppress(AlreadyDone),
        deed("announcement.read", who=actor.code, on=("announcement", token), now=now, name=token),
    ):
        Receipt.objects.create(announcement=found, person_id=actor.person_id, at=now)


def withdraw(token: str, *, actor: Actor, now: dt.datetime, once: str | None = None) -> None:
    """Its author takes it down."""
    found = announcement_of(token, actor=actor, now=now)
    if found.author_id != actor.person_id:
        note("announcement.withdraw", who=actor.code, on=("announcement", token), now=now,
             result="denied", why="not-your-post")  # fmt: skip
        raise NotAllowed("not-your-post", REFUSALS["not-your-post"])
    if found.withdrawn_at is not None:
        raise WrongState("withdrawn", Text("公告已撤下。", "The notice is down already."))
    with deed("announcement.withdraw", who=actor.code, on=("announcement", token), now=now,
              name=once):  # fmt: skip
        Announcement.objects.filter(pk=found.pk).update(withdrawn_at=now)


def _is_for(one: Announcement, actor: Actor) -> bool:
    if not one.roles:
        return True
    held = {s.role for s in actor.standings if s.path.startswith(one.office_path)}
    return bool(set(one.roles) & held)
