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


def rows_of(warning: Warning, actor: Actor) -> QuerySet[Finding]:
    """Its findings in the order of time; where it was raised beside others that ``actor`` may see,
    theirs too."""
    # Those linked are named first: of few it is soon known whether he may see them.
    sources = visible_warnings(actor).filter(
        pk__in=warning.links.filter(kind="raised").values("to_id")
    )
    # An "or" over the findings would have PostgreSQL read them all.
    own = Warning.objects.filter(pk=warning.pk)
    of = own.values("pk").union(sources.values("pk"))
    return Finding.objects.filter(warning_id__in=of).order_by("happened_at", "pk")
