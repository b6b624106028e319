"""Several warnings made one, and one made two. Rows move; every history stays where it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, Min, Q, Sum

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.tokens import new_token
from zhunsheng_web.casework import tally
from zhunsheng_web.casework.acting import (
    Before,
    Doing,
    allow,
    doing,
    hands_of,
    higher,
    reach,
    seat,
    stale,
    write,
)
from zhunsheng_web.casework.aftermath import RowMove
from zhunsheng_web.casework.barriers import gone_of
from zhunsheng_web.casework.conditions import obstacle
from zhunsheng_web.casework.deadlines import take_whole
from zhunsheng_web.casework.faults import Incomplete, NotThere
from zhunsheng_web.casework.models import Barrier, Concern, Event, Finding, Warning
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.casework.taking.wording import sentence_again
from zhunsheng_web.casework.verbs.handling import said
from zhunsheng_web.clock import day_of

MOST_KEY = 200
MOST_NUMBER = 40


def merge(
    token: str, *, into: str, text: str, actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Warning:  # fmt: skip
    """Moves all rows into another open warning of the same standard, secrecy and office, which is
    as grave as the graver of the two from then on. Returns the warning that was merged."""
    other = _other(token, into, actor, now)
    with transaction.atomic():
        # Held in one order: two people who merge crosswise wait for each other, once.
        list(Warning.objects.select_for_update().filter(token__in=(token, into)).order_by("pk"))
        with doing(Verb.MERGE, token, actor=actor, now=now, revision=revision, once=once) as act:
            source = act.warning
            target = Warning.objects.select_related("yardstick").get(pk=other.pk)
            if target.revision != other.revision:
                raise stale()
            hindrance = obstacle(Verb.MERGE, target)
            if hindrance is not None or not _alike(source, target):
                raise Incomplete("into", _UNLIKE)
            source.merged_into = target
            act.text, act.given = said(text), {"into": target.token, "rows": source.rows}

            def move(event: Event) -> None:
                there = Doing(target, now, actor, text=act.text)
                before = Before(target)
                rows = list(source.findings.all())
                _move(rows, source, target, event)
                _add_concerns(source, target)
                _copy_barriers(source, target)
                target.level = min(target.level, source.level)
                take_whole(target, source)
                _as_high(target, source, day_of(now))
                resum(target)
                there.given = {"from": source.token, "rows": len(rows), "hands": hands_of(source)}
                write(Verb.MERGE, there, before, event.deed)
                source.rows = source.rows_cleared = 0
                source.save(update_fields=["rows", "rows_cleared"])

            act.then.append(move)
    return act.warning


def split(
    token: str, *, rows: Sequence[str], text: str, actor: Actor, now: dt.datetime,
    revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Moves some rows into a new warning at the same stage. Returns the warning they came from;
    its event names the new one."""
    with doing(Verb.SPLIT, token, actor=actor, now=now, revision=revision, once=once) as act:
        source = act.warning
        chosen = list(source.findings.filter(key__in=rows))
        if len(chosen) != len(set(rows)) or not chosen:
            raise Incomplete(
                "rows", Text("请选择这件预警中的记录。", "Choose records of this warning.")
            )
        if len(chosen) == source.findings.count():
            raise Incomplete(
                "rows",
                Text("至少要留下一条记录。", "At least one record has to stay where it is."),
            )
        act.text = said(text)
        new = _branch(source)
        act.given = {"new": new.token, "rows": len(chosen)}

        def move(event: Event) -> None:
            there = Doing(new, now, actor, text=act.text)
            before, counted = Before(new), tally.facts_of(source)
            before.facts = None
            new.save()
            _move(chosen, source, new, event)
            _branch_concerns(source, new, chosen)
            _copy_barriers(source, new)
            resum(source)
            resum(new)
            source.save()
            tally.moved([(counted, tally.facts_of(source))])
            there.given = {"from": source.token, "rows": len(chosen), "hands": hands_of(source)}
            write(Verb.SPLIT, there, before, event.deed)

        act.then.append(move)
    return act.warning


def resum(warning: Warning) -> None:
    """Counts what a warning says of its rows anew, from them."""
    standing = Q(cleared_at=None)
    found = warning.findings.aggregate(
        first=Min("happened_at"), last=Max("happened_at"), money=Sum("money", filter=standing)
    )
    warning.rows = warning.findings.count()
    warning.rows_cleared = warning.findings.exclude(standing).count()
    warning.money = found["money"]
    warning.first_on, warning.last_on = day_of(found["first"]), day_of(found["last"])
    _say_anew(warning)


