"""Nobody can tell from anything he is shown whether there is something kept from him."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse

from web.walls.two_worlds import (
    FIRST,
    SYSTEM,
    Answer,
    Dice,
    Secret,
    crawl,
    differences,
    lived,
    secret_token,
)
from web.world import NOW, World
from zhunsheng_web.access.middleware import ActorMiddleware
from zhunsheng_web.casework import leads, mutes, proposals
from zhunsheng_web.casework.acting import doing
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Inquiry, Intake, Lead, Mute, Warning
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.casework.verbs import handling as verbs
from zhunsheng_web.casework.verbs import inquiries, referring
from zhunsheng_web.papers.printing import make

pytestmark = pytest.mark.django_db


def a_closed_one(world: World) -> None:
    """A lead about an officer of the section."""
    world.warning(about="W1", level=1)


def a_closed_one_under_way(world: World) -> None:
    """The same, signed for, explained and verified by the inspectors."""
    one = world.warning(about="W1", level=1)
    done = {"token": one.token, "now": NOW}
    verbs.sign(actor=world.actor("DIS1"), revision=1, once="s1", **done)  # type: ignore[arg-type]
    verbs.explain(actor=world.actor("DIS1"), revision=2, text="谈话", once="s2", **done)  # type: ignore[arg-type]
    verbs.verify(
        actor=world.actor("DIS1"), revision=3, conclusion="founded", text="属实", once="s3", **done
    )  # type: ignore[arg-type]


def one_about_the_head(world: World) -> None:
    """An open warning about the head of the section."""
    world.warning(about="SH1", level=4)


def one_assigned_to_a_colleague(world: World) -> None:
    """A closed warning that the auditors had somebody of the department look into."""
    one = world.warning(about="W1", level=2)
    verbs.sign(
        one.token, actor=world.actor("AUD1"), now=NOW, revision=1, once="s1",
        assignee=world.people["FUN2"].token,
    )  # fmt: skip


def one_about_the_department(world: World) -> None:
    """A closed warning about somebody of the department itself."""
    world.warning(about="FUN2", office="6400", level=2)


def one_somebody_is_asked_about(world: World) -> None:
    """A closed warning the officer concerned, and nobody beside him, is asked about."""
    one = world.warning(about="W1", level=1)
    done = {"token": one.token, "now": NOW, "actor": world.actor("DIS1")}
    verbs.sign(revision=1, once="s1", **done)  # type: ignore[arg-type]
    inquiries.ask(revision=2, once="s2", person=world.people["W1"].token, text="?", **done)  # type: ignore[arg-type]
    asked = Inquiry.objects.get()
    inquiries.answer(asked.token, text="!", actor=world.actor("W1"), now=NOW, once="s3")


def a_lead_from_an_open_one(world: World) -> None:
    """What is open to the section is handed over as a lead: the warning shows nothing of it."""
    first = Warning.objects.get(number=FIRST)
    referring.refer(
        first.token, text="线索", actor=world.actor("AUD1"), now=NOW, revision=2, once="s1"
    )


def a_lead_signed_for(world: World) -> None:
    """The same, on paper too, and discipline inspection has signed for it."""
    a_lead_from_an_open_one(world)
    lead = Lead.objects.get()
    make("lead-transfer", lead.warning.token, kind="docx", language="zh", now=NOW,
         actor=world.actor("AUD1"))  # fmt: skip
    leads.receive(lead.token, text="初核", actor=world.actor("DIS1"), now=NOW, once="s2")


def a_proposal_from_a_closed_one(world: World) -> None:
    """The auditors propose a change because of something closed."""
    one = world.warning(about="W1", level=1)
    Warning.objects.filter(pk=one.pk).update(conclusion="founded")
    made = proposals.make(
        kind="system", target="inspection", title="改派单", reason="屡次", warning=one.token,
        draft=SYSTEM,
        actor=world.actor("AUD1"), now=NOW, once="s1",
    )  # fmt: skip
    proposals.submit(made.token, actor=world.actor("AUD1"), now=NOW, revision=1, once="s2")


def a_mute_for_somebody(world: World) -> None:
    """Nothing more about one officer's acts for a week: he is not told."""
    mutes.make(
        register().standards[0].id, world.offices["6401-a"].path, reason="系统升级",
        valid_from=NOW.date(), valid_to=NOW.date() + dt.timedelta(days=7), subject_id="W1",
        actor=world.actor("FUN1"), now=NOW, once="s1",
    )  # fmt: skip


