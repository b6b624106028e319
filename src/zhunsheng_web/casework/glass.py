"""Warnings as something that can be opened in need (``access.glass``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db.models import Q

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, Glass
from zhunsheng_web.access.glass import KINDS, Kind
from zhunsheng_web.access.policy import in_the_way, may_see
from zhunsheng_web.access.tokens import LENGTH, is_token, new_token
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.models import Barrier, Warning
from zhunsheng_web.record.service import as_the_service

_NUMBER = re.compile("yj[0-9]{4}-([0-9a-z]{1,10})-([0-9a-z]{1,10})")
"""As ``taking.wording.number_of`` writes it, in small letters: the beginning of the token."""


def find(typed: str) -> str:
    """The token of the warning with this number or token; where there is none, one that names
    nothing and looks as its would: who is shown it learns nothing."""
    asked = typed.lower()
    with as_the_service():
        named = Warning.objects.filter(Q(token=asked) | Q(number=asked.upper()))
        found = named.values_list("token", flat=True).first()
    return found or _of_nothing(asked)


def _of_nothing(asked: str) -> str:
    if is_token(asked):
        return asked
    numbered = _NUMBER.fullmatch(asked)
    made = (numbered[1] + numbered[2] if numbered else "") + new_token()
    made = made[:LENGTH]
    return made if is_token(made) else new_token()


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
