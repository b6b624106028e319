"""Files that come with an act: checked, kept under their digest, read through the warning alone."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from zhunsheng.durable import make_folder, sync_file, sync_folder
from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.tokens import told_as
from zhunsheng_web.casework.acting import allow, reach
from zhunsheng_web.casework.faults import Incomplete, NotDone, NotThere
from zhunsheng_web.casework.files.checking import look_at
from zhunsheng_web.casework.files.refusal import Refused
from zhunsheng_web.casework.models import Attachment, Inquiry, Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.casework.verbs.inquiries import own_inquiry
from zhunsheng_web.record.deed import deed, note
from zhunsheng_web.record.service import as_the_service

MOST_WAITING = 20
"""Files a person may have uploaded to one warning without having sent the form."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file to be handed out: always to be saved, never to be shown in the page."""

    name: str
    media_type: str
    content: bytes


class Damaged(NotDone):
    """A kept file is gone or is not what was kept."""

    status = 500


def add(token: str, name: str, content: bytes, *, actor: Actor, now: dt.datetime) -> Attachment:
    """Checks a file and keeps it for an act with a warning, whose form then names its token.

    Raises NotThere, NotAllowed, Incomplete (refused, and why).
    """
    warning = reach(token, actor=actor, now=now)
    allow(Verb.NOTE, warning, actor=actor, now=now)
    return _keep(warning, None, ("warning", token), name, content, actor, now)


def add_to_inquiry(
    inquiry: str, name: str, content: bytes, *, actor: Actor, now: dt.datetime
) -> Attachment:
    """The same for an officer's own answer. Raises NotThere, Incomplete."""
    found = own_inquiry(inquiry, actor=actor, now=now)
    return _keep(found.warning, found, ("inquiry", inquiry), name, content, actor, now)


def waiting(warning: Warning, actor: Actor, inquiry: Inquiry | None = None) -> list[Attachment]:
    """What the actor has uploaded and not yet sent with an act."""
    found = Attachment.objects.filter(
        warning=warning, added_by_id=actor.person_id, event=None, inquiry=inquiry
    )
    return list(found.order_by("pk"))


def fetch(token: str, *, actor: Actor, now: dt.datetime) -> Fetched:
    """A file, if the actor may read its warning, or added it himself to what he was asked. The
    reading is recorded first. Raises NotThere, Damaged."""
    on = ("attachment", told_as(token))
    with as_the_service():  # the officer's own comes with a warning he may not know of
        found = _readable(actor).filter(token=on[1]).select_related("warning").first()
    if found is None and actor.glass:
        found = _opened(actor).filter(token=on[1]).select_related("warning").first()
        if found is not None:
            reach(found.warning.token, actor=actor, now=now)
    if found is None:
        note("attachment.read", who=actor.code, on=on, now=now, result="denied")
        raise NotThere
    note("attachment.read", who=actor.code, on=on, now=now)
    return Fetched(found.name, found.media_type, _read(found.digest))


def _readable(actor: Actor) -> QuerySet[Attachment]:
    """The files he may read, in one condition: what is hidden is asked for as what is not there.
    Of what he is asked about himself only what he added; elsewhere also what was sent with an act.
    """
    me = actor.person_id
    seen = visible_warnings(actor).filter(pk=OuterRef("warning_id"))
    own = Q(inquiry__person_id=me, added_by_id=me)
    return Attachment.objects.filter(own | (_of_others(actor) & Exists(seen)))


def _opened(actor: Actor) -> QuerySet[Attachment]:
    """The files of the warnings that stand open to him for minutes."""
    opened = [one.thing for one in actor.glass if one.kind == "warning"]
    return Attachment.objects.filter(_of_others(actor), warning__token__in=opened)


def _of_others(actor: Actor) -> Q:
    me = actor.person_id
    asked = Q(inquiry=None) | ~Q(inquiry__person_id=me)
    return asked & (Q(added_by_id=me) | Q(event__isnull=False))


def place(digest: str) -> Path:
    """Where a file of a digest lies."""
    return Path(settings.HOME) / "attachments" / digest[:2] / digest


def store(content: bytes) -> str:
    """Keeps a file so that a power cut does not take it back; its SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    final = place(digest)
    if final.exists():
        return digest
    make_folder(final.parent)
    part = final.with_name(f"{digest}.{os.getpid()}.{os.urandom(4).hex()}.part")
    part.write_bytes(content)
    sync_file(part)
    part.rename(final)
    sync_folder(final.parent)
    return digest


@contextmanager
def guarded(*, alone: bool) -> Iterator[None]:
    """Keeps files from being thrown away (``alone``: and from being kept) meanwhile. Taken before
    anything of the database is held."""
    folder = Path(settings.HOME) / "attachments"
    make_folder(folder)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def _keep(
    warning: Warning,
    inquiry: Inquiry | None,
    on: tuple[str, str],
    name: str,
    content: bytes,
    actor: Actor,
    now: dt.datetime,
) -> Attachment:
    try:
        clean = look_at(name, content)
    except Refused as refused:
        note("attachment.add", who=actor.code, on=on, now=now, result="denied", why=refused.code)
        raise Incomplete("attachments", refused.text) from refused
    held = waiting(warning, actor, inquiry)
    if len(held) >= MOST_WAITING:
        raise Incomplete(
            "attachments",
            Text(
                "未提交的附件已有 {n} 个，请先提交。",
                "{n} files are waiting to be sent already; send them first.",
            ).fill(n=len(held)),
        )
    digest = hashlib.sha256(clean.content).hexdigest()
    for same in held:
        if (same.digest, same.name) == (digest, clean.name):
            return same
    once = f"{on[1]}|{digest}|{clean.name}|{now.isoformat()}"
    with (
        guarded(alone=False),
        deed("attachment.add", who=actor.code, on=on, now=now, name=once) as act,
    ):
        store(clean.content)
        act.counts["bytes"] = len(clean.content)
        return Attachment.objects.create(
            warning=warning,
            inquiry=inquiry,
            name=clean.name,
            media_type=clean.media_type,
            size=len(clean.content),
            digest=digest,
            added_by_id=actor.person_id,
            added_at=now,
        )


def _read(digest: str) -> bytes:
    try:
        content = place(digest).read_bytes()
    except OSError as error:
        raise _gone() from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise _gone()
    return content


def _gone() -> Damaged:
    return Damaged(
        "attachment-damaged",
        Text(
            "附件已损坏或丢失，请告知系统管理员从备份恢复。",
            "The attachment is damaged or lost; tell the system administrator to restore it.",
        ),
    )
