"""Keys made, ended and recognised."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.administering import homes
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import ADMINISTRATORS
from zhunsheng_web.access.tokens import new_token, told_as
from zhunsheng_web.api.models import AccessKey
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere
from zhunsheng_web.clock import today
from zhunsheng_web.record.deed import deed, note

PREFIX = "zsk_"
"""By which a key that got into a repository or a log is recognised."""
SCOPES = ("read", "act")
MOST_DAYS, MOST_KEYS = 90, 10


def make_key(
    title: str, scope: str, days: int, *, actor: Actor, now: dt.datetime, once: str | None = None
) -> tuple[AccessKey, str]:
    """A new key of the actor's own and its secret, which nobody can be told again. Raises
    Incomplete, NotAllowed, AlreadyDone (the form ``once`` names was sent before)."""
    if actor.roles & ADMINISTRATORS:
        note("key.make", who=actor.code, on=("person", actor.code), now=now, result="denied",
             why="administrator")  # fmt: skip
        raise NotAllowed(
            "administrator",
            Text("管理员不使用访问密钥。", "Administrators have no keys for programs."),
        )
    if not title.strip():
        raise Incomplete("title", Text("请写明密钥用途。", "Say what the key is for."))
    if scope not in SCOPES:
        raise Incomplete("scope", Text("范围为 read 或 act。", "The scope is read or act."))
    if not 1 <= days <= MOST_DAYS:
        raise Incomplete(
            "days",
            Text(f"有效期为 1 至 {MOST_DAYS} 天。", f"It is valid for 1 to {MOST_DAYS} days."),
        )
    held = AccessKey.objects.filter(
        person_id=actor.person_id, ended_at__isnull=True, expires_at__gt=now
    ).count()
    if held >= MOST_KEYS:
        raise Incomplete(
            "title",
            Text(
                f"每人最多 {MOST_KEYS} 个有效密钥，请先停用不再使用的。",
                f"At most {MOST_KEYS} keys a person; end one that is no longer used.",
            ),
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = new_token()
    with deed("key.make", who=actor.code, on=("key", token), now=now, name=once,
              why=scope) as act:  # fmt: skip
        act.texts["title"] = title.strip()
        key = AccessKey.objects.create(
            token=token,
            digest=_digest(secret),
            person_id=actor.person_id,
            title=title.strip(),
            scope=scope,
            made_at=now,
            expires_at=now + dt.timedelta(days=days),
        )
    return key, secret


def end_key(token: str, *, actor: Actor, now: dt.datetime) -> None:
    """Ends a key: its owner's own, or that of anybody in his area for the security administrator.
    Ended already: nothing more happens. Raises NotThere."""
    key = AccessKey.objects.filter(token=token).select_related("person").first()
    if key is None or not (key.person_id == actor.person_id or _looks_after(actor, key)):
        note("key.end", who=actor.code, on=("key", told_as(token)), now=now, result="denied",
             why="not-yours")  # fmt: skip
        raise NotThere
    if key.ended_at is not None:
        return
    with deed("key.end", who=actor.code, on=("key", token), now=now,
              name=secrets.token_hex(16)):  # fmt: skip
        key.ended_at, key.ended_by_id = now, actor.person_id
        key.save(update_fields=["ended_at", "ended_by"])


def _looks_after(actor: Actor, key: AccessKey) -> bool:
    return any(may(actor, "key.end", path).allowed for path in homes(key.person))


def recognised(secret: str, now: dt.datetime) -> AccessKey | None:
    """The key of a secret, while it is valid and its owner's account is."""
    if not secret.startswith(PREFIX):
        return None
    key = (
        AccessKey.objects.filter(digest=_digest(secret), ended_at__isnull=True, expires_at__gt=now)
        .select_related("person__account")
        .first()
    )
    if key is None or not getattr(getattr(key.person, "account", None), "is_active", False):
        return None
    if key.last_used_on != today():
        key.last_used_on = today()
        key.save(update_fields=["last_used_on"])
    return key


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
