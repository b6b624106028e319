"""Making a paper: the right to it, its number, the sealed record, the page — in that order."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import IntegrityError, transaction
from django.utils import timezone

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, prefixes
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import TITLES
from zhunsheng_web.access.tokens import is_token
from zhunsheng_web.casework.acting import reach
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere
from zhunsheng_web.casework.models import Inquiry, Mute, Warning
from zhunsheng_web.casework.proposal_reach import sees_trials, visible_proposals
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.trial_shown import trial_shown
from zhunsheng_web.export.gate import MEDIA, NOT_YOURS, Leaving
from zhunsheng_web.papers.as_pdf import as_pdf
from zhunsheng_web.papers.as_word import as_word
from zhunsheng_web.papers.composing import Filling, compose
from zhunsheng_web.papers.form import PaperForm, forms
from zhunsheng_web.papers.models import Paper
from zhunsheng_web.papers.numbers import draw_number
from zhunsheng_web.papers.of_other import (
    filling_of_inquiry,
    filling_of_mute,
)
from zhunsheng_web.papers.of_period import Period, filling_of_period
from zhunsheng_web.papers.of_proposal import filling_of_proposal
from zhunsheng_web.papers.of_warning import PARTS, filling_of, office_title
from zhunsheng_web.papers.saying import EMPTY, day
from zhunsheng_web.record.deed import deed, note
from zhunsheng_web.record.service import as_the_service
from zhunsheng_web.ui.templatetags.words import say

# By its name, not its number: two numbers would tell how much others did in between.
_MARK = Text(
    "{who}（{code}）{when} 制作　封存记录 {record}",
    "Made by {who} ({code}) on {when}; sealed record {record}",
)
_PERIOD = re.compile(r"[0-9A-Za-z_.-]{1,32}~[0-9-]{1,12}~[0-9-]{1,12}")
_LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a paper is about, once the actor was let through to it."""

    about: str
    thing: str
    office_path: str
    fill: Callable[[], Filling]
    warning: Warning | None = None


def matter_for(about: str, thing: str, *, actor: Actor, now: dt.datetime) -> Matter:
    """What the token names, if the actor may see it. Raises NotThere, Incomplete; a refusal is
    recorded. ``thing`` of a period: ``office code~first day~last day``."""
    if not (_PERIOD.fullmatch(thing) if about == "period" else is_token(thing)):
        raise NotThere  # nothing is called so; there is nothing to refuse
    match about:
        case "warning":
            warning = reach(thing, actor=actor, now=now)
            return Matter(about, thing, warning.office_path,
                          lambda: filling_of(warning, actor=actor), warning)  # fmt: skip
        case "inquiry":
            return _inquiry(thing, actor, now)
        case "mute":
            mute = Mute.objects.filter(token=thing).select_related("author", "approved_by").first()
            if mute is None or not _any(actor, mute.office_path, "mute.make", "mute.approve"):
                raise _refused(about, thing, actor, now)
            return Matter(about, thing, mute.office_path, lambda: filling_of_mute(mute))
        case "proposal":
            return _proposal(thing, actor, now)
        case "period":
            period = period_of(thing)
            if not may(actor, "figures.see", period.office.path).allowed:
                raise _refused(about, thing, actor, now)
            return Matter(about, period.thing, period.office.path,
                          lambda: filling_of_period(period, actor=actor, now=now))  # fmt: skip
    raise NotThere


def _inquiry(thing: str, actor: Actor, now: dt.datetime) -> Matter:
    """His own, or one of a warning the actor may see."""
    with as_the_service():  # his own comes with a warning he may not know of
        found = (
            Inquiry.objects.filter(token=thing)
            .select_related("person", "asked_by", "cleared_by", "warning")
            .first()
        )
    if found is None:
        raise _refused("inquiry", thing, actor, now)
    inquiry = found
    if inquiry.person_id == actor.person_id:
        # Where he serves, not where the warning lies: that is not for him to learn from this.
        path = actor.main.path if actor.main else ""
    else:
        path = reach(inquiry.warning.token, actor=actor, now=now).office_path
    return Matter("inquiry", thing, path, lambda: filling_of_inquiry(inquiry, office_path=path))


def _proposal(thing: str, actor: Actor, now: dt.datetime) -> Matter:
    found = (
        visible_proposals(actor).filter(token=thing).select_related("author", "approved_by").first()
    )
    rules = ("proposal.make", "proposal.try", "proposal.approve", "learning.see")
    if found is None or not _any(actor, found.office_path, *rules):
        raise _refused("proposal", thing, actor, now)
    proposal = found
    seen = visible_warnings(actor).filter(proposals=proposal)
    listed = seen.select_related("yardstick", "office").order_by("created_at")[:200]
    reads = sees_trials(actor, found.office_path)
    return Matter(
        "proposal",
        thing,
        proposal.office_path,
        lambda: filling_of_proposal(
            proposal, list(listed), trial_shown(proposal, actor) if reads else None
        ),
    )