def more_in_a_run(world: World) -> None:
    """A run found more than is known, hidden from the auditors of the district too."""
    world.warning(about="AUD2", office="6400", level=1, rows=4)
    world.warning(about="SH1", office="6400", level=2)
    Intake.objects.update(findings=9, fresh=9, warnings=6)


HIDDEN_FROM: tuple[tuple[Secret, tuple[str, ...], tuple[str, ...]], ...] = (
    (a_closed_one, ("SH1",), ("W1", "HEAD1", "SH1L", "W2", "FUN2")),
    (a_closed_one_under_way, (), ("SH1", "W1", "FUN1", "LIA1", "SH2")),
    (one_about_the_head, ("SH1L",), ("SH1", "W1")),
    (one_assigned_to_a_colleague, (), ("FUN1", "SH1", "FUNH")),
    (one_about_the_department, (), ("AUD1", "FUN1", "FUN2", "HEAD1")),
    (one_somebody_is_asked_about, (), ("SH1", "W2", "HEAD1")),
    (a_lead_from_an_open_one, ("SH1",), ("W2", "FUN1", "HEAD1", "LEAD1")),
    # Discipline inspection reads leads; audit and leaders make the transfer on paper, and see there
    # that one was made: they are no pair. FUN1 may hand leads over, and did not hand over this one.
    (a_lead_signed_for, (), ("SH1", "FUN1")),
    (a_proposal_from_a_closed_one, ("SH1",), ("FUN1", "W1", "HEAD1", "FUNH")),
    # Who makes and approves mutes at the office or above sees them all: the section's own head too,
    # so that SH1, FUN1 and AUD1 are no pair. Mutes are of open levels alone.
    (a_mute_for_somebody, (), ("W1", "W2", "LIA1")),
    # That a run was taken in is for AUD1 to know, how much it found is not.
    (more_in_a_run, (), ("W1", "SH1", "HEAD1", "FUN1", "AUD1")),
)
"""A secret; people it is hidden from, as subject, superior, colleague, subordinate or another's
business, who try it each time; and those who try it in the full run."""
ATTACKS = ("9000", "W1", "SH1")
"""What a reader tries in every search: the number of the hidden one, the people it is about."""


FEW = 30
"""Pages on which a bug that was put in has to show."""


@pytest.fixture
def dice(monkeypatch: pytest.MonkeyPatch) -> Dice:
    return Dice(monkeypatch)


_innocent: dict[tuple[str, int], dict[str, Answer]] = {}


def innocent(dice: Dice, code: str, attacks: tuple[str, ...], most: int) -> dict[str, Answer]:
    """What somebody gets out of the world without a secret; it is the same for every secret."""
    if (code, most) not in _innocent:
        with lived(dice, None) as world:
            _innocent[code, most] = crawl(world, code, dice, attacks, most)
    return _innocent[code, most]


def told(dice: Dice, secret: Secret, code: str, most: int = 10_000) -> list[str]:
    """What betrays the secret to somebody."""
    attacks = (secret_token(dice), *ATTACKS)
    without = innocent(dice, code, attacks, most)
    with lived(dice, secret) as world:
        named = (Warning, Lead, Mute)
        assert any(kind.objects.filter(token=attacks[0]).exists() for kind in named)
        with_it = crawl(world, code, dice, attacks, most)
    assert len(without) > 30, "hardly anything was tried"
    return differences(without, with_it)


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        pytest.param(secret, code, marks=pytest.mark.full if code in more else ())
        for secret, always, more in HIDDEN_FROM
        for code in (*always, *more)
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_both_worlds_look_the_same_to_the_byte(dice: Dice, secret: Secret, code: str) -> None:
    assert told(dice, secret, code) == []


