"""What belongs to a warning: others it came from or led to, others of the same officer or case."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.models import Finding, Warning
from zhunsheng_web.casework.queue import NEWEST, loaded, visible_warnings

MOST = 20


@dataclass(frozen=True, slots=True)
class Related:
    """``kind``: recurrence, raised, officer or subject."""

    warning: Warning
    kind: str


def related(warning: Warning, actor: Actor) -> list[Related]:
    """Those of the related warnings the actor may see, at most twenty, the linked ones first."""
    linked = {one.to_id: one.kind for one in warning.links.all()}
    linked |= {one.warning_id: one.kind for one in warning.linked_from.all()}
    same = Q(subject_kind=warning.subject_kind, subject_id=warning.subject_id)
    if warning.subject_kind == "office":
        same &= Q(yardstick__standard=warning.yardstick.standard)
    seen = visible_warnings(actor).filter(Q(pk__in=linked) | same).exclude(pk=warning.pk)
    found = loaded(seen.order_by(*NEWEST).values_list("pk", flat=True)[: MOST * 2])
    kinds = [Related(one, linked.get(one.pk, warning.subject_kind)) for one in found]
    return sorted(kinds, key=lambda one: one.warning.pk not in linked)[:MOST]


def rows_of(warning: Warning, actor: Actor | None = None) -> QuerySet[Finding]:
    """Its findings in the order of time; where it was raised beside others, theirs. ``actor``:
    of the others those alone that he may see."""
    # One after the other: few are linked, and of few it is soon known whether he may see them.
    sources = list(warning.links.filter(kind="raised").values_list("to_id", flat=True))
    if sources and actor is not None:
        named = Warning.objects.filter(pk__in=sources)
        sources = list(visible_warnings(actor).filter(pk__in=named).values_list("pk", flat=True))
    found = Finding.objects.filter(warning_id__in=[warning.pk, *sources])
    return found.order_by("happened_at", "pk")
