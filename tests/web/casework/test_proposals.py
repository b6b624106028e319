"""A proposal goes its way: drafted, tried on history, approved by another, dated, entered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conftest import REGISTER, Judged
from web.world import NOW, World
from zhunsheng_web.access.models import Notice, Posting
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework import proposal_reach as reading
from zhunsheng_web.casework import proposals as verbs
from zhunsheng_web.casework import trying
from zhunsheng_web.casework.drafts import block_of, faults
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere, Stale, WrongState
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Finding, Proposal, ProposalEvent, Warning
from zhunsheng_web.casework.proposal_reach import visible_proposals
from zhunsheng_web.casework.proposal_stages import STEPS, ProposalStage, ProposalVerb
from zhunsheng_web.casework.trial_shown import trial_shown
from zhunsheng_web.casework.trying import GIVEN_UP_AFTER, work_off
from zhunsheng_web.record.models import SealedAct

STANDARD = "inspection-by-two-officers"
SYSTEM = "system: a\nchange: b\naccepted_when: c\nafter_days: 90\n"


def new_version(since: str = "2027-01-01") -> str:
    """The standard as it stands, with a version more that asks for three officers."""
    block = block_of(STANDARD)
    head, _, rest = block.partition("  versions:\n")
    versions, examples, tail = rest.partition("  examples:")
    last = versions[versions.rindex("  - from:") :]
    start = last.index("from: ") + len("from: ")
    fresh = last[:start] + since + last[start + 10 :]
    return (
        head
        + "  versions:\n"
        + versions
        + fresh.replace("at_least: 2", "at_least: 3")
        + examples
        + tail
    )


def founded(world: World, *, level: int = 3, **others: Any) -> Warning:
    """A warning somebody has verified."""
    one = world.warning(level=level, **others)
    one.conclusion = "founded"
    one.save()
    return one


def made(world: World, author: str = "FUN1", **others: Any) -> Proposal:
    told: dict[str, Any] = {
        "kind": "system",
        "target": "inspection",
        "title": "查验应由三人办理",
        "reason": "两人常属同组",
        "draft": "system: 查验系统\nchange: 派单随机\naccepted_when: 派单日志无人工改派\n"
        f"measured_by: {STANDARD}\nat_most: 1.5\nafter_days: 90\n",
    }
    return verbs.make(**(told | others), actor=world.actor(author), now=NOW)


def test_it_goes_from_a_warning_to_the_register_through_several_hands(world: World) -> None:
    one = made(world, warning=founded(world).token)
    fun, head = world.actor("FUN1"), world.actor("FUNH")
    verbs.submit(one.token, actor=fun, now=NOW, revision=1)
    verbs.approve(one.token, text="同意", actor=head, now=NOW, revision=2)
    day = NOW.date() + dt.timedelta(days=30)
    verbs.set_date(one.token, effective_on=day, actor=head, now=NOW, revision=3)
    last = verbs.enact(one.token, actor=head, now=NOW, revision=4)
    assert (last.stage, last.effective_on) == (ProposalStage.ENACTED, day)
    deeds = set(ProposalEvent.objects.filter(proposal=one).values_list("deed", flat=True))
    assert len(deeds) == 5
    assert deeds <= set(SealedAct.objects.values_list("deed", flat=True))


def test_whoever_wrote_it_does_not_approve_it(world: World) -> None:
    one = made(world, author="FUNH")
    head = world.actor("FUNH")
    verbs.submit(one.token, actor=head, now=NOW, revision=1)
    with pytest.raises(NotAllowed, match="four-eyes"):
        verbs.approve(one.token, text="同意", actor=head, now=NOW, revision=2)
    one.refresh_from_db()
    assert (one.stage, one.revision) == (ProposalStage.SUBMITTED, 2)


def test_whoever_edited_it_does_not_approve_it_either(world: World) -> None:
    Posting.objects.create(
        person=world.people["FUN2"],
        office=world.offices["6400"],
        role=Role.FUNCTIONAL_HEAD,
        valid_from=dt.date(2020, 1, 1),
    )
    one = made(world)
    other = world.actor("FUN2")
    verbs.edit(one.token, title="改过", reason="理由", draft=one.draft, actor=other, now=NOW,
               revision=1)  # fmt: skip
    verbs.submit(one.token, actor=world.actor("FUN1"), now=NOW, revision=2)
    with pytest.raises(NotAllowed, match="four-eyes"):
        verbs.refuse(one.token, text="不行", actor=other, now=NOW, revision=3)


def test_every_step_but_those_of_the_table_is_refused(world: World) -> None:
    """Each verb at each stage: done exactly where the table has it."""
    head, day = world.actor("FUNH"), NOW.date()
    for step in STEPS[1:]:
        if step.verb is ProposalVerb.TRY:
            continue
        for stage in ProposalStage:
            one = made(world)
            Proposal.objects.filter(pk=one.pk).update(
                stage=stage, effective_on=day if step.verb is ProposalVerb.ENACT else None
            )
            given: dict[str, Any] = {"actor": head, "now": NOW, "revision": 1}
            match step.verb:
                case ProposalVerb.EDIT:
                    given |= {"title": "甲", "reason": "乙", "draft": ""}
                case ProposalVerb.DATE:
                    given |= {"effective_on": day}
                case _:
                    given |= {"text": "理由"}
            name = "set_date" if step.verb is ProposalVerb.DATE else step.verb.value
            if stage in step.sources:
                getattr(verbs, name)(one.token, **given)
                one.refresh_from_db()
                assert one.stage == (step.target or stage)
            else:
                with pytest.raises(WrongState):
                    getattr(verbs, name)(one.token, **given)


def test_a_stale_page_and_a_missing_reason_change_nothing(world: World) -> None:
    one = made(world)
    with pytest.raises(Stale):
        verbs.submit(one.token, actor=world.actor("FUN1"), now=NOW, revision=7)
    verbs.submit(one.token, actor=world.actor("FUN1"), now=NOW, revision=1)
    with pytest.raises(Incomplete):
        verbs.refuse(one.token, text=" ", actor=world.actor("FUNH"), now=NOW, revision=2)
    one.refresh_from_db()
    assert (one.stage, one.revision) == (ProposalStage.SUBMITTED, 2)


def test_only_a_well_founded_warning_gives_rise_to_one(world: World) -> None:
    with pytest.raises(WrongState, match="not-founded"):
        made(world, warning=world.warning(level=3).token)
    assert not Proposal.objects.exists()


def test_an_unfounded_one_may_show_that_the_standard_is_wrong(world: World) -> None:
    one = world.warning(level=3)
    Warning.objects.filter(pk=one.pk).update(conclusion="unfounded")
    with pytest.raises(WrongState, match="not-founded"):
        made(world, warning=one.token)
    made(world, kind="standard", target=STANDARD, draft="", warning=one.token)


def test_an_officer_proposes_nothing(world: World) -> None:
    with pytest.raises(NotAllowed):
        made(world, author="W1")


def test_a_proposal_that_rests_on_a_hidden_warning_is_hidden_with_it(world: World) -> None:
    """A closed warning about the section: neither its head nor the functional department may know
    that there is anything. Reading the proposals by office alone would tell them."""
    one = made(world, author="AUD1", warning=founded(world, level=2).token)
    assert one in visible_proposals(world.actor("AUD2"))
    for code in ("FUN1", "FUNH", "SH1", "HEAD1", "LEG0", "W1"):
        assert one not in visible_proposals(world.actor(code)), code
        with pytest.raises(NotThere):
            reading.proposal_of(one.token, actor=world.actor(code), now=NOW)
    by_office_alone = Proposal.objects.filter(office_path__startswith="0000.6400.")
    assert one in by_office_alone


def test_links_that_cannot_be_seen_at_all_hide_it_as_well(world: World) -> None:
    """As behind a wall in the database: the row that links it to its warning is not there for the
    reader. To ask only whether some link is hidden would show the proposal."""
    one = made(world, author="AUD1", warning=founded(world, level=2).token)
    Proposal.warnings.through.objects.all().delete()
    assert one not in visible_proposals(world.actor("FUN1"))
    one.refresh_from_db()
    assert one.resting == 1
    linked = founded(world)
    linked.proposals.add(one)
    one.refresh_from_db()
    assert one.resting == 1


def test_it_stays_within_its_customs(world: World) -> None:
    one = made(world)
    assert one not in visible_proposals(world.actor("FUN3"))
    assert one in visible_proposals(world.actor("AUD0"))


def test_a_draft_adds_a_version_and_leaves_those_there_are() -> None:
    assert faults("standard", STANDARD, new_version()) == ()
    (same,) = faults("standard", STANDARD, block_of(STANDARD))
    assert same.code == "draft-unchanged"
    rewritten = block_of(STANDARD).replace("at_least: 2", "at_least: 3")
    (found,) = faults("standard", STANDARD, rewritten)
    assert found.code == "draft-rewrites"


def test_a_faulty_draft_names_the_line(world: World) -> None:
    draft = new_version().replace("at_least: 3", "at_leest: 3")
    line = 1 + draft.splitlines().index(
        next(text for text in draft.splitlines() if "at_leest" in text)
    )
    with pytest.raises(verbs.DraftFaulty) as caught:
        made(world, kind="standard", target=STANDARD, draft=draft)
    assert any(one.place is not None and one.place.line == line for one in caught.value.problems)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("kind", "draft", "code"),
    [
        ("standard", "- id: [", None),
        ("standard", "hello", None),
        ("chart", "<definitions/>", None),
        ("chart", "<!DOCTYPE x [<!ENTITY a 'b'>]><definitions>&a;</definitions>", "chart-dtd"),
        ("grant", "post: inspection\npower: none-such\nchange: grant\n", "power-unknown"),
        ("grant", "post: inspection\npower: goods-inspection\nchange: grant\n", "grant-as-it-is"),
        ("grant", "post: inspection\n", "draft-incomplete"),
        ("grant", "!!python/object/apply:os.system [id]", "draft-unreadable"),
        ("grant", "post: inspection\npower: goods-inspection\nchange: limit\n", "limit-open"),
        ("system", "system: a\nchange: b\nmore: c\n", "draft-incomplete"),
        ("system", f"{SYSTEM}measured_by: none-such\nat_most: 1\n", "measure-unknown"),
        ("system", f"{SYSTEM}measured_by: {STANDARD}\nat_most: .nan\n", "draft-incomplete"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(kind: str, draft: str, code: str | None) -> None:
    found = faults(kind, STANDARD if kind == "standard" else "inspection", draft)
    assert found
    assert code is None or code in {one.code for one in found}
    assert all(one.what.zh and one.what.en for one in found)


GRANT = "post: inspection\npower: goods-inspection\nchange: withdraw\n"


@pytest.mark.parametrize(
    ("kind", "target"), [("standard", STANDARD), ("grant", "inspection"), ("chart", "inspection")]
)
def test_what_can_be_tried_is_tried_before_it_is_sent_up(
    world: World, kind: str, target: str
) -> None:
    chart = Path(dict(register().charts)["inspection"]).read_text(encoding="utf-8")
    draft = {"standard": new_version(), "grant": GRANT, "chart": chart}[kind]
    one = made(world, kind=kind, target=target, draft=draft)
    with pytest.raises(WrongState, match="not-tried"):
        verbs.submit(one.token, actor=world.actor("FUN1"), now=NOW, revision=1)


def test_a_system_change_is_not_tried_and_says_by_what_it_is_measured(world: World) -> None:
    one = made(world)
    assert ProposalVerb.TRY not in reading.possible(one, world.actor("FUN1"))
    with pytest.raises(WrongState, match="no-trial"):
        verbs.ask_trial(one.token, actor=world.actor("FUN1"), now=NOW, revision=1)


def test_a_new_chart_is_tried_rule_by_rule(world: World, judged: Judged, settings: Any) -> None:
    """The lane of the enforcement clerk becomes the cashier's: each rule of who may is dropped on
    one side and new on the other."""
    chart = (REGISTER / "charts" / "fine.bpmn").read_text(encoding="utf-8")
    moved = chart.replace('"enforcement-clerk"', '"cashier"')
    one = made(world)
    Proposal.objects.filter(pk=one.pk).update(kind="chart", target="fine", draft=moved)
    verbs.ask_trial(one.token, actor=world.actor("FUN1"), now=NOW, revision=1)
    settings.REGISTER, settings.TRACE = REGISTER, judged.store.folder
    assert work_off(now=NOW) == 1
    one.refresh_from_db()
    assert one.trial["state"] == "done", one.trial.get("faults")
    shown = trial_shown(one, world.actor("FUN1"))
    assert shown is not None
    assert {(one.draft is None, one.in_force is None) for one in shown.rules} == {
        (True, False), (False, True),
    }  # fmt: skip
    assert shown.alike > 20


def test_another_grant_is_tried_on_who_did_what(
    world: World, judged: Judged, settings: Any
) -> None:
    """Nothing in that register watches who sends: there is no rule that could judge otherwise, and
    the post that loses its power stands in the remarks."""
    one = made(world)
    draft = "post: enforcement-clerk\npower: send\nchange: withdraw\n"
    Proposal.objects.filter(pk=one.pk).update(kind="grant", target="send", draft=draft)
    verbs.ask_trial(one.token, actor=world.actor("FUN1"), now=NOW, revision=1)
    settings.REGISTER, settings.TRACE = REGISTER, judged.store.folder
    work_off(now=NOW)
    one.refresh_from_db()
    assert one.trial["state"] == "done", one.trial.get("faults")
    assert one.trial["result"]["rules"] == []
    assert one.trial["result"]["remarks"]


def test_the_day_is_the_one_the_draft_says(world: World) -> None:
    one = made(world, kind="standard", target=STANDARD, draft=new_version("2027-01-01"))
    Proposal.objects.filter(pk=one.pk).update(stage=ProposalStage.APPROVED)
    head = world.actor("FUNH")
    with pytest.raises(Incomplete, match="2027-01-01"):
        verbs.set_date(one.token, effective_on=dt.date(2027, 2, 1), actor=head, now=NOW,
                       revision=1)  # fmt: skip
    verbs.set_date(one.token, effective_on=dt.date(2027, 1, 1), actor=head, now=NOW, revision=1)


DRAFT = """
- id: notify-in-time
  title: {zh: 草案, en: a draft}
  power: notify
  posts: [enforcement-clerk]
  line: 1
  grade: high
  versions:
  - from: 2026-07-01
    basis: [{law: cds, article: "201", edition: 2010-08-13}]
    shape: overdue
    subject: fine
    parameters: {from: Create Fine, to: Insert Fine Notification, within: {days: 60},
      released_by: Payment}