@pytest.mark.parametrize(
    ("secret", "code"),
    [(a_closed_one, "AUD1"), (one_about_the_head, "HEAD1")],
)
def test_who_may_know_does_see_a_difference(dice: Dice, secret: Secret, code: str) -> None:
    assert told(dice, secret, code, FEW)


def test_the_same_world_twice_is_the_same_to_the_byte(dice: Dice) -> None:
    with lived(dice, None) as world:
        once = crawl(world, "HEAD1", dice, ATTACKS, FEW)
    with lived(dice, None) as world:
        assert differences(once, crawl(world, "HEAD1", dice, ATTACKS, FEW)) == []


def _answering(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[HttpRequest, HttpResponse], HttpResponse]
) -> None:
    right = ActorMiddleware.__call__

    def wrong(self: ActorMiddleware, request: HttpRequest) -> HttpResponse:
        return change(request, right(self, request))

    monkeypatch.setattr(ActorMiddleware, "__call__", wrong)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """For bugs that are put in: the world without a secret is lived anew, with the bug."""
    monkeypatch.setattr("web.walls.test_two_worlds._innocent", {})
    return monkeypatch


def test_a_badge_that_counts_too_much_is_found(dice: Dice, broken: pytest.MonkeyPatch) -> None:
    def badge(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        if not answer.streaming:
            answer.content += f"<b>{Warning.objects.count()}</b>".encode()
        return answer

    _answering(broken, badge)
    assert told(dice, a_closed_one, "SH1", FEW)


@pytest.mark.full
def test_a_file_that_counts_too_much_is_found(dice: Dice, broken: pytest.MonkeyPatch) -> None:
    def mark(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        if "Content-Disposition" in answer and not answer.streaming:
            answer.content += f"{Warning.objects.count()}".encode()
        return answer

    _answering(broken, mark)
    found = told(dice, a_closed_one, "SH1")
    assert any("/papers/exports/" in one for one in found)
    assert any("/boards/query/export/" in one for one in found)
    assert any("/papers/make/" in one for one in found)


def test_a_refusal_that_admits_there_is_something_is_found(
    dice: Dice, broken: pytest.MonkeyPatch
) -> None:
    def refusing(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        token = request.path.strip("/").split("/")[-1]
        if answer.status_code == 404 and Warning.objects.filter(token=token).exists():
            answer.status_code = 403
        return answer

    _answering(broken, refusing)
    found = told(dice, a_closed_one, "SH1", FEW)
    assert found
    assert all("status 404 and 403" in one for one in found)


def test_names_in_a_row_are_found(dice: Dice, monkeypatch: pytest.MonkeyPatch) -> None:
    column = Warning._meta.get_field("token")
    monkeypatch.setattr(
        column, "_get_default", lambda: f"matter{Warning.objects.count() + 1:x>14d}"
    )
    with lived(dice, None) as world:
        without = crawl(world, "SH1", dice, ATTACKS, FEW)
    with lived(dice, a_closed_one) as world:
        assert differences(without, crawl(world, "SH1", dice, ATTACKS, FEW))


def test_a_step_on_what_is_hidden_is_answered_as_if_there_were_nothing(dice: Dice) -> None:
    """Every verb by name, not only the one in the address table."""
    with lived(dice, a_closed_one) as world:
        token = Warning.objects.get(number="T-9000").token
        for verb in Verb:
            with (
                pytest.raises(NotThere),
                doing(verb, token, actor=world.actor("SH1"), now=NOW, revision=1),
            ):
                raise AssertionError("begun")
