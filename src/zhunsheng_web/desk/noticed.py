"""Notices with the warning they speak of, as far as the reader may still know of it: a notice
itself carries a number and no more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.models import Notice
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.queue import visible_warnings

_WARNING = re.compile(r"/warnings/([0-9a-z]+)/")


@dataclass(frozen=True, slots=True)
class Noticed:
    """``about``: None where the notice speaks of no warning, or of one he may not know of now."""

    notice: Notice
    about: Warning | None


def noticed(told: Sequence[Notice], actor: Actor) -> list[Noticed]:
    """The notices in their order; one query for all the warnings."""
    named = {one.pk: found[1] for one in told if (found := _WARNING.match(one.link or ""))}
    rows = (
        visible_warnings(actor)
        .filter(token__in=set(named.values()))
        .select_related("yardstick", "office__parent")
        if named
        else ()
    )
    known = {one.token: one for one in rows}
    return [Noticed(one, known.get(named.get(one.pk, ""))) for one in told]