"""


def queued(world: World, draft: str = DRAFT) -> Proposal:
    one = made(world)
    Proposal.objects.filter(pk=one.pk).update(kind="standard", target="notify-in-time", draft=draft)
    return verbs.ask_trial(one.token, actor=world.actor("FUN1"), now=NOW, revision=1)


def test_a_trial_that_begins_late_is_not_taken_for_one_given_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three trials of twenty minutes: another worker would have begun the third once more."""
    for _ in range(3):
        queued(world)
    passed, begun = [0.0], []

    def slow(proposal: Proposal) -> dict[str, Any]:
        begun.append(dt.datetime.fromisoformat(proposal.trial["started_at"]))
        passed[0] += 1_200
        return {"faults": [["无", "none"]]}

    monkeypatch.setattr(trying, "_tried", slow)
    monkeypatch.setattr(trying, "time", SimpleNamespace(monotonic=lambda: passed[0]))
    assert work_off(now=NOW) == 3
    assert begun == [NOW + dt.timedelta(minutes=20 * n) for n in range(3)]
    told = Proposal.objects.order_by("pk").last()
    assert told is not None and told.tried_at == NOW + dt.timedelta(minutes=60)


def test_a_trial_is_held_against_what_people_have_judged(
    world: World, judged: Judged, settings: Any
) -> None:
    """Sixty days instead of ninety: everything is still found, and more."""
    confirmed, cleared = (world.warning(standard="notify-in-time", level=3) for _ in range(2))
    Warning.objects.filter(pk=confirmed.pk).update(conclusion="founded")
    Warning.objects.filter(pk=cleared.pk).update(conclusion="unfounded")
    one = queued(world)
    settings.REGISTER, settings.TRACE = REGISTER, judged.store.folder
    import duckdb

    name = (
        duckdb.connect()
        .execute(
            "SELECT subject_id FROM read_parquet(?) WHERE standard = 'notify-in-time' LIMIT 1",
            [str(judged.run.folder / "findings.parquet")],
        )
        .fetchone()
    )
    assert name is not None
    Finding.objects.filter(warning=confirmed).update(subject_type="fine", subject_id=name[0])
    assert work_off(now=NOW) == 1
    one.refresh_from_db()
    assert one.trial["state"] == "done", one.trial.get("faults")
    assert reading.is_tried(one)
    shown = trial_shown(one, world.actor("FUN1"))
    assert shown is not None
    told = one.trial["result"]
    assert shown.sums.fresh == told["only_draft"] > 0
    assert (shown.sums.gone, shown.sums.both) == (0, told["both"])
    assert (shown.confirmed.total, shown.confirmed.draft, shown.confirmed.in_force) == (1, 1, 1)
    assert (shown.unfounded.total, shown.unfounded.draft) == (1, 0)
    assert shown.precision == (None, None)


