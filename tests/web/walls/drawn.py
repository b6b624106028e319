"""Secrets drawn by chance, and from whom each must be kept by the words of ``docs/en/access.md``.

Written down from those words and from the tables of ``web.world`` alone: the policy is not asked.
Who is not named here may or may not know; who is named must not.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from web.walls.two_worlds import SYSTEM, Secret
from web.world import NOW, OFFICES, PEOPLE, World
from zhunsheng_web.access import glass
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.roles import ADMINISTRATORS, Role
from zhunsheng_web.casework import leads, mutes, proposals
from zhunsheng_web.casework.faults import NotDone
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Inquiry, Intake, Lead, Warning
from zhunsheng_web.casework.verbs import handling as verbs
from zhunsheng_web.casework.verbs import inquiries, referring
from zhunsheng_web.papers.printing import make


def _path(office: str) -> str:
    above = OFFICES[office][0]
    return (_path(above) if above else "") + office + "."


PLACE = {office: _path(office) for office in OFFICES}
LOOK_ON = {Role.AUDIT, Role.AUDIT_HEAD, Role.DISCIPLINE, Role.LEADER}
"""The roles that closed warnings are shown to without being assigned."""
MUTE = {
    Role.SECTION_HEAD, Role.FUNCTIONAL, Role.FUNCTIONAL_HEAD, Role.AUDIT, Role.AUDIT_HEAD,
}  # fmt: skip
TRANSFER = {Role.AUDIT, Role.AUDIT_HEAD, Role.DISCIPLINE, Role.LEADER}
"""Who makes transfers of leads, and so learns of one that was made; what it says, only discipline
inspection reads."""
OPEN_GLASS = {Role.AUDIT_HEAD, Role.DISCIPLINE, Role.LEADER}
READS_THE_LOG = {Role.AUDIT, Role.AUDIT_HEAD, Role.AUDIT_ADMIN}
"""Who verifies the sealed log knows how many records it has and a digest of them all, and the audit
administrator reads them: how busy the service is, is not promised. They do not try its pages."""


@dataclass(frozen=True)
class Reader:
    """Somebody of the world, as far as the words speak of him."""

    code: str
    place: str
    role: Role
    directs: bool

    @property
    def not_tried(self) -> str:
        """Where he would see no more than how busy the service is."""
        return "/upkeep/" if self.role in READS_THE_LOG else ""

    def under(self, place: str) -> bool:
        """Is he posted at or below a place? Inspectors sent to headquarters are not under it."""
        sent_in = self.role is Role.DISCIPLINE and self.place == PLACE["0000"]
        return self.place.startswith(place) and not sent_in


READERS = {
    code: Reader(code, PLACE[office], role, directs)
    for code, (office, role, directs) in PEOPLE.items()
}


@dataclass(frozen=True)
class Drawn:
    """A secret, and from whom it must be kept."""

    name: str
    secret: Secret
    kept_from: tuple[str, ...]


@dataclass(frozen=True)
class About:
    """A warning about somebody's acts at an office."""

    code: str
    office: str
    level: int

    @property
    def closed(self) -> bool:
        return self.level <= 2

    def kept_out(self) -> list[str]:
        """Every place whose people it is hidden from."""
        him = READERS[self.code]
        found = [him.place] if him.directs or self.closed else []
        return [*found, PLACE[self.office]] if self.closed else found

    def handled(self) -> str:
        """Where a closed one is handled: the district, or the service where that is kept out."""
        district = ".".join(PLACE[self.office].split(".")[:2]) + "."
        return PLACE["0000"] if district.startswith(tuple(self.kept_out())) else district


HIDES: tuple[tuple[str, Callable[[About, Reader], bool]], ...] = (
    ("officers and administrators are shown no warning",
     lambda w, r: r.role is Role.OFFICER or r.role in ADMINISTRATORS),
    ("nobody sees one about himself", lambda w, r: r.code == w.code),
    ("it is hidden from all under whom it is about; a closed one from the section",
     lambda w, r: any(r.under(place) for place in w.kept_out())),
    ("a closed one is hidden from whoever directs the section, up to who handles it",
     lambda w, r: w.closed and r.directs and PLACE[w.office].startswith(r.place)
     and len(r.place) > len(w.handled())),
    ("an office reaches itself and what is below it",
     lambda w, r: not PLACE[w.office].startswith(r.place)),
    ("a closed one is for audit, discipline and leaders, and whom it is assigned to",
     lambda w, r: w.closed and r.role not in LOOK_ON),
)  # fmt: skip
"""The words of ``docs/en/access.md``, one by one."""


