"""Groups of findings written down as warnings: new ones made, open ones of the same cause grown.

Everything here happens inside the transaction of one portion of an intake.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Model

from zhunsheng_web.access.policy import Hidden
from zhunsheng_web.access.tokens import new_token
from zhunsheng_web.casework import tally
from zhunsheng_web.casework.acting import enter, was_level
from zhunsheng_web.casework.barriers import Facts, barriers_for, barriers_of, rows_of
from zhunsheng_web.casework.mentions import mentions_in
from zhunsheng_web.casework.models import (
    Barrier,
    Concern,
    Event,
    Finding,
    Link,
    Mention,
    Warning,
    Yardstick,
)
from zhunsheng_web.casework.stages import OPEN, Stage, Verb
from zhunsheng_web.casework.taking.grading import (
    gravest,
    level_of,
    of_row,
    recurs,
    repeated,
    secrecy_of,
    why_repeated,
)
from zhunsheng_web.casework.taking.row import Group, Placed
from zhunsheng_web.casework.taking.wording import first_sentence, number_of, sentence_again

M = TypeVar("M", bound=Model)
BATCH = 2_000
"""Rows in one statement."""


@dataclass(slots=True)
class Writing:
    """An intake under way. ``cleared``: key → why, of findings that are cleared from the start;
    ``gone``: paths of the offices that are closed."""

    run: str
    sequence: int
    now: dt.datetime
    deed: str
    people: Mapping[str, int]
    yardsticks: Mapping[tuple[str, dt.date], Yardstick]
    alike: frozenset[tuple[str, str]]
    cleared: Mapping[str, tuple[int, str]]
    gone: frozenset[str] = frozenset()
    made: list[Warning] = field(default_factory=list)
    grown: list[Warning] = field(default_factory=list)

    def revive(self, warning: Warning) -> None:
        """A warning that had been cleared begins anew: rows of its cause stand again, and what was
        concluded of it before they were cleared no longer does."""
        warning.conclusion = warning.reason_code = warning.disposal = ""
        warning.rectify_by = warning.recovered = warning.assignee = None
        warning.overall_rule = {}
        enter(warning, Stage.GENERATED, self.now)


def write(writing: Writing, groups: Mapping[str, Group]) -> None:
    """Makes or grows a warning for every group."""
    standing = _standing(groups)
    fresh = [group for key, group in groups.items() if key not in standing.open]
    for start in range(0, len(fresh), BATCH):
        _make(writing, fresh[start : start + BATCH], standing.closed)
    for key, warning in standing.open.items():
        _grow(writing, warning, groups[key])


@dataclass(slots=True)
class _Standing:
    """The open warning of a cause, or one that was cleared; and the latest closed one."""

    open: dict[str, Warning] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)


def _standing(groups: Mapping[str, Group]) -> _Standing:
    found = _Standing()
    keys = sorted(groups)
    for start in range(0, len(keys), BATCH):
        for warning in (
            Warning.objects.filter(group_key__in=keys[start : start + BATCH])
            .select_related("yardstick", "office")
            .order_by("pk")
        ):
            if warning.stage in OPEN or (
                warning.stage == Stage.SUPERSEDED and warning.group_key not in found.open
            ):
                found.open[warning.group_key] = warning
            elif warning.stage == Stage.CLOSED:
                found.closed[warning.group_key] = warning.pk
    return found


def _make(writing: Writing, groups: Sequence[Group], closed: Mapping[str, int]) -> None:
    facts = [_facts(writing, group) for group in groups]
    hidden = [
        tuple(dict.fromkeys((*around, *_witnesses(writing, group.rows))))
        for around, group in zip(barriers_for(facts), groups, strict=True)
    ]
    warnings = [_new(writing, group, h) for group, h in zip(groups, hidden, strict=True)]
    Warning.objects.bulk_create(warnings, batch_size=BATCH)
    pairs = list(zip(warnings, groups, strict=True))
    _all(Barrier, (row for w, h in zip(warnings, hidden, strict=True) for row in rows_of(w, h)))
    _all(Concern, (row for warning, group in pairs for row in _concerns(writing, warning, group)))
    _found(_finding(writing, w, row) for w, group in pairs for row in group.rows)
    _all(Event, (_event(writing, w, Verb.TAKE_IN, {"rows": w.rows}) for w in warnings))
    _all(
        Link,
        (
            Link(warning=warning, to_id=closed[group.key], kind="recurrence")
            for warning, group in pairs
            if group.key in closed
        ),
    )
    tally.moved((None, tally.facts_of(warning)) for warning in warnings)
    writing.made += warnings


def _new(writing: Writing, group: Group, hidden: Iterable[Hidden]) -> Warning:
    first = group.rows[0].told.finding
    yardstick = writing.yardsticks[first.standard, first.since]
    is_alike = (group.subject, first.standard) in writing.alike and group.kind == "office"
    standing = _standing_rows(writing, group)
    level, why = gravest(of_row(row.told) for row in standing)
    if group.kind == "officer" and recurs(row.told.happened_at for row in standing):
        graver = repeated(level, group.secrecy)
        if graver < level:
            level, why = graver, [*why, why_repeated()]
    days = [row.told.happened_at.date() for row in group.rows]
    token = new_token()
    sentence = first_sentence(group, yardstick, alike=is_alike)
    warning = Warning(
        token=token,
        number=number_of(token, writing.now),
        yardstick=yardstick,
        group_key=group.key,
        level=level,
        level_why=why,
        remarks=_remarks(group, alike=is_alike),
        secrecy=group.secrecy,
        office=group.office,
        office_path=group.office.path,
        subject_kind=group.kind,
        subject_id=group.subject,
        sentence_zh=sentence.zh,
        sentence_en=sentence.en,
        rows=len(group.rows),
        rows_cleared=sum(row.told.finding.key in writing.cleared for row in group.rows),
        money=sum(row.told.money or 0 for row in group.rows) or None,
        first_on=min(days),
        last_on=max(days),
        run=writing.run,
        created_at=writing.now,
    )
    is_void = warning.rows == warning.rows_cleared
    enter(warning, Stage.GENERATED, writing.now, barriers=hidden, gone=writing.gone)
    if is_void:
        enter(warning, Stage.SUPERSEDED, writing.now, barriers=hidden, gone=writing.gone)
    return warning


def _grow(writing: Writing, warning: Warning, group: Group) -> None:
    """Adds rows to an open warning: its level may rise, never its secrecy."""
    before, was_due_at = tally.facts_of(warning), warning.due_at
    if warning.stage == Stage.SUPERSEDED:
        writing.revive(warning)
    _found(_finding(writing, warning, row) for row in group.rows)
    days = [row.told.happened_at.date() for row in group.rows]
    warning.rows += len(group.rows)
    warning.rows_cleared += sum(row.told.finding.key in writing.cleared for row in group.rows)
    warning.money = (warning.money or 0) + sum(row.told.money or 0 for row in group.rows) or None
    warning.first_on = min(warning.first_on, *days)
    warning.last_on = max(warning.last_on, *days)
    level, why = gravest(of_row(row.told) for row in _standing_rows(writing, group))
    if level < warning.level:
        warning.level, warning.level_why = level, why
    known = {concern.code: concern for concern in warning.concerns.all()}
    added = []
    for concern in _concerns(writing, warning, group):
        if (old := known.get(concern.code)) is None:
            added.append(concern)
            continue
        old.rows += concern.rows
        old.save(update_fields=["rows"])
    _all(Concern, added)
    _keep_from(writing, warning, group)
    settle(warning, writing.now)
    given = {"rows": len(group.rows)} | was_level(before.level, warning)
    grown = _event(writing, warning, Verb.GROW, given)
    grown.was_due_at = was_due_at
    _all(Event, [grown])
    tally.moved([(before, tally.facts_of(warning))])
    writing.grown.append(warning)


def settle(warning: Warning, now: dt.datetime) -> None:
    """Brings a warning whose rows have changed up to date and saves it: its sentence, its level
    where the rows repeat, its end where every row is cleared."""
    if warning.rows == warning.rows_cleared and warning.stage in OPEN:
        enter(warning, Stage.SUPERSEDED, now)
    elif warning.rows > 1 and warning.stage in OPEN:
        sentence = sentence_again(warning, warning.yardstick)
        warning.sentence_zh, warning.sentence_en = sentence.zh, sentence.en
        if _is_untouched(warning):
            _grade_anew(warning, now)
        else:
            _regrade(warning, now)
    warning.revision += 1
    warning.save()


def _standing_rows(writing: Writing, group: Group) -> list[Placed]:
    """The rows that are not cleared from the start; all, where every one is."""
    standing = [row for row in group.rows if row.told.finding.key not in writing.cleared]
    return standing or group.rows


def _is_untouched(warning: Warning) -> bool:
    """Has nobody done anything with it yet?"""
    return warning.stage == Stage.GENERATED and not warning.events.exclude(actor=None).exists()


def _grade_anew(warning: Warning, now: dt.datetime) -> None:
    """The level of a warning nobody has begun to handle is that of the rows that stand, whatever
    came first; it may fall as well. Its secrecy stays."""
    rows = list(warning.findings.filter(cleared_at=None).values_list("happened_at", "money"))
    by = warning.yardstick
    level, why = gravest(
        level_of(by.kind, by.grade, by.line, by.domain, money) for _, money in rows
    )
    if secrecy_of(level) != warning.secrecy:  # the rules have changed since
        return
    if warning.subject_kind == "officer" and recurs(at for at, _ in rows):
        graver = repeated(level, warning.secrecy)
        if graver < level:
            level, why = graver, [*why, why_repeated()]
    changed = level != warning.level
    warning.level, warning.level_why = level, why
    if changed:
        enter(warning, Stage.GENERATED, now)


def _regrade(warning: Warning, now: dt.datetime) -> None:
    told = {one["code"] for one in warning.level_why}
    if warning.subject_kind != "officer" or "recurrence" in told:
        return
    standing = warning.findings.filter(cleared_at=None)
    if not recurs(standing.values_list("happened_at", flat=True)):
        return
    graver = repeated(warning.level, warning.secrecy)
    if graver == warning.level:
        return
    warning.level, warning.level_why = graver, [*warning.level_why, why_repeated()]
    if warning.stage == Stage.GENERATED:
        enter(warning, Stage.GENERATED, now)


def _keep_from(writing: Writing, warning: Warning, group: Group) -> None:
    """Barriers that the new rows make needful; none is ever taken away."""
    concerned = tuple(
        person for person in warning.concerns.values_list("person_id", flat=True) if person
    )
    facts = Facts(warning.secrecy, warning.office_path, warning.first_on, concerned)
    kept = set(barriers_of(warning))
    wanted = (*barriers_for([facts])[0], *_witnesses(writing, group.rows))
    _all(Barrier, rows_of(warning, [one for one in dict.fromkeys(wanted) if one not in kept]))


def _facts(writing: Writing, group: Group) -> Facts:
    return Facts(
        group.secrecy,
        group.office.path,
        min(row.told.happened_at.date() for row in group.rows),
        tuple(
            dict.fromkeys(
                writing.people[code]
                for row in group.rows
                for code in row.told.officers
                if code in writing.people
            )
        ),
    )


def _witnesses(writing: Writing, rows: Iterable[Placed]) -> Iterable[Hidden]:
    """Whoever's act stands in the evidence does not handle what rests on it."""
    codes = dict.fromkeys(code for row in rows for code in row.told.witnesses)
    return (Hidden("person", writing.people[code]) for code in codes if code in writing.people)


