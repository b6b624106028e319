"""How an administrator does anything: permission, not on himself, then the change, its line in the
book of acts and its sealed record: all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.faults import Incomplete, NotAllowed
from zhunsheng_web.access.models import AccessAct, Office, Person, Posting
from zhunsheng_web.access.policy import may
from zhunsheng_web.record.deed import deed, note

REFUSALS = {
    "not-your-post": Text(
        "这项工作不归您的岗位，或此人、此单位不在您的管理范围。",
        "Your post does not do this, or the person or office is outside your area.",
    ),
    "not-yourself": Text(
        "不得为本人办理账号和岗位事项，请由他人办理。",
        "Nobody handles his own account or posts; somebody else must.",
    ),
    "not-your-own": Text(
        "提出人不得自行审批。", "Whoever proposed it does not decide it; somebody else must."
    ),
}


@contextmanager
def administering(
    what: str,
    *,
    actor: Actor,
    now: dt.datetime,
    person: Person | None = None,
    office: Office | None = None,
    paths: Iterable[str] = (),
    not_by: int | None = None,
    reason: str = "",
    once: str | None = None,
    act: str | None = None,
) -> Iterator[AccessAct]:
    """One act. ``what``: the rule that permits it (``rules.yaml``); ``act``: its name in the log
    where that is another. ``paths``: the offices it is about; without any, he may do it who may do
    it anywhere. ``not_by``: who began it and may not finish it. Raises NotAllowed (recorded),
    AlreadyDone, NotSealed: nothing is changed."""
    name = act or what
    on = ("person", person.code) if person else ("office", office.code if office else "new")
    refusal = _refusal(what, actor, person, tuple(paths))
    if refusal is None and not_by == actor.person_id:
        refusal = "not-your-own"
    if refusal is not None:
        note(name, who=actor.code, on=on, now=now, result="denied", why=refusal)
        raise NotAllowed(refusal, REFUSALS[refusal])
    main = actor.main
    role = main.role if main else None
    with deed(name, who=actor.code, on=on, now=now, name=once, post=role) as sealed:
        line = AccessAct(
            what=name,
            actor_id=actor.person_id,
            person=person,
            office=office,
            at=now,
            reason=reason,
            deed=sealed.name,
        )
        yield line
        sealed.texts["reason"] = reason
        line.save()


def _refusal(what: str, actor: Actor, person: Person | None, paths: tuple[str, ...]) -> str | None:
    if person is not None and person.pk == actor.person_id:
        return "not-yourself"
    near = any(may(actor, what, path).allowed for path in paths) if paths else None
    allowed = may(actor, what).allowed if near is None else near
    return None if allowed else "not-your-post"


def homes(person: Person) -> tuple[str, ...]:
    """The offices a person has or had a post at: whose administrators look after him."""
    return tuple(
        Posting.objects.filter(person=person)
        .order_by()
        .values_list("office__path", flat=True)
        .distinct()
    )


def lock(person: Person) -> None:
    """Two acts about one person wait for each other until the first is done."""
    Person.objects.select_for_update().get(pk=person.pk)


def lock_office(office: Office) -> Office:
    """The office as it is now; two acts about one office wait for each other until the first is
    done."""
    return Office.objects.select_for_update().get(pk=office.pk)


def required(field: str, value: str, most: int) -> str:
    """The text without the blanks around it. Raises Incomplete where there is none, or too much."""
    told = value.strip()
    if not told:
        raise Incomplete(field, Text("请填写此项。", "Fill this in."))
    if len(told) > most:
        raise Incomplete(field, Text("最多 {n} 字。", "At most {n} characters.").fill(n=str(most)))
    return told


def day(field: str, value: str, *, required: bool = True) -> dt.date | None:
    """A date as a form gives it (2026-11-02). Raises Incomplete."""
    told = value.strip()
    if not told and not required:
        return None
    try:
        return dt.date.fromisoformat(told)
    except ValueError as error:
        raise Incomplete(
            field,
            Text("请按 2026-11-02 的格式填写日期。", "Write the date like this: 2026-11-02."),
        ) from error
