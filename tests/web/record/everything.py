"""The small world with one of everything that has an address, and the forms by which each act is
done: what is asked of every page is asked of these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from web.book.test_information import case, closed
from web.casework.test_proposals import made
from web.papers.rich import inquiry
from web.world import LONG_AGO, NOW, World
from zhunsheng_web.access import glass
from zhunsheng_web.access.models import Account, Notice, Person, Posting, PostingRequest
from zhunsheng_web.access.roles import Role
from zhunsheng_web.access.verbs import accounts, postings
from zhunsheng_web.access.verbs.postings import Wanted
from zhunsheng_web.api.keys import make_key
from zhunsheng_web.boards.editions import publish
from zhunsheng_web.boards.models import SavedQuery, Watch, Worked
from zhunsheng_web.book import announcing, cases
from zhunsheng_web.casework import attachments, mutes, proposals
from zhunsheng_web.casework.aftermath import Draw, Handover, Lead, SecondLook
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Inquiry, Warning
from zhunsheng_web.casework.stages import OPEN, Stage
from zhunsheng_web.casework.verbs import referring

PEOPLE = ("W2", "SH1", "LIA1", "HEAD1", "FUN1", "FUNH", "AUD1", "AUDH", "DIS1", "POL1", "LEAD1",
          "LEG0", "ANA1", "SYS1", "SEC1", "ADM1")  # fmt: skip
"""Somebody of every role."""
BESIDES = {"POL1": Role.POLICE_SUPERVISION, "ANA1": Role.ANALYST}
"""Those of them nobody in the small service is."""
WEEK = (NOW + dt.timedelta(days=7)).date()
ONCE = "a" * 32
SUBJECT = "W1"
"""Whom the warnings are about: nobody but himself is to find his name where nothing is sealed."""


@dataclass
class Everything:
    """Names of things. ``own``: (address part, person) → the token of what is his alone."""

    world: World
    names: dict[str, str] = field(default_factory=dict)
    own: dict[tuple[str, str], str] = field(default_factory=dict)
    stages: list[Warning] = field(default_factory=list)


def everything(world: World) -> Everything:
    """One of everything; made anew for each test."""
    made_of = Everything(world)
    for code, role in BESIDES.items():
        world.people[code] = person = Person.objects.create(
            code=code, name_zh=f"张{code}", name_en=f"Zhang {code}"
        )
        Account.objects.create(username=code.lower(), person=person)
        Posting.objects.create(
            person=person, office=world.offices["6400"], role=role, valid_from=LONG_AGO
        )
    _warnings(made_of)
    _around_them(made_of)
    _proposals_and_cases(made_of)
    _people(made_of)
    for code in PEOPLE:
        _of_one_s_own(made_of, code)
    return made_of


def _warnings(all_of: Everything) -> None:
    world, names = all_of.world, all_of.names
    for stage in (*OPEN, Stage.CLOSED):
        for level in (4, 1):
            before = Stage.DISPOSED if stage == Stage.CLOSED else stage
            one = world.warning(about=SUBJECT, level=level, stage=before, rows=2)
            settled = stage in (Stage.VERIFIED, Stage.REVIEWED, Stage.DISPOSED, Stage.CLOSED)
            Warning.objects.filter(pk=one.pk).update(
                stage=stage,
                conclusion="unfounded" if settled else "",
                disposal="reminder" if stage in (Stage.DISPOSED, Stage.CLOSED) else "",
            )
            one.refresh_from_db()
            all_of.stages.append(one)
    still = world.warning(about=SUBJECT, level=3, stage=Stage.ASSIGNED)
    Warning.objects.filter(pk=still.pk).update(suspended_at=NOW, suspended_until=WEEK)
    all_of.stages.append(still)
    done = next(one for one in all_of.stages if one.stage == Stage.CLOSED and one.level == 4)
    draw = Draw.objects.create(day=NOW.date(), seed="0", share=1.0, drawn_at=NOW)
    SecondLook.objects.create(draw=draw, warning=done, closer=world.people["SH2"])
    first = all_of.stages[0]
    first.yardstick.standard = register().standards[0].id
    first.yardstick.chart = next(iter(dict(register().charts)))
    first.yardstick.save()
    names |= {"open": first.token, "closed": all_of.stages[1].token}


def _around_them(all_of: Everything) -> None:
    world, names = all_of.world, all_of.names
    for one in all_of.stages:
        inquiry(world, one, rich=False)
    kept = attachments.add(names["open"], "a.txt", b"x", actor=world.actor("SH1"), now=NOW)
    kept.event = None
    names["file"] = kept.token
    leading = world.warning(about=SUBJECT, level=1, rows=2)
    referring.refer(leading.token, text="线索", actor=world.actor("AUD1"), now=NOW, revision=1)
    names["lead"] = Lead.objects.get().token
    names["mute"] = mutes.make(
        register().standards[0].id, world.offices["6401"].path, reason="升级",
        valid_from=NOW.date(), valid_to=WEEK, actor=world.actor("FUN1"), now=NOW,
    ).token  # fmt: skip
    Worked.objects.create(
        chart="inspection", title_zh="查验", title_en="inspection", objects_seen=1,
        drawn_zh="<svg></svg>", drawn_en="<svg></svg>", trace_digest="0", surveyed_at=NOW,
    )  # fmt: skip
    names["edition"] = publish(
        world.offices["6400"], dt.date(2026, 9, 1), actor=world.actor("AUD1"), now=NOW
    ).token


def _proposals_and_cases(all_of: Everything) -> None:
    world, names = all_of.world, all_of.names
    fun, head = world.actor("FUN2"), world.actor("FUNH")
    draft = made(world, author="FUN2")
    sent, agreed = made(world, author="FUN2"), made(world, author="FUN2")
    for one in (sent, agreed):
        proposals.submit(one.token, actor=fun, now=NOW, revision=1)
    proposals.approve(agreed.token, text="同意", actor=head, now=NOW, revision=2)
    dated = made(world, author="FUN2")
    proposals.submit(dated.token, actor=fun, now=NOW, revision=1)
    proposals.approve(dated.token, text="同意", actor=head, now=NOW, revision=2)
    proposals.set_date(dated.token, effective_on=NOW.date(), actor=head, now=NOW, revision=3)
    names |= {"draft": draft.token, "sent": sent.token, "agreed": agreed.token,
              "dated": dated.token}  # fmt: skip
    names["case"] = case(world).token
    shown = case(world)
    cases.publish(shown.token, actor=world.actor("AUD2"), now=NOW, revision=1)
    names["shown"], names["told"] = shown.token, closed(world).token
    names["announcement"] = announcing.announce(
        title="通知", text="请阅", roles=[], office="6400", valid_from=NOW.date(), valid_to=WEEK,
        actor=world.actor("AUD1"), now=NOW,
    ).token  # fmt: skip


def _people(all_of: Everything) -> None:
    world, names = all_of.world, all_of.names
    postings.propose_posting(
        world.people["W5"], Wanted(world.offices["6401-b"], Role.LIAISON, NOW.date()), "需要",
        actor=world.actor("SYS1"), now=NOW,
    )  # fmt: skip
    names["request"] = PostingRequest.objects.get().token
    accounts.disable_account(world.people["W6"], "调离", actor=world.actor("SYS1"), now=NOW)
    world.people["W3"].account.delete()
    asked = glass.ask("warning", "T-9999", "核对", alone=False, actor=world.actor("DIS2"), now=NOW)
    over = NOW - dt.timedelta(hours=1)
    looked = glass.ask("warning", "T-9999", "核对", alone=True, actor=world.actor("DIS2"), now=over)
    names |= {"asked": asked.token, "looked": looked.token}


def _of_one_s_own(all_of: Everything, code: str) -> None:
    world, own = all_of.world, all_of.own
    person = world.people[code]
    own["notice", code] = Notice.objects.create(
        person=person, kind="due", cause="c", title_zh="临期", title_en="due", made_at=NOW
    ).token
    own["watch", code] = Watch.objects.create(
        person=person, name="w", office_path="0000.6400.", made_at=NOW, since=NOW
    ).token
    own["query", code] = SavedQuery.objects.create(
        person=person, name="q", made_at=NOW,
        question={"about": "warnings", "groups": [], "by": "", "shown": "table"},
    ).token  # fmt: skip
    own["handover", code] = Handover.objects.create(
        giver=world.people["W5"], taker=person, why="moved", made_at=NOW, deed=f"d-{code}"
    ).token
    own["inquiry", code] = Inquiry.objects.create(
        warning=all_of.stages[2], person=person, asked_by=world.people["SH1"], asked_at=NOW,
        question="?", shown={},
    ).token  # fmt: skip
    actor = world.actor(code)
    if "admin" not in str(actor.main.role if actor.main else ""):
        own["key", code] = make_key("试", "read", 1, actor=actor, now=NOW)[0].token


Given = dict[str, Any]


def administered() -> Iterator[tuple[str, str, Given]]:
    """Every act about a person: its name, of whom, and a form of it."""
    yield "propose", "W4", {
        "office": "6401-b", "role": "liaison", "valid_from": WEEK.isoformat(), "reason": "需要",
    }  # fmt: skip
    yield "end-posting", "W4", {"valid_to": WEEK.isoformat(), "reason": "转岗"}
    yield "leave", "W4", {"first": WEEK.isoformat(), "last": WEEK.isoformat(), "leave": "annual"}
    yield "open-account", "W3", {"username": "w7.new"}
    yield "hand-password", "W4", {}
    yield "hand-enrolment", "W4", {}
    yield "end-sessions", "W4", {}
    yield "disable", "W4", {"reason": "调离"}
    yield "enable", "W6", {"reason": "回岗"}
    yield "rename", "W4", {"name_zh": "李四", "name_en": "Li Si"}
