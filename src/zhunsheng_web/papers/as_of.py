"""Warnings as they stood at a moment, read back from what was done with them since.

A report on a month that is over says the same whenever it is made: what came in, was closed and
stood open is told by the events up to the end of the month, whatever was done afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from zhunsheng.model.text import Text
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.stages import OPEN, Stage, Verb

_GONE = (Stage.MERGED, Stage.SUPERSEDED)
_ENDING = (Verb.CLOSE, Verb.SETTLE)


@dataclass(frozen=True, slots=True)
class Stood:
    """A warning as it stood then. ``whole_due_at``: the limit of the whole, where it had passed.
    ``conclusion`` and ``disposal``: as it was closed; empty while it was open."""

    number: str
    level: int
    stage: Stage
    due_at: dt.datetime | None
    whole_due_at: dt.datetime | None
    office_path: str
    office: Text
    standard: Text
    domain: Text
    conclusion: str = ""
    disposal: str = ""

    @property
    def first_due(self) -> dt.datetime | None:
        """The earlier of its limits; None where there is none."""
        return min((at for at in (self.due_at, self.whole_due_at) if at), default=None)


_COLUMNS = (
    "number", "level", "stage_then", "due_then", "whole_then", "office_path", "office__title_zh",
    "office__title_en", "yardstick__title_zh", "yardstick__title_en", "yardstick__domain_zh",
    "yardstick__domain_en",
)  # fmt: skip


def came(seen: QuerySet[Warning], start: dt.datetime, end: dt.datetime) -> list[Stood]:
    """Made from ``start`` to before ``end``, and neither merged nor cleared by the end."""
    then = _then(seen, end).filter(created_at__gte=start, created_at__lt=end)
    return list(_stood(then.exclude(stage_then__in=_GONE)))


def standing_open(seen: QuerySet[Warning], at: dt.datetime) -> list[Stood]:
    """Those not closed then."""
    near = seen.filter(Q(stage__in=OPEN) | Q(closed_at__gte=at), created_at__lt=at)
    return list(_stood(_then(near, at).filter(stage_then__in=OPEN)))


def closed(seen: QuerySet[Warning], start: dt.datetime, end: dt.datetime) -> list[Stood]:
    """Closed from ``start`` to before ``end``, and not taken up again by the end."""
    taken_up = Event.objects.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")),
        warning=OuterRef("warning"),
        at__lt=end,
        source=Stage.CLOSED,
    ).exclude(target=Stage.CLOSED)
    endings = (
        Event.objects.filter(at__gte=start, at__lt=end, verb__in=_ENDING, target=Stage.CLOSED)
        .filter(warning__in=seen.values("pk"))
        .exclude(Exists(taken_up))
    )
    how = {
        pk: (str(given.get("conclusion", "")), str(given.get("disposal", "")))
        for pk, given in endings.order_by("at", "pk").values_list("warning_id", "given")
    }
    then = _then(seen.filter(pk__in=endings.values("warning_id")), end)
    return list(_stood(then, how))


def _then(rows: QuerySet[Warning], at: dt.datetime) -> Any:
    """With ``stage_then``, ``due_then`` and ``raised_since``: what the event gave that first raised
    its level since, if one did. What was before an event, the event tells; where nothing was done
    since, the warning itself does."""
    of = Event.objects.filter(warning=OuterRef("pk"))
    before = of.filter(at__lt=at).order_by("-at", "-pk")
    after = of.filter(at__gte=at).exclude(verb=Verb.TAKE_IN).order_by("at", "pk")
    raised = after.filter(given__has_key="was_level")
    whole = before.filter(verb=Verb.BREACH, given__has_key="overall").exclude(
        Exists(
            Event.objects.filter(
                warning=OuterRef("warning"), at__lt=at, target=Stage.CLOSED, pk__gt=OuterRef("pk")
            )
        )
    )
    return rows.annotate(
        stage_then=Coalesce(
            Subquery(before.values("target")[:1]),
            NullIf(Subquery(after.values("source")[:1]), Value("")),
            F("stage"),
        ),
        due_then=Case(
            When(Exists(after), then=Subquery(after.values("was_due_at")[:1])),
            default=F("due_at"),
        ),
        whole_then=Subquery(whole.values("given__due_at")[:1]),
        raised_since=Subquery(raised.values("given")[:1]),
    )


def _stood(rows: Any, how: dict[int, tuple[str, str]] | None = None) -> Iterable[Stood]:
    columns = ("pk", "raised_since", *_COLUMNS)
    for pk, raised, number, level, stage, due_at, whole, path, *words in rows.values_list(*columns):
        conclusion, disposal = (how or {}).get(pk, ("", ""))
        yield Stood(
            number=number,
            level=raised["was_level"] if raised else level,
            stage=Stage(stage),
            due_at=due_at,
            whole_due_at=dt.datetime.fromisoformat(whole) if whole else None,
            office_path=path,
            office=Text(words[0], words[1]),
            standard=Text(words[2], words[3]),
            domain=Text(words[4], words[5]),
            conclusion=conclusion,
            disposal=disposal,
        )