def hidden_from(one: About) -> set[str]:
    return {r.code for r in READERS.values() if any(hides(one, r) for _, hides in HIDES)}


HANDLES = {1: ("DIS1", "DIS2", "DIS0"), 2: ("AUD1", "AUD2", "AUD3", "AUD0"),
           3: ("SH1", "SH2", "SH3", "SH4", "HEAD1", "HEAD2", "FUN1", "FUN2", "FUN3"),
           4: ("SH1", "SH2", "SH3", "SH4", "HEAD1", "HEAD2", "FUN1", "FUN2", "FUN3")}  # fmt: skip
"""Who may be at the desk where a new one waits."""
SECTIONS = ("6401-a", "6401-b", "6402-a", "5301-a")
DISTRICT_A = ("6401-a", "6401-b", "6402-a")


def draw(chance: random.Random) -> Drawn:
    """A secret of some kind."""
    return chance.choice(KINDS)(chance)


def _about(chance: random.Random, levels: Iterable[int], offices: Iterable[str]) -> About:
    """About somebody who serves at one of the offices or above them; most acts at his own."""
    places = list(offices)
    tops = {PLACE[place] for place in places}
    whom = [r for r in READERS.values() if any(top.startswith(r.place) for top in tops)]
    him = chance.choice([r for r in whom if r.place != PLACE["0000"]])
    own = PEOPLE[him.code][0]
    office = own if own in places or chance.random() < 0.3 else chance.choice(places)
    return About(him.code, office, chance.choice(list(levels)))


def _made(one: About, world: World, rows: int = 1) -> Warning:
    return world.warning(about=one.code, office=one.office, level=one.level, rows=rows)


def _taken_on(warning: Warning, world: World, **more: Any) -> Actor | None:
    """Signed for by the first who may. Nobody here may where it is about the head of a district:
    then it waits."""
    for code in HANDLES[warning.level]:
        try:
            verbs.sign(
                warning.token, actor=world.actor(code), now=NOW, revision=1, once="s1", **more
            )
        except NotDone:
            continue
        return world.actor(code)
    return None


def _drawn(one: About, name: str, secret: Secret, *save: str) -> Drawn:
    about = f"{name}: {one.code} at {one.office}, level {one.level}"
    return Drawn(about, secret, tuple(sorted(hidden_from(one) - set(save))))


def a_warning(chance: random.Random) -> Drawn:
    one, rows = _about(chance, (1, 2, 3, 4), SECTIONS), chance.randint(1, 5)
    return _drawn(one, "a warning", lambda world: void(_made(one, world, rows)))


def one_under_way(chance: random.Random) -> Drawn:
    """Signed for, perhaps explained, and a closed one perhaps verified."""
    one, steps = _about(chance, (1, 2, 3, 4), DISTRICT_A), chance.randint(1, 3)

    def secret(world: World) -> None:
        token = (warning := _made(one, world)).token
        if (hand := _taken_on(warning, world)) is None:
            return
        by = {"actor": hand, "now": NOW}
        if steps > 1:
            verbs.explain(token, revision=2, text="谈话", once="s2", **by)  # type: ignore[arg-type]
        if steps > 2 and one.closed:
            given = {"conclusion": "founded", "text": "属实"}
            verbs.verify(token, revision=3, once="s3", **given, **by)  # type: ignore[arg-type]

    return _drawn(one, f"one under way ({steps})", secret)


def one_assigned(chance: random.Random) -> Drawn:
    """A closed one that the auditors had somebody of a department look into."""
    one, whom = _about(chance, (2,), DISTRICT_A), chance.choice(("FUN1", "FUN2", "AUD2"))
    if one.office == "6400" or READERS[one.code].place == PLACE["6400"]:
        one = About("W4", "6401-b", 2)  # nobody of the district itself could be given it

    def secret(world: World) -> None:
        _taken_on(_made(one, world), world, assignee=world.people[whom].token)

    return _drawn(one, f"one assigned to {whom}", secret, whom)


def one_asked_about(chance: random.Random) -> Drawn:
    """A closed one the officer concerned is asked about; perhaps he has answered."""
    one, answered = _about(chance, (1,), DISTRICT_A), chance.random() < 0.5

    def secret(world: World) -> None:
        token = (warning := _made(one, world)).token
        if (hand := _taken_on(warning, world)) is None:
            return
        by = {"actor": hand, "now": NOW}
        asked = world.people[one.code]
        inquiries.ask(token, revision=2, person=asked.token, text="?", once="s2", **by)  # type: ignore[arg-type]
        if answered:
            inquiries.answer(
                Inquiry.objects.get().token, text="!", actor=world.actor(one.code), now=NOW,
                once="s3",
            )  # fmt: skip

    return _drawn(one, "one he is asked about", secret, one.code)


