"""One act that either is done and recorded, or neither.

The change is made in a transaction of the database; when it is complete, its record is sealed; then
the transaction is committed together with the record's number. If the record cannot be sealed,
nothing is changed. If the process dies between the two, the log holds a record of an act that never
took effect: ``record.reconciling``, at the next start, finds it and seals ``abandoned`` after it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from zhunsheng.seal.record import Commitment, Record
from zhunsheng_web.record import log
from zhunsheng_web.record.models import Sealed, SealedAct
from zhunsheng_web.record.service import as_the_service


class AlreadyDone(Exception):
    """The same form was sent before, and took effect then."""


@dataclass(slots=True)
class Deed:
    """What the record of an act will say. The body of the act fills it in; ``leaf`` is known
    after. ``texts``: free text, sealed as salted digests alone."""

    what: str
    who: str
    on: tuple[str, str]
    when: dt.datetime
    name: str
    post: str | None = None
    why: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    leaf: int = -1


@contextmanager
def deed(
    what: str,
    *,
    who: str,
    on: tuple[str, str],
    now: dt.datetime,
    name: str | None = None,
    post: str | None = None,
    why: str | None = None,
) -> Iterator[Deed]:
    """Does what the body does, and seals it. ``name``: the one-time name the form carried, however
    long; it counts for this person and this act alone, so that nobody uses up another's.

    Raises AlreadyDone for a name that was used, NotSealed if the log refuses.
    """
    named = _named(who, what, name or f"{on}|{now.isoformat()}")
    act = Deed(what, who, on, now, named, post, why)
    with as_the_service(), transaction.atomic():
        # Reserved first: the same form sent twice at once waits here for the first, and whoever
        # reconciles can wait for everything that is under way.
        kept = _reserved(named, now)
        yield act
        commitments = {key: Commitment.to(text) for key, text in act.texts.items() if text}
        record = Record(
            when=now,
            who=who,
            what=what,
            on=act.on,
            result="done",
            post=act.post or None,
            why=act.why or None,
            counts=act.counts,
            commits={"act": digest_of(named)} | {key: c.digest for key, c in commitments.items()},
        )
        act.leaf = log.write([record])[0]
        kept.leaf = act.leaf
        kept.save(update_fields=["leaf"])
        Sealed.objects.bulk_create(
            Sealed(leaf=act.leaf, name=key, salt=c.salt, text=act.texts[key], digest=c.digest)
            for key, c in commitments.items()
        )


def _named(who: str, what: str, name: str) -> str:
    whole = f"{who}|{what}|{name}".encode(errors="surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:32]


def digest_of(name: str) -> str:
    """How a record says which act it tells of."""
    return hashlib.sha256(name.encode()).hexdigest()


def _reserved(name: str, now: dt.datetime) -> SealedAct:
    try:
        with transaction.atomic():
            return SealedAct.objects.create(deed=name, at=now)
    except IntegrityError as error:
        raise AlreadyDone from error


def note(
    what: str,
    *,
    who: str,
    on: tuple[str, str],
    now: dt.datetime,
    result: str = "done",
    post: str | None = None,
    why: str | None = None,
    counts: Mapping[str, int] | None = None,
) -> int:
    """Seals a denial, a reading or an export before it happens; its number. Raises NotSealed."""
    record = Record(
        when=now, who=who, what=what, on=on, result=result, post=post, why=why, counts=counts or {}
    )
    return log.write([record])[0]
