"""Which warnings of a list wait for a step that is somebody else's, since the reader took one
before it (``four_eyes`` of ``access/rules.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.rules import rules
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.stages import Stage, Verb

_NEXT = {Stage.EXPLAINED: Verb.VERIFY, Stage.VERIFIED: Verb.REVIEW}


def for_others(warnings: Iterable[Warning], actor: Actor) -> frozenset[int]:
    """The row numbers of those whose next step the actor may not take; one query for all."""
    earlier = {
        one.pk: rules().four_eyes[one.secrecy].get(_NEXT[Stage(one.stage)], frozenset())
        for one in warnings
        if one.stage in _NEXT
    }
    steps = Event.objects.filter(warning_id__in=earlier).exclude(actor=None)
    return frozenset(
        pk
        for pk, verb, person, before in steps.values_list(
            "warning_id", "verb", "actor_id", "given__hands"
        )
        for hand, who in ((verb, person), *(before or ()))
        if who == actor.person_id and hand in earlier[pk]
    )
