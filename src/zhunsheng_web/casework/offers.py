"""What can be done with a warning now, and what can be chosen in the forms of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.models import Person
from zhunsheng_web.access.policy import Matter, decide
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.conditions import obstacle
from zhunsheng_web.casework.crew import assignable_people
from zhunsheng_web.casework.forms import Choice, Form, form_of, verbs_with_forms
from zhunsheng_web.casework.masks import Masks, masks_of, sentence_of, told_of
from zhunsheng_web.casework.models import Inquiry, Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.related import rows_of
from zhunsheng_web.casework.stages import OPEN, Disposal, Verb
from zhunsheng_web.casework.verbs.looking_again import pending

MOST_ROWS = 200
MOST_OTHERS = 50


def possible(warning: Warning, actor: Actor, matter: Matter | None = None) -> tuple[Verb, ...]:
    """What the actor can do with the warning as it stands, in the order of its life. ``matter``:
    the policy's view of it, where it was asked for already."""
    facts = matter or matter_of(warning)
    found = [
        verb
        for verb in verbs_with_forms()
        if verb is not Verb.ANSWER
        and obstacle(verb, warning) is None
        and decide(actor, verb, facts).allowed
    ]
    if Verb.SECOND_LOOK in found and pending(warning) is None:
        found.remove(Verb.SECOND_LOOK)
    if Verb.CLEAR in found and not to_clear(warning).exists():
        found.remove(Verb.CLEAR)
    if Verb.SPLIT in found and warning.secrecy == "closed" and not warning.findings.exists():
        # It was raised beside others and rests on their records.
        found.remove(Verb.SPLIT)
    return tuple(found)


def filled(
    verb: Verb,
    warning: Warning,
    actor: Actor,
    matter: Matter | None = None,
    masks: Masks | None = None,
) -> Form:
    """The form of a verb with what can be chosen for this warning by this actor. ``masks``: how
    whoever it is about is shown; under a letter, where nothing is said."""
    form = form_of(verb)
    if verb is Verb.CLOSE and warning.disposal != Disposal.RECTIFICATION:
        form = form.without("proof")
    choices: dict[str, tuple[Choice, ...]] = {}
    for field in form.fields:
        match field.kind:
            case "person" if verb is Verb.SIGN:
                choices[field.name] = _people(assignees(warning, actor, matter))
            case "person" if verb is Verb.REASSIGN:
                choices[field.name] = _people(
                    one
                    for one in assignees(warning, actor, matter)
                    if one.pk != warning.assignee_id
                )
            case "person" if verb is Verb.ASK:
                choices[field.name] = _officers(concerned(warning), masks or masks_of(warning))
            case "person":
                choices[field.name] = _officers(to_clear(warning), masks or masks_of(warning))
            case "rows":
                choices[field.name] = _rows(verb, warning, actor)
            case "warning":
                choices[field.name] = tuple(
                    Choice(other.token, _labelled(other.number, sentence_of(other)))
                    for other in mergeable(warning, actor)[:MOST_OTHERS]
                )
    return form.with_choices(choices)


def mergeable(warning: Warning, actor: Actor) -> QuerySet[Warning]:
    """The open warnings this one may be merged into: same standard, secrecy and office,
    and waiting at the same desk, whose people alone may merge it."""
    return (
        visible_warnings(actor)
        .filter(
            yardstick__standard=warning.yardstick.standard,
            secrecy=warning.secrecy,
            office_path=warning.office_path,
            desk=warning.desk,
            handled_path=warning.handled_path,
            stage__in=OPEN,
            suspended_at__isnull=True,
        )
        .exclude(pk=warning.pk)
        .prefetch_related("concerns")
        .order_by("-created_at", "pk")
    )


def concerned(warning: Warning) -> QuerySet[Person]:
    """The officers a warning is about who are known here."""
    return Person.objects.filter(concerns__warning=warning).order_by("code")


def to_clear(warning: Warning) -> QuerySet[Person]:
    """Whoever was asked about it and has not been cleared yet."""
    asked = Inquiry.objects.filter(warning=warning, cleared_at=None)
    return Person.objects.filter(inquiries__in=asked).distinct().order_by("code")


def assignees(warning: Warning, actor: Actor, matter: Matter | None = None) -> list[Person]:
    """Who can be made to handle it: people of its desk, nearest office first."""
    facts = matter or matter_of(warning)
    return assignable_people(warning.desk, warning.handled_path, facts, actor.on)


def _people(people: Iterable[Person]) -> tuple[Choice, ...]:
    return tuple(Choice(one.token, one.name) for one in people)


def _officers(people: Iterable[Person], masks: Masks) -> tuple[Choice, ...]:
    return tuple(Choice(one.token, masks.person(one.code)) for one in people)


def _rows(verb: Verb, warning: Warning, actor: Actor) -> tuple[Choice, ...]:
    own = verb is Verb.SPLIT
    found = warning.findings.order_by("happened_at", "pk") if own else rows_of(warning, actor)
    masks = masks_of(warning)
    return tuple(
        Choice(row.key, _labelled(row.subject_id, told_of(row, masks))) for row in found[:MOST_ROWS]
    )


def _labelled(number: str, sentence: Text) -> Text:
    return Text(f"{number}　{sentence.zh}", f"{number}  {sentence.en}")
