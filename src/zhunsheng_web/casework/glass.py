"""Warnings as something that can be opened in need (``access.glass``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db.models import Q

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, Glass
from zhunsheng_web.access.glass import KINDS, Kind
from zhunsheng_web.access.policy import in_the_way, may_see
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.models import Barrier, Warning
from zhunsheng_web.record.service import as_the_service


def find(typed: str) -> str | None:
    """The token of the warning with this number or token."""
    with as_the_service():
        named = Warning.objects.filter(Q(token=typed) | Q(number=typed))
        return named.values_list("token", flat=True).first()


def keeps_out(token: str, people: Iterable[Actor]) -> set[int]:
    """Whom the warning's barriers keep from knowing of it; nobody, where there is no such thing."""
    with as_the_service():
        warning = Warning.objects.filter(token=token).first()
        if warning is None:
            return set()
        matter = matter_of(warning)
    opened = (Glass("", "warning", token),)
    return {
        one.person_id for one in people if not may_see(replace(one, glass=opened), matter).allowed
    }


def hidden(tokens: Collection[str], actor: Actor) -> set[str]:
    """Those of the warnings whose barriers keep the actor from knowing of them."""
    with as_the_service():
        kept = in_the_way(actor, Barrier.objects.filter(warning__token__in=tokens))
        return set(kept.values_list("warning__token", flat=True))


def numbers(tokens: Collection[str]) -> dict[str, str]:
    """The numbers of the warnings; what was asked for in vain has none."""
    with as_the_service():
        return dict(Warning.objects.filter(token__in=tokens).values_list("token", "number"))


def register() -> None:
    """Called once, when the room is ready."""
    title = Text("预警", "Warning")
    KINDS["warning"] = Kind(title, "desk:warning", find, keeps_out, hidden, numbers)
