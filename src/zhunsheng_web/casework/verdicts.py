"""What was concluded of a warning before, whether it happened before, and in whose same words."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.limits import ONE_DAY
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.stages import Conclusion, Disposal, Verb

MOST_COMPARED = 200
_DAYS_A_MONTH = 30.4375


def last_verdict(warning: Warning, *verbs: Verb) -> dict[str, Any]:
    """``conclusion``, ``found_by`` and ``recurred`` as the latest of these acts told them; empty
    where there was none."""
    latest = warning.events.filter(verb__in=verbs).order_by("-at", "-pk").first()
    if latest is None:
        return {}
    told = ("conclusion", "found_by", "recurred")
    return {name: latest.given[name] for name in told if name in latest.given}


def happened_again(warning: Warning, now: dt.datetime) -> bool:
    """Was the same put right in the same office not long ago (P07)? Only where it is founded."""
    if warning.conclusion not in (Conclusion.FOUNDED, Conclusion.PARTLY):
        return False
    since = now - handling().indicators.recurrence_months * _DAYS_A_MONTH * ONE_DAY
    return (
        Warning.objects.filter(
            yardstick__standard=warning.yardstick.standard,
            office_path=warning.office_path,
            secrecy=warning.secrecy,
            disposal=Disposal.RECTIFICATION,
            closed_at__gte=since,
            closed_at__lte=now,
        )
        .exclude(pk=warning.pk)
        .exists()
    )


def same_words(actor: Actor, text: str, now: dt.datetime) -> bool:
    """Did the actor conclude of another warning in the same words a moment ago (P05)?"""
    since = now - dt.timedelta(seconds=handling().indicators.rubber_seconds)
    before = Event.objects.filter(
        actor_id=actor.person_id, at__gte=since, at__lte=now, verb__in=(Verb.VERIFY, Verb.SETTLE)
    ).values_list("text", flat=True)[:MOST_COMPARED]
    words = _bare(text)
    return any(_bare(one) == words for one in before)


def _bare(text: str) -> str:
    """Letters alone: commas, blanks and numbers do not make other words."""
    whole = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in whole if letter.isalpha())
