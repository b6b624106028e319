"""Asking an officer, his answer, and his clearance in writing.

The officer never reaches the warning: he reads what was written down for him when he was asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, actor_of
from zhunsheng_web.access.models import Person
from zhunsheng_web.access.policy import DESKS, may_see
from zhunsheng_web.access.tokens import told_as
from zhunsheng_web.casework.acting import (
    Before,
    Doing,
    counted,
    doing,
    locked,
    matter_of,
    write,
)
from zhunsheng_web.casework.crew import nearest
from zhunsheng_web.casework.faults import Incomplete, NotThere, WrongState
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.masks import Masks, codes_in
from zhunsheng_web.casework.models import Inquiry, Warning
from zhunsheng_web.casework.related import rows_of
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.casework.telling import page_of, tell
from zhunsheng_web.casework.verbs.handling import said
from zhunsheng_web.clock import day_of
from zhunsheng_web.record.deed import deed, note
from zhunsheng_web.record.service import as_the_service


def ask(
    token: str, *, person: str, text: str, rows: Sequence[str] = (), actor: Actor,
    now: dt.datetime, revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Asks an officer the warning is about; ``rows`` are the keys of the findings he is shown."""
    with doing(Verb.ASK, token, actor=actor, now=now, revision=revision, once=once) as act:
        asked = Person.objects.filter(concerns__warning=act.warning, token=person).first()
        if asked is None:
            raise Incomplete(
                "person",
                Text("只能询问预警所涉的经办人。", "Only officers it is about can be asked."),
            )
        limit = counted(now, handling().inquiry_days)
        inquiry = Inquiry.objects.create(
            warning=act.warning,
            person=asked,
            asked_by_id=actor.person_id,
            asked_at=now,
            question=said(text),
            shown=_shown(act.warning, rows, actor, asked),
            due_at=limit.at,
            due_rule=limit.rule,
        )
        act.text, act.given = said(text), {"inquiry": inquiry.token, "person": asked.token}
        tell(
            [asked],
            kind="inquiry",
            cause=f"asked:{inquiry.token}",
            title=Text("有一件事项请您说明", "You are asked to explain something"),
            link=reverse("desk:mine"),
            now=now,
        )
    return act.warning


def answer(
    inquiry: str, *, text: str, reason_code: str = "", attachments: Sequence[str] = (),
    actor: Actor, now: dt.datetime, once: str | None = None,
) -> Inquiry:  # fmt: skip
    """The officer's own answer; once. Raises NotThere for an inquiry that is not his."""
    seen = own_inquiry(inquiry, actor=actor, now=now)
    name = once or inquiry
    with deed("inquiry.answer", who=actor.code, on=("inquiry", inquiry), now=now, name=name) as act:
        warning = locked(seen.warning)
        found = Inquiry.objects.select_for_update().get(pk=seen.pk)
        if found.answered_at is not None:
            raise WrongState(
                "answered",
                Text(
                    "您已经提交过说明；如需补充，请联系{who}。",
                    "You have answered already. To add something, speak to whoever asked: {who}.",
                ).fill(who=asked_by(found)),
            )
        found.answered_at, found.answer, found.reason_code = now, said(text), reason_code
        found.save()
        act.texts["text"] = found.answer
        telling = Doing(warning, now, actor, text=found.answer, reason_code=reason_code)
        telling.given, telling.attachments = {"inquiry": inquiry}, attachments
        write(Verb.ANSWER, telling, Before(warning), act.name)
        tell(
            [found.asked_by],
            kind="answer",
            cause=f"answered:{inquiry}",
            title=Text("经办人已提交说明", "The officer has answered"),
            link=page_of(warning),
            now=now,
        )
    return found


