"""What is in force on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from zhunsheng.model.law import Law
from zhunsheng.model.register import Register
from zhunsheng.model.validity import Validity
from zhunsheng.register.digest import canonical, chart_digest, digest_of


class _InForce(Protocol):
    @property
    def validity(self) -> Validity: ...


I = TypeVar("I", bound=_InForce)  # noqa: E741
N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class Edition:
    """The register as it stood on one day.

    ``register``: only what is in force on ``on``; an item with no version then is left out.
    ``digest``: SHA-256 (hex) over what holds that day. It does not depend on the day itself nor
    on when a version began or will end, so two days under the same law have the same digest, and
    a law enacted for later does not touch the digests of today. The calendar enters whole: a
    period that begins that day may end in any later year.
    """

    on: dt.date
    register: Register
    digest: str


def edition(register: Register, *, on: dt.date) -> Edition:
    """What is in force on the day ``on``. Raises RegisterError for an unreadable chart."""
    that_day = replace(
        register,
        laws=_laws(register.laws, on=on),
        powers=_dated(register.powers, on=on),
        posts=tuple(replace(post, grants=_in_force(post.grants, on=on)) for post in register.posts),
        clocks=_dated(register.clocks, on=on),
        tables=_dated(register.tables, on=on),
        reviews=(),
        parameters=tuple(
            replace(one, versions=_in_force(one.versions, on=on)) for one in register.parameters
        ),
        standards=tuple(s for s in _dated(register.standards, on=on) if not s.draft),
        exemptions=_in_force(register.exemptions, on=on),
        digest="",
    )
    content = undated(canonical(that_day))
    content["charts"] = {name: chart_digest(path) for name, path in that_day.charts}
    digest = digest_of(content)
    return Edition(on, replace(that_day, digest=digest), digest)


def _laws(laws: Sequence[Law], *, on: dt.date) -> tuple[Law, ...]:
    """The laws in force, each with the edition of that day."""
    found = []
    for law in laws:
        begun = tuple(edition_day for edition_day in law.editions if edition_day <= on)
        repealed = law.repealed_on is not None and law.repealed_on <= on
        if repealed or (law.editions and not begun):
            continue
        found.append(replace(law, editions=begun[-1:], repealed_on=None))
    return tuple(found)


def _in_force(things: Sequence[I], *, on: dt.date) -> tuple[I, ...]:
    return tuple(thing for thing in things if on in thing.validity)


def _dated(items: Sequence[N], *, on: dt.date) -> tuple[N, ...]:
    """The items with a version in force, each with that version only."""
    found: list[N] = []
    for item in items:
        versions = _in_force(item.versions, on=on)  # type: ignore[attr-defined]
        if versions:
            found.append(replace(item, versions=versions))  # type: ignore[type-var]
    return tuple(found)


def undated(content: Any) -> Any:
    """``content`` without the days on which versions begin and end."""
    if isinstance(content, dict):
        return {key: undated(value) for key, value in content.items() if key != "validity"}
    if isinstance(content, list):
        return [undated(entry) for entry in content]
    return content
