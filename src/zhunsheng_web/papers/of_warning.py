"""What a paper can say of a warning: its facts, what was done, its rows, its case file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, prefixes
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import may
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.masks import Masks, masks_of, sentence_of, told_of
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.related import rows_of
from zhunsheng_web.casework.stages import (
    CONCLUSION_TITLES,
    DESK_TITLES,
    DISPOSAL_TITLES,
    VERB_TITLES,
    Conclusion,
    Desk,
    Disposal,
    Verb,
    stage_title,
)
from zhunsheng_web.papers.composing import Filling
from zhunsheng_web.papers.form import forms
from zhunsheng_web.papers.models import Paper
from zhunsheng_web.papers.saying import (
    EMPTY,
    NO,
    UNKNOWN_YEAR,
    YES,
    day,
    joined,
    moment,
    money,
    person,
    plain,
    quantity,
    role,
    told,
)

MOST_ROWS = 2_000
PARTS = ("section", "department")
"""Levels of offices that are parts of a customs, and issue nothing in their own name."""
_SUBJECTS = {
    "officer": Text("经办人 {id}", "Officer {id}"),
    "office": Text("部门 {id}", "Office {id}"),
    "section": Text("科室 {id}", "Section {id}"),
}
_CASE = Text("案件 {id}", "Case {id}")
_ARTICLE = Text("《{law}》第{article}条", "{law}, article {article}")
_WORKING_DAYS = Text("{days} 个工作日", "{days} working days")


def filling_of(warning: Warning, *, actor: Actor) -> Filling:
    """All a form about the warning can ask for. The actor may see it: he was let through before."""
    events = list(warning.events.select_related("actor").order_by("at", "pk"))
    masks = masks_for(warning, actor)
    attachments = list(warning.attachments.select_related("added_by").order_by("added_at"))
    return Filling(
        _facts(warning, events, masks) | _done(events, masks),
        {
            "rows": _rows(warning, actor, masks),
            "events": [_event(place, one, masks) for place, one in enumerate(events, 1)],
            "attachments": [
                {
                    "place": plain(place),
                    "name": plain(one.name),
                    "size": plain(f"{one.size / 1024:,.0f} KB"),
                    "added_by": person(one.added_by),
                    "added": moment(one.added_at),
                    "digest": plain(one.digest[:16] + "…"),
                }
                for place, one in enumerate(attachments, 1)
            ],
            "officers": [
                {"place": plain(place), "name": name, "rows": plain(rows)}
                for place, (name, rows) in enumerate(_officers(warning, masks), 1)
            ],
            "papers": [
                {
                    "place": plain(place),
                    "title": forms()[paper.form].title.text,
                    "number": plain(paper.number),
                    "made": moment(paper.made_at),
                    "by": person(paper.made_by),
                }
                for place, paper in enumerate(_papers(warning, actor), 1)
            ],
        },
    )


def _facts(warning: Warning, events: list[Event], masks: Masks | None) -> dict[str, Text]:
    yardstick = warning.yardstick
    rules = handling()
    limit = warning.due_rule
    return {
        "number": plain(warning.number),
        "level": rules.level(warning.level).title.text,
        "level_why": joined(
            [
                Text(str(why.get("zh", "")), str(why.get("en", "")))
                for why in _dicts(warning.level_why)
            ],
            "；",
            "; ",
        ),
        "standard": yardstick.title,
        "standard_id": plain(yardstick.standard),
        "domain": yardstick.domain_title,
        "power": Text(yardstick.power_zh, yardstick.power_en),
        "law": joined([_cited(one) for one in _dicts(yardstick.basis)], "\n", "\n"),
        "sentence": sentence_of(warning) if masks else warning.sentence,
        "office": office_title(warning.office_path),
        "handled_by": office_title(warning.handled_path),
        "subject": masks.person(warning.subject_id)
        if masks and warning.subject_kind == "officer"
        else _SUBJECTS.get(warning.subject_kind, _CASE).fill(id=warning.subject_id),
        "officers": joined([name for name, _ in _officers(warning, masks)]),
        "rows": plain(warning.rows),
        "rows_cleared": plain(warning.rows_cleared),
        "money": money(warning.money),
        "happened": day(warning.first_on)
        if warning.first_on == warning.last_on
        else Text("{a}至{b}", "{a} to {b}").fill(a=day(warning.first_on), b=day(warning.last_on)),
        "stage": stage_title(warning.stage, warning.secrecy),
        "desk": DESK_TITLES[Desk(warning.desk)],
        "due": UNKNOWN_YEAR.fill(year=limit["unknown_year"])
        if warning.due_at is None and "unknown_year" in limit
        else day(warning.due_at),
        "working_days": _WORKING_DAYS.fill(days=limit["working_days"])
        if "working_days" in limit
        else EMPTY,
        "counted_by": plain(f"{limit['calendar']} {str(limit.get('edition', ''))[:8]}")
        if "calendar" in limit
        else EMPTY,
        "overall_due": UNKNOWN_YEAR.fill(year=warning.overall_rule["unknown_year"])
        if warning.overall_due_at is None and "unknown_year" in warning.overall_rule
        else day(warning.overall_due_at),
        "created": day(warning.created_at),
        "closed": day(warning.closed_at),
        "conclusion": CONCLUSION_TITLES[Conclusion(warning.conclusion)]
        if warning.conclusion
        else EMPTY,
        "reason": reason_title(warning.reason_code),
        "disposal": DISPOSAL_TITLES[Disposal(warning.disposal)] if warning.disposal else EMPTY,
        "rectify_by": day(warning.rectify_by),
        "assignee": person(warning.assignee),
        "merged_into": plain(warning.merged_into.number if warning.merged_into else ""),
        "events_number": plain(len(events)),
        "attachments_number": plain(warning.attachments.count()),
    }


_IN_TIME = {True: NO, False: YES, None: EMPTY}
"""Was it late?"""


def _done(events: list[Event], masks: Masks | None) -> dict[str, Text]:
    """The last act of each kind: ``verify.by``, ``verify.on``, ``verify.text`` …"""
    facts: dict[str, Text] = {}
    for event in events:
        verb = event.verb.replace("-", "_")
        facts |= {
            f"{verb}.by": _hand(event, masks),
            f"{verb}.post": role(event.role),
            f"{verb}.on": day(event.at),
            f"{verb}.text": plain(event.text),
            f"{verb}.reason": reason_title(event.reason_code),
            f"{verb}.was_due": day(event.was_due_at),
            f"{verb}.late": _IN_TIME[event.in_time],
            f"{verb}.until": _day_given(event.given.get("until")),
        }
    return facts


def _day_given(told: object) -> Text:
    """A day that was given with an act, as the record keeps it; what is no day stays as it is."""
    try:
        return day(dt.date.fromisoformat(str(told))) if told else EMPTY
    except ValueError:
        return plain(told)


def _rows(warning: Warning, actor: Actor, masks: Masks | None) -> list[dict[str, Text]]:
    found = rows_of(warning, actor)[:MOST_ROWS]
    return [
        {
            "place": plain(place),
            "key": plain(one.key[:16]),
            "subject": plain(one.subject_id),
            "happened": moment(one.happened_at),
            "sentence": told_of(one, masks) if masks else one.sentence,
            "observed": quantity(one.observed, one.unit),
            "allowed": quantity(one.allowed, one.unit),
            "money": money(one.money),
            "cleared": day(one.cleared_at),
        }
        for place, one in enumerate(found, 1)
    ]


def _event(place: int, event: Event, masks: Masks | None) -> dict[str, Text]:
    title = VERB_TITLES[Verb(event.verb)] if event.verb in set(Verb) else plain(event.verb)
    return {
        "place": plain(place),
        "at": moment(event.at),
        "act": title,
        "by": Text("{p}\n{r}", "{p}\n{r}").fill(p=_hand(event, masks), r=role(event.role)),
        "text": plain(event.text),
        "due": day(event.was_due_at),
    }


def _hand(event: Event, masks: Masks | None) -> Text:
    """Who did it; the officer who answered as he stands on the rest of the paper."""
    if masks and event.actor is not None and event.verb == Verb.ANSWER:
        return masks.person(event.actor.code)
    return person(event.actor)


def _officers(warning: Warning, masks: Masks | None) -> list[tuple[Text, int]]:
    """Who is concerned."""
    concerned = warning.concerns.select_related("person").order_by("-rows", "code")[:50]
    if masks:
        return [(masks.person(one.code), one.rows) for one in concerned]
    return [(person(one.person) if one.person else plain(one.code), one.rows) for one in concerned]


def masks_for(warning: Warning, actor: Actor) -> Masks | None:
    """The letters officers stand under for whoever may not see names there; None for others."""
    named = may(actor, "names.see", warning.office_path).allowed
    return None if named else masks_of(warning)


def _papers(warning: Warning, actor: Actor) -> list[Paper]:
    """Those of the kinds the actor makes himself: that a lead was handed over, which the transfer
    of one says by being there, is not for everybody who may see the warning."""
    his = [form.id for form in forms().values() if form.is_for(actor)]
    made = Paper.objects.filter(about="warning", thing=warning.token, form__in=his)
    return list(made.select_related("made_by").order_by("first_made_at", "pk"))


def office_title(path: str) -> Text:
    """``甲一海关查验科``: an office with the customs it belongs to, as it is addressed."""
    found = {one.path: one for one in Office.objects.filter(path__in=list(prefixes(path)))}
    line = [found[one] for one in prefixes(path) if one in found]
    if not line:
        return plain(path.rstrip(".").rpartition(".")[2])
    first = max((n for n, one in enumerate(line) if one.level not in PARTS), default=0)
    return joined([one.title for one in line[first:]], "", ", ")


def reason_title(code: str) -> Text:
    """What a reason code says; the code itself where the service no longer has it."""
    if not code:
        return EMPTY
    for reasons in getattr(handling(), "reasons", {}).values():
        for reason in reasons:
            if reason.key == code:
                return Text(reason.title.zh, reason.title.en)
    return plain(code)


def _cited(one: Mapping[str, Any]) -> Text:
    """The citation in words, as it was kept; the law's id and article where there are none."""
    title = told(one, "title")
    return title if title.zh else _ARTICLE.fill(law=one.get("law"), article=one.get("article"))


def _dicts(stored: Any) -> list[Mapping[str, Any]]:
    return [one for one in stored if isinstance(one, Mapping)] if isinstance(stored, list) else []