def ask_clearance(
    inquiry: str, *, actor: Actor, now: dt.datetime, once: str | None = None
) -> Inquiry:
    """The officer asks to be cleared in writing, once he has answered; once. He learns nothing by
    it: it can be asked whatever became of the warning. Raises NotThere, WrongState."""
    seen = own_inquiry(inquiry, actor=actor, now=now)
    name = once or inquiry
    with deed("inquiry.ask-clearance", who=actor.code, on=("inquiry", inquiry), now=now, name=name):
        found = Inquiry.objects.select_for_update().get(pk=seen.pk)
        if found.answered_at is None:
            raise WrongState("unanswered", Text("请先提交说明。", "Explain first."))
        if found.cleared_at is not None or found.clearance_asked_at is not None:
            raise WrongState(
                "asked",
                Text(
                    "已经申请过，或者已经书面澄清。",
                    "You have asked for it already, or have been cleared.",
                ),
            )
        found.clearance_asked_at = now
        found.save(update_fields=["clearance_asked_at"])
        warning = seen.warning
        matter, on = matter_of(warning), day_of(now)
        people = [
            one
            for one in (found.asked_by, warning.assignee)
            if one is not None and may_see(actor_of(one, on), matter).allowed
        ] or nearest(DESKS[warning.desk], warning.handled_path, matter, on)
        tell(
            dict.fromkeys(people),
            kind="clearance",
            cause=f"clearance-asked:{inquiry}",
            title=Text("经办人请求书面澄清", "An officer asks to be cleared in writing"),
            link=page_of(warning),
            now=now,
        )
    return found


def own_inquiry(token: str, *, actor: Actor, now: dt.datetime) -> Inquiry:
    """An inquiry put to the actor himself. Raises NotThere; the refusal is recorded."""
    with as_the_service():  # it is his; the warning it comes with is not
        found = (
            Inquiry.objects.filter(token=told_as(token), person_id=actor.person_id)
            .select_related("warning__yardstick", "asked_by")
            .first()
        )
    if found is None:
        note(
            "inquiry.see", who=actor.code, on=("inquiry", told_as(token)), now=now, result="denied"
        )
        raise NotThere
    return found


def clear(
    token: str, *, text: str, person: str = "", actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Warning:  # fmt: skip
    """Clears in writing whoever was asked: where nothing was found, or when it is closed."""
    with doing(Verb.CLEAR, token, actor=actor, now=now, revision=revision, once=once) as act:
        warning = act.warning
        asked = Inquiry.objects.select_for_update().filter(warning=warning, cleared_at=None)
        if person:
            asked = asked.filter(person__token=person)
        found = list(asked.select_related("person"))
        if not found:
            raise Incomplete(
                "person",
                Text(
                    "没有需要澄清的人：没有人被询问过，或者已经澄清。",
                    "There is nobody to clear: nobody was asked, or all have been cleared.",
                ),
            )
        act.text = said(text)
        act.given = {"people": [inquiry.person.token for inquiry in found]}
        for inquiry in found:
            inquiry.cleared_at, inquiry.clearance = now, act.text
            inquiry.cleared_by_id = actor.person_id
            inquiry.save()
            tell(
                [inquiry.person],
                kind="clearance",
                cause=f"cleared:{inquiry.token}",
                title=Text("您收到一份书面澄清", "You have been cleared in writing"),
                link=reverse("desk:mine"),
                now=now,
            )
    return act.warning


def _shown(warning: Warning, keys: Sequence[str], actor: Actor, asked: Person) -> dict[str, Any]:
    """What the officer is shown, frozen: the rule, its law, the records chosen, and which post is
    asking, so that he knows whom to speak to. No level, no number of the warning, nobody else's
    name or number."""
    rows = list(rows_of(warning, actor).filter(key__in=keys))
    if len(rows) != len(set(keys)):
        raise Incomplete(
            "rows",
            Text("选中的记录有的已不在这件预警中。", "Some of these records are no longer in it."),
        )
    yardstick, masks, asker = warning.yardstick, Masks(), _post_of(actor)
    told = [
        (row, masks.sentence(row.sentence, codes_in([row.evidence]) - {asked.code})) for row in rows
    ]
    return {
        "title_zh": yardstick.title_zh,
        "title_en": yardstick.title_en,
        "basis": yardstick.basis,
        "asked_by_zh": asker.zh,
        "asked_by_en": asker.en,
        "rows": [
            {
                "subject_type": row.subject_type,
                "subject_id": row.subject_id,
                "happened_at": row.happened_at.isoformat(),
                "sentence_zh": sentence.zh,
                "sentence_en": sentence.en,
            }
            for row, sentence in told
        ],
    }


def _post_of(actor: Actor) -> Text:
    """The post somebody asks in, with its office; never his name."""
    main = actor.main
    if main is None:
        return Text("", "")
    return Text("{office}{post}", "{post}, {office}").fill(office=main.office, post=main.title)


def asked_by(inquiry: Inquiry) -> Text:
    """Which post has asked, as it was written down then."""
    told = inquiry.shown
    zh, en = told.get("asked_by_zh") or "询问人", told.get("asked_by_en") or "their post"
    return Text(zh, en)