def _any(actor: Actor, path: str, *rules: str) -> bool:
    return any(may(actor, rule, path).allowed for rule in rules)


def _refused(about: str, thing: str, actor: Actor, now: dt.datetime) -> NotThere:
    note("paper.make", who=actor.code, on=(about, thing), now=now, result="denied",
         why="out-of-reach")  # fmt: skip
    return NotThere()


def period_of(thing: str) -> Period:
    """The period a text names. Raises Incomplete, NotThere."""
    code, _, days = thing.partition("~")
    first, _, last = days.partition("~")
    try:
        span = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError:
        raise Incomplete(
            "first", Text("请按“2026-11-02”的格式填写起止日期。", "Write the days like 2026-11-02.")
        ) from None
    if not dt.timedelta(0) <= span[1] - span[0] < _LONGEST:
        raise Incomplete(
            "last",
            Text(
                "截止日期应不早于起始日期，期间不超过一年。",
                "The last day is not before the first, and the period not longer than a year.",
            ),
        )
    office = Office.objects.filter(code=code).first()
    if office is None:
        raise NotThere
    return Period(office, *span)


def offered(about: str, actor: Actor, done: Iterable[str] = ()) -> list[tuple[PaperForm, bool]]:
    """The forms about something the actor may make, and whether what each tells of was done."""
    known = set(done)
    return [
        (form, not form.verbs or bool(known & set(form.verbs)))
        for form in forms().values()
        if form.about == about and form.is_for(actor)
    ]


def make(
    form_id: str,
    thing: str,
    *,
    kind: Literal["pdf", "docx"],
    language: Literal["zh", "en"],
    actor: Actor,
    now: dt.datetime,
) -> Leaving:
    """A paper about something, numbered and sealed. Raises NotThere, NotAllowed, Incomplete,
    NotSealed: nothing was made then."""
    form = forms().get(form_id)
    if form is None or kind not in ("pdf", "docx"):
        raise NotThere
    matter = matter_for(form.about, thing, actor=actor, now=now)
    if not form.is_for(actor):
        note("paper.make", who=actor.code, on=(matter.about, matter.thing), now=now,
             result="denied", why="not-your-post")  # fmt: skip
        raise NotAllowed("not-your-post", NOT_YOURS)
    main = actor.main
    with deed(
        "paper.make",
        who=actor.code,
        on=(matter.about, matter.thing),
        now=now,
        name=secrets.token_hex(16),
        post=main.role if main else None,
        why=form.id,
    ) as act:
        paper = _kept(form, matter, actor, now)
        act.counts["times"] = paper.times
    Paper.objects.filter(pk=paper.pk).update(leaf=act.leaf)
    filling = matter.fill()
    facts = dict(filling.facts) | {
        "today": day(now),
        "me": Text(actor.name.zh, actor.name.en),
        "my_post": TITLES[main.role] if main else EMPTY,
        "my_office": office_title(main.path) if main else EMPTY,
        "organ": _organ(main.path if main else matter.office_path).title,
    }
    mark = _MARK.fill(
        who=actor.name,
        code=actor.code,
        when=timezone.localtime(now).strftime("%Y-%m-%d %H:%M"),
        record=act.name,
    )
    page = compose(
        form,
        Filling(facts, filling.lists),
        number=paper.number,
        mark=mark.say(language),
        language=language,
    )
    content = as_pdf(page, now) if kind == "pdf" else as_word(page, now)
    name = f"{say(form.title.text)}-{paper.number}.{kind}"
    return Leaving(name, MEDIA[kind], content, paper.token)


def _kept(form: PaperForm, matter: Matter, actor: Actor, now: dt.datetime) -> Paper:
    """The paper's row: a new one with a number of its own, or the old one made once more."""
    old = Paper.objects.select_for_update().filter(form=form.id, thing=matter.thing).first()
    if old is not None:
        old.times, old.made_at, old.made_by_id = old.times + 1, now, actor.person_id
        old.save(update_fields=["times", "made_at", "made_by"])
        return old
    organ = _organ(actor.main.path if actor.main else matter.office_path)
    for _ in range(5):
        try:
            with transaction.atomic():
                return Paper.objects.create(
                    number=draw_number(form.word, organ, now),
                    form=form.id,
                    about=matter.about,
                    thing=matter.thing,
                    office_path=matter.office_path,
                    first_made_at=now,
                    made_at=now,
                    made_by_id=actor.person_id,
                )
        except IntegrityError:
            # Either the number was taken, once in many millions, or somebody made it just now.
            again = Paper.objects.filter(form=form.id, thing=matter.thing).first()
            if again is not None:
                return again
    raise RuntimeError("no free document number after five draws")


def _organ(path: str) -> Office:
    """The customs in whose name it is issued: the nearest office above that is no section."""
    found = {one.path: one for one in Office.objects.filter(path__in=list(prefixes(path)))}
    above = [found[one] for one in prefixes(path) if one in found]
    customs = [one for one in above if one.level not in PARTS]
    return (customs or above)[-1]