def test_a_draft_that_cannot_be_judged_by_fails_in_words(
    world: World, judged: Judged, settings: Any
) -> None:
    one = queued(world, DRAFT.replace("shape: overdue", "shape: overdone"))
    settings.REGISTER, settings.TRACE = REGISTER, judged.store.folder
    work_off(now=NOW)
    one.refresh_from_db()
    assert one.trial["state"] == "failed"
    assert "overdone" in one.trial["faults"][0][1]


def test_a_trial_whose_worker_died_is_taken_up_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = queued(world)
    Proposal.objects.filter(pk=one.pk).update(
        trial=one.trial | {"state": "running", "started_at": NOW.isoformat()}
    )
    monkeypatch.setattr(
        "zhunsheng_web.casework.trying._tried", lambda proposal: {"faults": [["甲", "a"]]}
    )
    assert work_off(now=NOW) == 0
    assert work_off(now=NOW + GIVEN_UP_AFTER + dt.timedelta(minutes=1)) == 1


def test_a_draft_rewritten_during_its_trial_keeps_no_result(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = queued(world)

    def rewritten(proposal: Proposal) -> dict[str, Any]:
        Proposal.objects.filter(pk=one.pk).update(draft="other", trial={})
        return {"offices": {}, "both": 1, "only_draft": 2, "only_in_force": 3}

    monkeypatch.setattr("zhunsheng_web.casework.trying._tried", rewritten)
    work_off(now=NOW)
    one.refresh_from_db()
    assert one.trial == {}


def test_whoever_made_it_is_told_what_became_of_it_by_its_number_alone(world: World) -> None:
    one, head = made(world), world.actor("FUNH")
    verbs.submit(one.token, actor=world.actor("FUN1"), now=NOW, revision=1)
    verbs.refuse(one.token, text="依据不足", actor=head, now=NOW, revision=2)
    told = Notice.objects.get(person=world.people["FUN1"], kind="proposal")
    assert one.number in told.title_zh and "未获批准" in told.title_zh
    assert one.title not in told.title_zh and told.link.endswith(f"/{one.token}/")
    verbs.withdraw(one.token, text="不改了", actor=world.actor("FUN1"), now=NOW, revision=3)
    assert Notice.objects.filter(kind="proposal").count() == 1