def _concerns(writing: Writing, warning: Warning, group: Group) -> Iterable[Concern]:
    counted = Counter(code for row in group.rows for code in row.told.officers)
    return [
        Concern(warning=warning, person_id=writing.people.get(code), code=code, rows=rows)
        for code, rows in counted.items()
    ]


def _finding(writing: Writing, warning: Warning, row: Placed) -> Finding:
    told, finding = row.told, row.told.finding
    sequence, why = writing.cleared.get(finding.key, (writing.sequence, ""))
    return Finding(
        key=finding.key,
        warning=warning,
        run=writing.run,
        sequence=sequence,
        subject_type=finding.subject_type,
        subject_id=finding.subject_id or str(finding.subject),
        happened_at=told.happened_at,
        reason=finding.reason.name,
        sentence_zh=told.sentence.zh,
        sentence_en=told.sentence.en,
        observed=finding.observed,
        allowed=finding.allowed,
        unit=told.unit,
        money=told.money,
        evidence=told.shown,
        cleared_at=writing.now if why else None,
        cleared_why=why,
    )


def _event(writing: Writing, warning: Warning, verb: Verb, given: Mapping[str, object]) -> Event:
    return Event(
        warning=warning,
        verb=verb,
        at=writing.now,
        source="" if verb == Verb.TAKE_IN else warning.stage,
        target=warning.stage,
        desk=warning.desk,
        given={**given, "run": writing.run},
        deed=writing.deed,
    )


def _remarks(group: Group, *, alike: bool) -> list[dict[str, str]]:
    """What had to be guessed, each thing once."""
    found = {one["zh"]: one for row in group.rows for one in row.remarks}
    if alike:
        found["alike"] = {
            "code": "many-alike",
            "zh": "同一单位、同一标准的线索数量多而且集中，可能是记录本身的问题。",
            "en": "Many findings by one standard in one office: the records may be at fault.",
        }
    return list(found.values())


def _found(findings: Iterable[Finding]) -> None:
    made = Finding.objects.bulk_create(findings, batch_size=BATCH)
    _all(Mention, mentions_in(made))


def _all(model: type[M], rows: Iterable[M]) -> None:
    model._default_manager.bulk_create(rows, batch_size=BATCH)