def a_lead(chance: random.Random) -> Drawn:
    """From an open warning that everybody of the section knows."""
    number = chance.choice(("T-0001", "T-0002", "T-0003", "T-0004"))
    by, received = chance.choice(("AUD1", "FUN1", "DIS1")), chance.random() < 0.5

    def secret(world: World) -> None:
        open_one = Warning.objects.get(number=number)
        referring.refer(
            open_one.token, text="线索", actor=world.actor(by), now=NOW,
            revision=open_one.revision, once="s1",
        )  # fmt: skip
        # The transfer is printed, as it is where leads go on paper.
        make("lead-transfer", open_one.token, kind="docx", language="zh", now=NOW,
             actor=world.actor("AUD1"))  # fmt: skip
        if received:
            token = Lead.objects.get().token
            leads.receive(token, text="初核", actor=world.actor("DIS2"), now=NOW, once="s2")

    knows = {r.code for r in READERS.values() if r.role in TRANSFER} | {by}
    kept = tuple(sorted(READERS.keys() - knows))
    return Drawn(f"a lead from {number} by {by}", secret, kept)


def a_proposal(chance: random.Random) -> Drawn:
    """The auditors propose a change because of something closed."""
    one = _about(chance, (1,), DISTRICT_A)
    if READERS[one.code].place == PLACE["6400"] or one.office == "6400":
        one = About("W6", "6402-a", 1)  # the auditors of the district may know of it

    def secret(world: World) -> None:
        warning = _made(one, world)
        Warning.objects.filter(pk=warning.pk).update(conclusion="founded")
        by = {"actor": world.actor("AUD1"), "now": NOW}
        made = proposals.make(
            kind="system", target="inspection", title="改派单", reason="屡次", once="s1",
            warning=warning.token, draft=SYSTEM, **by,
        )  # type: ignore[arg-type]  # fmt: skip
        proposals.submit(made.token, revision=1, once="s2", **by)  # type: ignore[arg-type]

    return _drawn(one, "a proposal", secret, "AUD1")


def a_mute(chance: random.Random) -> Drawn:
    """Nothing more of a kind for a week, of an office or of one officer; perhaps approved. Known to
    who makes and approves mutes there."""
    office = chance.choice((*DISTRICT_A, "6401", "6400"))
    subject, approved = chance.choice(("", "W1", "W4", "SH1")), chance.random() < 0.5
    standard = chance.choice(register().standards).id

    def secret(world: World) -> None:
        made = mutes.make(
            standard, PLACE[office], reason="系统升级", subject_id=subject, once="s1",
            valid_from=NOW.date(), valid_to=NOW.date() + dt.timedelta(days=7),
            actor=world.actor("FUN1"), now=NOW,
        )  # fmt: skip
        if approved:
            mutes.approve(made.token, actor=world.actor("FUNH"), now=NOW, once="s2")

    kept = tuple(sorted(
        r.code for r in READERS.values()
        if r.role not in MUTE or not PLACE[office].startswith(r.place)
    ))  # fmt: skip
    return Drawn(f"a mute at {office} for {subject or 'all'}", secret, kept)


def more_in_a_run(chance: random.Random) -> Drawn:
    """How much a run found: the sums are for the system and the audit administrator."""
    one, found = _about(chance, (1, 2), SECTIONS), chance.randint(5, 50)

    def secret(world: World) -> None:
        _made(one, world)
        Intake.objects.update(findings=found, fresh=found, warnings=5)

    return _drawn(one, f"a run that found {found}", secret, "SYS1", "ADM1")


def an_opening(chance: random.Random) -> Drawn:
    """Glass is broken over a warning of the other district. Those who second and review know."""
    one = _about(chance, (1, 2), ("5301-a",))
    by, alone = chance.choice(("DIS1", "AUDH")), chance.random() < 0.5

    def secret(world: World) -> None:
        token = _made(one, world).token
        glass.ask("warning", token, "串并", alone=alone, actor=world.actor(by), now=NOW, once="s1")

    told = {r.code for r in READERS.values() if r.role in OPEN_GLASS}
    return _drawn(one, f"an opening by {by}", secret, *told)


KINDS: tuple[Callable[[random.Random], Drawn], ...] = (
    a_warning, a_warning, a_warning, one_under_way, one_under_way, one_assigned, one_asked_about,
    a_lead, a_proposal, a_mute, more_in_a_run, an_opening,
)  # fmt: skip


def void(_: object) -> None:
    """What a secret makes is nobody's to use."""