def _say_anew(warning: Warning) -> None:
    """What a warning says of itself is what its rows say now."""
    if warning.rows == 1:
        row = warning.findings.get()
        warning.sentence_zh, warning.sentence_en = row.sentence_zh, row.sentence_en
    else:
        told = sentence_again(warning, warning.yardstick)
        warning.sentence_zh, warning.sentence_en = told.zh, told.en


_UNLIKE = Text(
    "只能并入同一内控标准、同一单位、同样公开范围且正在办理的预警。",
    "It can only be merged into an open warning of the same standard, office and secrecy that is "
    "being handled.",
)


def _other(token: str, into: str, actor: Actor, now: dt.datetime) -> Warning:
    if not into or into == token:
        raise Incomplete("into", _UNLIKE)
    try:
        other = reach(into, actor=actor, now=now)
    except NotThere:
        raise Incomplete(
            "into", Text("没有这件预警，或者您无权查看。", "There is no such warning for you.")
        ) from None
    allow(Verb.MERGE, other, actor=actor, now=now)
    return other


def _alike(one: Warning, other: Warning) -> bool:
    return (one.yardstick.standard, one.secrecy, one.office_path) == (
        other.yardstick.standard,
        other.secrecy,
        other.office_path,
    )


def _as_high(target: Warning, source: Warning, on: dt.date) -> None:
    """What was handed up or reopened does not come down again by being merged."""
    floor = higher(target.floor, source.floor) if target.floor else source.floor
    if floor != target.floor:
        target.floor = floor
        seat(target, higher(target.desk, floor), gone_of(target.office_path, on))


def _move(rows: list[Finding], source: Warning, target: Warning, event: Event) -> None:
    Finding.objects.filter(pk__in=[row.pk for row in rows]).update(warning=target)
    RowMove.objects.bulk_create(
        RowMove(finding=row, source=source, target=target, event=event) for row in rows
    )


def _add_concerns(source: Warning, target: Warning) -> None:
    there = {concern.code: concern for concern in target.concerns.all()}
    for concern in source.concerns.all():
        known = there.get(concern.code)
        if known is None:
            Concern.objects.create(
                warning=target, person_id=concern.person_id, code=concern.code, rows=concern.rows
            )
        else:
            known.rows += concern.rows
            known.save()


def _branch_concerns(source: Warning, new: Warning, rows: list[Finding]) -> None:
    """Who the two warnings are about: those named in the rows of each; all, where the rows name
    nobody. The barriers of the old one stay: whoever it was kept from does not see it now."""
    acted = [{act.get("officer") for act in row.evidence} for row in rows]
    concerns, staying = list(source.concerns.all()), source.findings.count()
    named = {c.code: sum(c.code in officers for officers in acted) for c in concerns}
    for concern in concerns:
        moved = named[concern.code]
        if moved or not any(named.values()):
            Concern.objects.create(
                warning=new,
                person_id=concern.person_id,
                code=concern.code,
                rows=moved or min(concern.rows, len(rows)),
            )
        left = concern.rows - moved if any(named.values()) else min(concern.rows, staying)
        if left <= 0:
            concern.delete()
        elif left != concern.rows:
            concern.rows = left
            concern.save(update_fields=["rows"])


def _copy_barriers(source: Warning, target: Warning) -> None:
    """Whoever was kept from the one is kept from the other: never fewer than before."""
    there = set(target.barriers.values_list("kind", "person_id", "path"))
    Barrier.objects.bulk_create(
        Barrier(warning=target, kind=kind, person_id=person, path=path)
        for kind, person, path in source.barriers.values_list("kind", "person_id", "path")
        if (kind, person, path) not in there
    )


def _branch(source: Warning) -> Warning:
    """A copy of a warning's state under a name of its own; later rows of the cause go to the old
    one."""
    new = Warning.objects.select_related("yardstick").get(pk=source.pk)
    new.pk, new.token = None, new_token()
    new._state.adding = True
    tail = f"-{new.token[:4].upper()}"
    new.number = source.number[: MOST_NUMBER - len(tail)] + tail
    mark = f"|{new.token}"
    new.group_key = source.group_key[: MOST_KEY - len(mark)] + mark
    new.revision = 0
    return new
