"""From whom a warning stays hidden, worked out from who was posted where.

Written down as rows when the warning is made, so that every list is one condition of the database;
added to, never taken from, when somebody is moved: what was kept from him he does not see later.

- The officers it is about: never.
- Whatever an officer it is about directs, or has directed since the acts began: all posted at or
  below that office (a warning about a superior is not handled by those he commands).
- A closed warning besides: the section of the acts; the offices where its officers serve now;
  whoever directs an office between the section and the one that handles it; and everybody who did
  either at any time since the acts began.

The service's own head is the one nobody inside stands above: then the discipline inspectors sent in
from outside (``rules.yaml``: ``sent_in``) are the ones who see and handle it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from zhunsheng_web.access.actor import below, prefixes, within
from zhunsheng_web.access.models import Office, Posting
from zhunsheng_web.access.policy import Hidden
from zhunsheng_web.access.rules import rules
from zhunsheng_web.casework.models import Barrier, Concern, Warning
from zhunsheng_web.casework.stages import OPEN, Desk
from zhunsheng_web.clock import today

_DISTRICT = 2
"""Steps in the path of a district, whose people handle what is closed to their sections."""
_SLICE = 5_000
"""Values in one condition: a statement of SQLite takes some 30,000."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What has to be known of a warning. ``concerned``: rows of the people it is about;
    ``office_path``: where the acts were; ``first_on``: the day of the first."""

    secrecy: str
    office_path: str
    first_on: dt.date
    concerned: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """A posting, as far as it matters here; ``until`` is the first day it no longer holds."""

    person_id: int
    path: str
    command: bool
    until: dt.date


@dataclass(frozen=True, slots=True)
class _Roster:
    """Who held what, by person and by office."""

    by_person: dict[int, list[_Held]]
    by_path: dict[str, list[_Held]]


def barriers_for(facts: Sequence[Facts]) -> list[tuple[Hidden, ...]]:
    """The barriers of each of these warnings, in their order; the people in them are rows. A
    handful of queries, however many warnings. A posting that is arranged and has not begun counts.
    """
    roster = _roster(facts)
    return [_around(one, roster) for one in facts]


def rows_of(warning: Warning, barriers: Iterable[Hidden]) -> list[Barrier]:
    """The barriers as rows of a warning, not yet saved."""
    return [
        Barrier(warning=warning, kind=one.kind, person_id=one.person_id, path=one.path)
        for one in barriers
    ]


def barriers_of(warning: Warning) -> tuple[Hidden, ...]:
    """The barriers a warning has; no query where they were fetched with it."""
    return tuple(Hidden(one.kind, one.person_id, one.path) for one in warning.barriers.all())


def handled_at(
    office_path: str, desk: str, barriers: Iterable[Hidden], gone: Container[str] = ()
) -> tuple[str, str]:
    """The desk and the office that take the next step: the section itself for the first line, the
    district above it (the second step of the tree) for the others, and one level higher as long as
    its people or its head are kept out. Where that is the service itself: discipline.

    ``gone``: offices that are closed; what was theirs is taken over by the one above. A first line
    of which no office is left below the district is the second line's there.
    """
    steps = list(prefixes(office_path))
    place = steps[-1] if desk == Desk.LINE1 else steps[min(1, len(steps) - 1)]
    areas = [one.path for one in barriers if one.kind == "area"]
    commands = [one.path for one in barriers if one.kind == "command"]
    while place in gone or place in commands or any(within(place, area) for area in areas):
        above = steps.index(place) - 1
        if above < 0:
            return Desk.DISCIPLINE, place
        place = steps[above]
    if desk == Desk.LINE1 and place in steps[:_DISTRICT] and any(one in gone for one in steps):
        return Desk.LINE2, place
    return desk, place


def gone_of(path: str, on: dt.date) -> frozenset[str]:
    """Of an office and those above it, the ones that are closed on a day. One query."""
    closed = Office.objects.filter(path__in=list(prefixes(path)), valid_to__lte=on)
    return frozenset(closed.values_list("path", flat=True))


def recompute(person_id: int) -> int:
    """Adds what a move of a person makes needful, so that he does not see later what was kept from
    him: to the warnings about him, and to the closed ones of the offices he served in or directed.
    How many were changed; what it takes goes by that number, not by how many warnings there are.
    """
    return _about(person_id) + _closed_to(person_id)


def _about(person_id: int) -> int:
    """The warnings about him: what he directs, and on a closed one where he serves, is kept out. A
    step that would now wait among the kept out goes one office up."""
    found = list(
        Warning.objects.select_for_update()
        .filter(pk__in=Concern.objects.filter(person_id=person_id).values("warning_id"))
        .prefetch_related("barriers", "concerns")
        .order_by("pk")
    )
    changed = 0
    for warning, fresh in zip(found, barriers_for([facts_of(w) for w in found]), strict=True):
        kept = {Hidden(b.kind, b.person_id, b.path) for b in warning.barriers.all()}
        added = [one for one in fresh if one not in kept]
        if not added:
            continue
        Barrier.objects.bulk_create(rows_of(warning, added))
        gone = gone_of(warning.office_path, today())
        desk, place = handled_at(warning.office_path, warning.desk, kept | set(added), gone)
        stays = (desk, place) == (warning.desk, warning.handled_path)
        # Whoever had it at the old place is among those now kept out, or is nobody at the new one.
        assignee = warning.assignee_id if stays and warning.assignee_id != person_id else None
        before = warning.desk, warning.handled_path, warning.assignee_id
        if warning.stage in OPEN and (desk, place, assignee) != before:
            warning.desk, warning.handled_path, warning.assignee_id = desk, place, assignee
            warning.revision += 1
            warning.save(update_fields=["desk", "handled_path", "assignee", "revision"])
        changed += 1
    return changed


def _closed_to(person_id: int) -> int:
    """The closed warnings of the offices he served in, and of those below an office he directed:
    he alone is kept out besides, and who handles them stays who it was."""
    his = Barrier.objects.filter(warning=OuterRef("pk"), kind="person", person_id=person_id)
    fresh = Warning.objects.filter(_served(person_id), ~Exists(his), secrecy="closed")
    found = list(fresh.order_by("pk").values_list("pk", flat=True))
    for part in _sliced(found):
        Barrier.objects.bulk_create(
            Barrier(warning_id=pk, kind="person", person_id=person_id) for pk in part
        )
        held = Warning.objects.filter(pk__in=part, state="open", assignee_id=person_id)
        held.update(assignee=None, revision=F("revision") + 1)
    return len(found)


def _served(person_id: int) -> Q:
    """The condition of the closed warnings that are kept from him for where he was posted: the
    same that :func:`barriers_for` finds from the other end."""
    touched = Q(pk__in=[])
    for held in _held(Q(person_id=person_id)):
        place = Q(office_path=held.path)
        if held.command and held.path.count(".") > _DISTRICT:
            place = below("office_path", held.path)
        elif held.command and held.path.count(".") == _DISTRICT:
            # Whoever directs the district is above those who handle it, save where they are kept
            # out themselves and it went higher.
            out = Barrier.objects.filter(
                warning=OuterRef("pk"), kind="area", path__in=list(prefixes(held.path))
            )
            place |= below("office_path", held.path) & Q(Exists(out))
        touched |= place & Q(first_on__lt=held.until)
    return touched


def facts_of(warning: Warning) -> Facts:
    """What has to be known of a warning that exists."""
    return Facts(
        secrecy=warning.secrecy,
        office_path=warning.office_path,
        first_on=warning.first_on,
        concerned=tuple(c.person_id for c in warning.concerns.all() if c.person_id is not None),
    )


def _around(facts: Facts, roster: _Roster) -> tuple[Hidden, ...]:
    closed = facts.secrecy == "closed"
    found: dict[Hidden, None] = {}
    for person in facts.concerned:
        found[Hidden("person", person)] = None
        for held in roster.by_person.get(person, ()):
            if held.until > facts.first_on and (held.command or closed):
                found[Hidden("area", path=held.path)] = None
    if closed:
        found[Hidden("area", path=facts.office_path)] = None
        _, handled = handled_at(facts.office_path, Desk.DISCIPLINE, found)
        chain = [p for p in prefixes(facts.office_path) if handled < p < facts.office_path]
        found |= dict.fromkeys(Hidden("command", path=path) for path in chain)
        served = [h for path in (facts.office_path, *chain) for h in roster.by_path.get(path, ())]
        found |= dict.fromkeys(
            Hidden("person", held.person_id)
            for held in served
            if held.until > facts.first_on and (held.command or held.path == facts.office_path)
        )
    return tuple(found)


def _roster(facts: Sequence[Facts]) -> _Roster:
    people = sorted({person for one in facts for person in one.concerned})
    paths = sorted(
        {p for one in facts if one.secrecy == "closed" for p in prefixes(one.office_path)}
    )
    roster = _Roster(defaultdict(list), defaultdict(list))
    for part in _sliced(people):
        for held in _held(Q(person_id__in=part)):
            roster.by_person[held.person_id].append(held)
    for part in _sliced(paths):
        for held in _held(Q(office__path__in=part)):
            roster.by_path[held.path].append(held)
    return roster


def _held(condition: Q) -> list[_Held]:
    rows = Posting.objects.filter(condition).values_list(
        "person_id", "office__path", "command", "valid_to", "role"
    )
    return [
        _Held(person, path, command, until or dt.date.max)
        for person, path, command, until, role in rows.order_by("pk")
        if not (role in rules().sent_in and path.count(".") == 1)
    ]


def _sliced(values: Sequence[int] | Sequence[str]) -> Iterable[Sequence[int] | Sequence[str]]:
    return (values[at : at + _SLICE] for at in range(0, len(values), _SLICE))
