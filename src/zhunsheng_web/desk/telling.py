"""What was done with a warning, in words: who in which post, what he gave, whether in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from zhunsheng.model.text import Text
from zhunsheng_web.access.models import Office, Person
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.lateness import missed
from zhunsheng_web.casework.masks import Masks
from zhunsheng_web.casework.models import Attachment, Event
from zhunsheng_web.casework.stages import (
    CONCLUSION_TITLES,
    DESK_TITLES,
    DISPOSAL_TITLES,
    STAGE_TITLES,
    Conclusion,
    Desk,
    Disposal,
    Stage,
    Verb,
)
from zhunsheng_web.clock import day_of

SYSTEM = Text("系统", "the system")


@dataclass(frozen=True, slots=True)
class Said:
    """One event as the history shows it. ``by`` and ``office``: who, and where he stood then;
    ``late``: how many calendar days after the limit, 0 in time, None where none was at stake."""

    event: Event
    by: Text
    office: Text
    reason: Text | None
    given: tuple[tuple[Text, Text], ...]
    late: int | None
    files: tuple[Attachment, ...]


def history(
    events: Sequence[Event],
    masks: Masks,
    offices: Mapping[str, Text],
    files: Iterable[Attachment] = (),
) -> list[Said]:
    """The events in words, the latest first; officers asked or answering stand as they do on the
    rest of the page. ``events``: with ``actor`` selected; ``offices``: by path; ``files``:
    what came with them. One query at most, however many there are."""
    people = _people(events)
    files = tuple(files)
    return [
        Said(
            event=event,
            by=_by(event, masks),
            office=offices.get(event.office_path, Text("", "")),
            reason=_reason(event),
            given=tuple(_given(event.given, people, masks, offices)),
            late=_late(event),
            files=tuple(one for one in files if one.event_id == event.pk),
        )
        for event in reversed(events)
    ]


def _by(event: Event, masks: Masks) -> Text:
    if event.actor is None:
        return SYSTEM
    return masks.person(event.actor.code) if event.verb == Verb.ANSWER else event.actor.name


def _reason(event: Event) -> Text | None:
    """An officer answers in the same codes as an explanation."""
    verb = Verb.EXPLAIN if event.verb == Verb.ANSWER else event.verb
    return handling().reason(verb, event.reason_code) if event.reason_code else None


def _late(event: Event) -> int | None:
    if event.in_time is not False:
        return 0 if event.in_time else None
    return max(1, (day_of(event.at) - day_of(missed(event))).days)


def _given(
    given: dict[str, Any],
    people: dict[str, Person],
    masks: Masks,
    offices: Mapping[str, Text],
) -> Iterable[tuple[Text, Text]]:
    """What an act gave besides its text; what this page has no word for is left out."""
    for key, value in given.items():
        match key:
            case "conclusion" if value in set(Conclusion):
                yield Text("结论", "Conclusion"), CONCLUSION_TITLES[Conclusion(value)]
            case "disposal" if value in set(Disposal):
                yield Text("处置方式", "What is done"), DISPOSAL_TITLES[Disposal(value)]
            case "from" if value in people:
                yield Text("原承办人", "Was assigned to"), people[value].name
            case "to" if value in set(Desk):
                yield Text("上交至", "To"), DESK_TITLES[Desk(value)]
            case "from_office" if value:
                yield Text("已撤销单位", "Closed office"), offices.get(value, Text(value, value))
            case "to_office" if value:
                yield Text("承接单位", "Taken over by"), offices.get(value, Text(value, value))
            case "nobody" if value:
                yield Text("原因", "Why"), Text("原承办岗位无人在岗", "nobody was left at the desk")
            case "assignee" if value in people:
                yield Text("承办人", "Assigned to"), people[value].name
            case "person" if value in people:
                yield Text("被询问人", "Officer asked"), masks.person(people[value].code)
            case "to" if value in set(Stage):
                yield Text("退回到", "Back to"), STAGE_TITLES[Stage(value)]
            case "rectify_by" if value:
                yield Text("整改期限", "To be put right by"), Text(str(value), str(value))
            case "until" if value:
                yield Text("截止", "Until"), Text(str(value), str(value))
            case "amount" if value:
                yield Text("补税（元）", "Tax recovered (yuan)"), Text(str(value), str(value))
            case "rows" if isinstance(value, int) and given.keys() & {"into", "new", "from"}:
                yield Text("转移记录", "Records moved"), Text(f"{value} 条", str(value))
            case "overall" if value:
                yield Text("期限", "Limit"), Text("全程期限", "that of the whole")
            case "agrees":
                yield (
                    Text("复看结果", "Result"),
                    Text("同意原结论", "Agrees") if value == "yes" else Text("不同意", "Disagrees"),
                )


def places_in(events: Iterable[Event]) -> Iterable[str]:
    """The offices that events tell of, by path or by code."""
    for event in events:
        yield event.office_path
        for key in ("from_office", "to_office"):
            yield str(event.given.get(key, ""))


def offices_named(names: Iterable[str]) -> dict[str, Text]:
    """The titles of offices, each under its path and its code; one query for both."""
    wanted = {name for name in names if name}
    found = Office.objects.filter(Q(path__in=wanted) | Q(code__in=wanted)) if wanted else ()
    return {name: one.title for one in found for name in (one.path, one.code)}


def _people(events: Sequence[Event]) -> dict[str, Person]:
    tokens = {
        value
        for event in events
        for key, value in event.given.items()
        if key in ("assignee", "person", "from") and isinstance(value, str)
    }
    if not tokens:
        return {}
    return {one.token: one for one in Person.objects.filter(token__in=tokens)}
