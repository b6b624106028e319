"""Three administrators: what one begins another finishes, the third reads it, none reads a case."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from web.access.entry import PASSWORD, with_password
from web.world import NOW, World
from zhunsheng_web.access.actor import actor_of
from zhunsheng_web.access.faults import Incomplete, NotAllowed, WrongState
from zhunsheng_web.access.models import AccessAct, Office, Person, Posting, PostingRequest
from zhunsheng_web.access.moves import moved
from zhunsheng_web.access.roles import Role
from zhunsheng_web.access.verbs import accounts, people, postings
from zhunsheng_web.access.verbs.postings import Wanted
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.record.models import SealedAct

TODAY = NOW.date()
LATER = TODAY + dt.timedelta(days=30)


SECOND = dt.timedelta(seconds=1)


def propose(  # type: ignore[no-untyped-def]
    world: World, code: str, role: Role, office: str = "6400", *, now=NOW, **more: object
) -> PostingRequest:
    wanted = Wanted(world.offices[office], role, TODAY, **more)  # type: ignore[arg-type]
    person = Person.objects.get(code=code)
    return postings.propose_posting(person, wanted, "工作需要", actor=world.actor("SYS1"), now=now)


def test_a_proposed_post_gives_nothing_until_another_grants_it(world: World) -> None:
    request = propose(world, "W1", Role.FUNCTIONAL)
    assert Role.FUNCTIONAL not in world.actor("W1").roles
    postings.grant_posting(request, actor=world.actor("SEC1"), now=NOW)
    assert Role.FUNCTIONAL in world.actor("W1").roles


@pytest.mark.parametrize("code", ["SYS1", "ADM1", "LEAD1", "AUDH"])
def test_only_the_security_administrator_grants(world: World, code: str) -> None:
    request = propose(world, "W1", Role.FUNCTIONAL)
    with pytest.raises(NotAllowed):
        postings.grant_posting(request, actor=world.actor(code), now=NOW)
    assert Role.FUNCTIONAL not in world.actor("W1").roles


def test_a_refused_post_stays_refused(world: World) -> None:
    request = propose(world, "W1", Role.FUNCTIONAL)
    postings.refuse_posting(request, "未经人事部门同意", actor=world.actor("SEC1"), now=NOW)
    with pytest.raises(WrongState):
        postings.grant_posting(request, actor=world.actor("SEC1"), now=NOW)


@pytest.mark.parametrize(
    ("code", "role"),
    [
        ("SEC1", Role.SYSTEM_ADMIN),
        ("ADM1", Role.SECURITY_ADMIN),
        ("W1", Role.SYSTEM_ADMIN),
        ("AUD1", Role.AUDIT_ADMIN),
        ("SEC1", Role.AUDIT),
    ],
)
@pytest.mark.parametrize("acting", [False, True])
def test_an_administrator_s_post_is_held_with_no_other_not_even_acting(
    world: World, code: str, role: Role, acting: bool
) -> None:
    more = {"acting_for": world.people["LEG0"], "valid_to": LATER} if acting else {}
    with pytest.raises(WrongState, match="kept-apart"):
        propose(world, code, role, **more)
    assert not PostingRequest.objects.exists()


def test_days_decide_one_after_the_other_is_allowed_a_day_of_both_is_not(world: World) -> None:
    world.people["AUD2"].postings.update(valid_to=LATER)
    person = world.people["AUD2"]

    def begin(day: dt.date) -> None:
        wanted = Wanted(world.offices["6400"], Role.AUDIT_ADMIN, day)
        postings.propose_posting(person, wanted, "转岗", actor=world.actor("SYS1"), now=NOW)

    with pytest.raises(WrongState):
        begin(LATER - dt.timedelta(days=1))
    begin(LATER)


def test_what_waits_counts_and_is_asked_again_when_it_is_granted(world: World) -> None:
    people.add_person("NEW1", "新人", "New Man", actor=world.actor("SYS1"), now=NOW)
    first = propose(world, "NEW1", Role.SYSTEM_ADMIN)
    with pytest.raises(WrongState):
        propose(world, "NEW1", Role.SECURITY_ADMIN, now=NOW + SECOND)
    Posting.objects.create(
        person=first.person, office=first.office, role=Role.AUDIT, valid_from=TODAY
    )
    with pytest.raises(WrongState):
        postings.grant_posting(first, actor=world.actor("SEC1"), now=NOW)


def test_who_was_given_both_past_every_verb_holds_neither(world: World) -> None:
    world.warning()
    Posting.objects.create(
        person=world.people["SEC1"], office=world.offices["6400"], role=Role.AUDIT,
        valid_from=TODAY,
    )  # fmt: skip
    actor = world.actor("SEC1")
    assert actor.standings == ()
    assert not visible_warnings(actor).exists()


def test_nobody_does_anything_about_himself(world: World) -> None:
    me = world.people["SYS1"]
    wanted = Wanted(world.offices["6400"], Role.SYSTEM_ADMIN, TODAY)
    with pytest.raises(NotAllowed, match="not-yourself"):
        postings.propose_posting(me, wanted, "续任", actor=world.actor("SYS1"), now=NOW)
    with pytest.raises(NotAllowed, match="not-yourself"):
        accounts.hand_enrolment(world.people["SEC1"], actor=world.actor("SEC1"), now=NOW)


def test_an_administrator_reaches_no_further_than_his_offices(world: World) -> None:
    for act in (
        lambda: accounts.disable_account(
            world.people["W7"], "试", actor=world.actor("SYS1"), now=NOW
        ),
        lambda: propose(world, "W7", Role.AUDIT, office="5300"),
        lambda: propose(world, "W1", Role.AUDIT, office="0000"),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("code", ["SYS1", "SEC1", "ADM1"])
def test_no_administrator_sees_a_case(world: World, code: str, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning()
    assert not visible_warnings(world.actor(code)).exists()
    assert browser_of(code).get(f"/warnings/{one.token}/").status_code == 404


def test_every_act_stands_in_the_book_and_in_the_log(world: World) -> None:
    propose(world, "W1", Role.FUNCTIONAL)
    accounts.disable_account(world.people["W2"], "调离", actor=world.actor("SYS1"), now=NOW)
    assert set(AccessAct.objects.values_list("what", flat=True)) == {
        "posting.propose",
        "account.disable",
    }
    deeds = set(AccessAct.objects.values_list("deed", flat=True))
    assert deeds <= set(SealedAct.objects.values_list("deed", flat=True))


def test_moving_somebody_is_told_inside_the_transaction(world: World) -> None:
    told: list[int] = []

    def hear(person_id: int, **_: object) -> None:
        told.append(person_id)

    moved.connect(hear)
    try:
        request = propose(world, "W1", Role.FUNCTIONAL)
        assert told == []
        posting = postings.grant_posting(request, actor=world.actor("SEC1"), now=NOW)
        postings.end_posting(posting, TODAY, "撤销", actor=world.actor("SYS1"), now=NOW)
    finally:
        moved.disconnect(hear)
    assert told == [world.people["W1"].pk] * 2


def test_ending_a_post_does_not_prolong_it(world: World) -> None:
    posting = world.people["W1"].postings.get()
    postings.end_posting(posting, LATER, "转岗", actor=world.actor("SYS1"), now=NOW)
    with pytest.raises(Incomplete):
        postings.end_posting(
            posting,
            LATER + dt.timedelta(days=9),
            "延长",
            actor=world.actor("SYS1"),
            now=NOW + SECOND,
        )


def test_leave_takes_the_rights_of_its_days(world: World) -> None:
    postings.enter_leave(
        world.people["SH1"], TODAY, LATER, "annual", actor=world.actor("SYS1"), now=NOW
    )
    assert world.actor("SH1").standings == ()
    assert world.actor("SH1", LATER + dt.timedelta(days=1)).standings != ()


def test_an_office_is_entered_below_another_and_closed_when_nobody_is_left(world: World) -> None:
    actor = world.actor("SYS1")
    parent = world.offices["6401"]
    made = people.add_office(
        parent, "6401-c", "section", "监管科", "Control section", TODAY, actor=actor, now=NOW
    )
    assert made.path == "0000.6400.6401.6401-c."
    people.close_office(made, LATER, "并入查验科", actor=actor, now=NOW)
    with pytest.raises(WrongState):
        people.close_office(world.offices["6401-a"], LATER, "撤销", actor=actor, now=NOW)
    assert Office.objects.get(code="6401-a").valid_to is None


@pytest.mark.parametrize(
    ("begins", "ends", "field"),
    [
        (dt.date(2019, 12, 31), LATER, "valid_from"),  # before there was the office
        (TODAY, None, "valid_to"),
        (TODAY, LATER + dt.timedelta(days=1), "valid_to"),
        (LATER, None, "office"),
        (LATER, LATER + dt.timedelta(days=9), "office"),
    ],
)
def test_a_post_is_held_only_while_its_office_is_there(
    world: World, begins: dt.date, ends: dt.date | None, field: str
) -> None:
    office = world.offices["6402"]
    Office.objects.filter(pk=office.pk).update(valid_to=LATER)
    wanted = Wanted(office, Role.OFFICER, begins, ends)
    with pytest.raises(Incomplete) as refused:
        postings.propose_posting(
            world.people["W1"], wanted, "工作需要", actor=world.actor("SYS1"), now=NOW
        )
    assert refused.value.field == field
    assert "甲二海关" in refused.value.text.zh and "Customs A2" in refused.value.text.en
    assert not PostingRequest.objects.exists()


def test_up_to_the_day_its_office_closes_a_post_may_be_held(world: World) -> None:
    Office.objects.filter(code="6402").update(valid_to=LATER)
    request = propose(world, "W1", Role.OFFICER, office="6402", valid_to=LATER)
    assert postings.grant_posting(request, actor=world.actor("SEC1"), now=NOW).valid_to == LATER


def test_an_office_that_closed_since_it_was_proposed_takes_nobody(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    request = propose(world, "W1", Role.OFFICER, office="6402")
    Office.objects.filter(code="6402").update(valid_to=TODAY)
    told = browser_of("SEC1").post(f"/access/requests/{request.token}/", {"decision": "grant"})
    assert told.status_code == 422
    assert "承接其工作的单位" in told.content.decode()
    assert not Posting.objects.filter(person=request.person, office=request.office).exists()


def test_below_a_closed_office_nothing_is_set_up(world: World) -> None:
    Office.objects.filter(code="6402").update(valid_to=LATER)
    with pytest.raises(WrongState, match="closed"):
        people.add_office(
            world.offices["6402"], "6402-c", "section", "监管科", "Control section", TODAY,
            actor=world.actor("SYS1"), now=NOW,
        )  # fmt: skip
    with pytest.raises(Incomplete):
        people.close_office(
            world.offices["6402"], dt.date(2019, 1, 1), "撤销", actor=world.actor("SYS1"), now=NOW
        )


# -- on their pages ------------------------------------------------------------------------------


def secret_on(page: str) -> str:
    found = re.search(r'class="once"><code>([^<]+)</code>', page)
    assert found is not None
    return found.group(1)


def test_by_hand_an_account_takes_two_administrators(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    system: Client = browser_of("SYS1")
    new = {"code": "NEW1", "name_zh": "周新", "name_en": "Zhou Xin"}
    page = system.post("/access/people/add/", new)["location"]
    password = secret_on(
        system.post(f"{page}open-account/", {"username": "zhouxin"}).content.decode()
    )
    assert system.post(f"{page}hand-enrolment/").status_code == 403
    plain = secret_on(browser_of("SEC1").post(f"{page}hand-enrolment/").content.decode())
    person = Client()
    person.post("/account/login/", {"login": "zhouxin", "password": password})
    assert person.get("/")["location"] == "/access/begin/"
    assert person.post("/access/begin/", {"code": plain}).status_code == 302


def test_what_was_typed_stays_on_the_page_with_the_reason(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    page = f"/access/people/{world.people['SEC1'].token}/propose/"
    form = {
        "office": "6400", "role": "audit", "valid_from": "2026-11-02", "valid_to": "", "post": "",
        "acting_for": "", "reason": "需要他兼任",
    }  # fmt: skip
    answer = browser_of("SYS1").post(page, form)
    assert answer.status_code == 409
    assert "不得与" in answer.content.decode()
    assert "需要他兼任" in answer.content.decode()
    answer = browser_of("SYS1").post(page, form | {"office": "none", "valid_from": "soon"})
    assert answer.status_code == 422


def test_sent_twice_it_is_done_once(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    page = f"/access/people/{world.people['W1'].token}/propose/"
    form = {
        "office": "6400", "role": "functional", "valid_from": "2026-11-02", "valid_to": "",
        "post": "", "acting_for": "", "reason": "需要", "once": "a" * 28,
    }  # fmt: skip
    client = browser_of("SYS1")
    assert [client.post(page, form).status_code for _ in range(2)] == [302, 302]
    assert PostingRequest.objects.count() == 1


def test_the_request_is_decided_on_its_page(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    request = propose(world, "W1", Role.FUNCTIONAL)
    client = browser_of("SEC1")
    assert "张W1" in client.get("/access/requests/").content.decode()
    assert (
        client.post(f"/access/requests/{request.token}/", {"decision": "refuse"}).status_code == 422
    )
    client.post(f"/access/requests/{request.token}/", {"decision": "grant"})
    assert Role.FUNCTIONAL in actor_of(world.people["W1"], dt.date(2030, 1, 1)).roles


PAGES = ("people/", "requests/", "offices/", "offices/6401/")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", ["SYS1", "SEC1", "ADM1"])
def test_their_pages_are_there_and_cheap(  # type: ignore[no-untyped-def]
    world: World, browser_of, code: str, language: str, django_assert_max_num_queries
) -> None:
    propose(world, "W1", Role.FUNCTIONAL)
    client: Client = browser_of(code)
    client.cookies["django_language"] = language
    pages = [*PAGES, f"people/{world.people['W1'].token}/"]
    for page in pages:
        with django_assert_max_num_queries(15):
            assert client.get(f"/access/{page}").status_code == 200, page


@pytest.mark.parametrize("code", ["W1", "SH1", "AUDH", "LEAD0", "DIS1"])
def test_to_others_their_pages_are_not_there(world: World, browser_of, code: str) -> None:  # type: ignore[no-untyped-def]
    client = browser_of(code)
    for page in (*PAGES, f"people/{world.people['W1'].token}/"):
        assert client.get(f"/access/{page}").status_code == 404, page


def test_the_audit_administrator_reads_it_all_and_changes_nothing(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    propose(world, "W1", Role.FUNCTIONAL)
    client: Client = browser_of("ADM1")
    assert "提出任职" in client.get("/upkeep/acts/?who=W1").content.decode()
    page = f"/access/people/{world.people['W1'].token}/"
    shown = client.get(page).content.decode()
    assert 'method="post"' not in shown.partition("<main")[2].partition("</main")[0]
    before = AccessAct.objects.count()
    for act in ("disable", "enable", "hand-password", "hand-enrolment", "end-sessions", "rename"):
        given = {"reason": "试", "name_zh": "甲", "name_en": "Jia"}
        assert client.post(f"{page}{act}/", given).status_code == 403
    assert AccessAct.objects.count() == before


def test_the_glass_page_asks_seconds_and_reviews(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning(about="W7", office="5301-a", level=1)
    client: Client = browser_of("DIS1")
    asked = {"kind": "warning", "thing": one.number, "reason": "线索串并", "alone": "no"}
    assert client.post("/access/glass/ask/", asked | {"reason": ""}).status_code == 422
    assert client.post("/access/glass/ask/", asked).status_code == 302
    other: Client = browser_of("DIS2")
    page = other.get("/access/glass/").content.decode()
    path = re.search(r"/access/glass/\w+/second/", page)
    assert path is not None
    other.post(path.group())
    assert f"/warnings/{one.token}/" in client.get("/access/glass/").content.decode()
    assert browser_of("W1").get("/access/glass/").status_code == 404


def test_a_password_handed_out_signs_him_out_everywhere(world: World) -> None:
    account = with_password(world, "W1")
    accounts.hand_password(world.people["W1"], actor=world.actor("SYS1"), now=NOW)
    account.refresh_from_db()
    assert not account.check_password(PASSWORD)
    assert account.password_set_at is None


@pytest.mark.parametrize("code", ["", "张三", "13912345678", "110101199001011234", "a b", "W1"])
def test_a_number_that_may_not_be_sealed_or_is_taken_is_refused(world: World, code: str) -> None:
    with pytest.raises(Incomplete) as refused:
        people.add_person(code, "周新", "Zhou Xin", actor=world.actor("SYS1"), now=NOW)
    assert refused.value.field == "code"
