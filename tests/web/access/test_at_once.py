"""Two administrators at one moment: one name goes to one of them, and the other is told why."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError

from web.together import at_once
from web.world import LONG_AGO, NOW, World
from zhunsheng_web.access.faults import Incomplete, NotDone, WrongState
from zhunsheng_web.access.models import (
    AccessAct,
    Account,
    Office,
    Person,
    Posting,
    PostingRequest,
)
from zhunsheng_web.access.roles import Role
from zhunsheng_web.access.verbs import accounts, people, postings
from zhunsheng_web.access.verbs.postings import Wanted
from zhunsheng_web.book import announcing
from zhunsheng_web.book.models import Receipt
from zhunsheng_web.record.models import SealedAct

TODAY = NOW.date()
NEXT_MONTH = TODAY + dt.timedelta(days=30)


@pytest.fixture
def trio(several: World) -> Iterator[World]:
    """Everybody of the world, and two who have no account and no post yet."""
    AccessAct.objects.all().delete()
    PostingRequest.objects.all().delete()
    for code in ("N1", "N2"):
        Posting.objects.filter(person__code=code).delete()
        Account.objects.filter(person__code=code).delete()
        several.people[code], _ = Person.objects.get_or_create(
            code=code, defaults={"name_zh": "新人", "name_en": "New"}
        )
    yield several


def of_two(*acts: Callable[[], object]) -> NotDone:
    """One of the two is done, the other is refused and has left nothing; how he was refused."""
    before = SealedAct.objects.count()
    came = at_once(*acts)
    refused = [one for one in came if isinstance(one, NotDone)]
    assert len(refused) == 1, came
    assert sum(isinstance(one, Exception) for one in came) == 1, came
    assert SealedAct.objects.count() == before + 1
    assert AccessAct.objects.count() == 1
    return refused[0]


def test_two_accounts_of_one_sign_in_name_are_one(trio: World) -> None:
    actor = trio.actor("SYS1")
    refused = of_two(
        *(
            lambda code=code: accounts.open_account(  # type: ignore[misc]
                trio.people[code], "lin.qiao", actor=actor, now=NOW
            )
            for code in ("N1", "N2")
        )
    )
    assert isinstance(refused, Incomplete) and refused.field == "username"
    assert Account.objects.filter(username="lin.qiao").count() == 1


def test_two_accounts_for_one_person_are_one(trio: World) -> None:
    actor = trio.actor("SYS1")
    refused = of_two(
        *(
            lambda name=name: accounts.open_account(  # type: ignore[misc]
                trio.people["N1"], name, actor=actor, now=NOW, once=name
            )
            for name in ("lin.one", "lin.two")
        )
    )
    assert refused.code == "has-account"


def test_two_people_of_one_number_are_one(trio: World) -> None:
    actor, code = trio.actor("SYS1"), f"P{Person.objects.count()}"
    refused = of_two(
        *(
            lambda once=once: people.add_person(  # type: ignore[misc]
                code, "周新", "Zhou Xin", actor=actor, now=NOW, once=once
            )
            for once in ("a", "b")
        )
    )
    assert isinstance(refused, Incomplete) and refused.field == "code"
    assert Person.objects.filter(code=code).count() == 1


def test_two_offices_of_one_code_are_one(trio: World) -> None:
    actor, code = trio.actor("SYS1"), f"6401-z{Office.objects.count()}"
    refused = of_two(
        *(
            lambda once=once: people.add_office(  # type: ignore[misc]
                trio.offices["6401"], code, "section", "稽核科", "Audit section", TODAY,
                actor=actor, now=NOW, once=once,
            )
            for once in ("a", "b")
        )
    )  # fmt: skip
    assert isinstance(refused, Incomplete) and refused.field == "code"
    assert Office.objects.filter(code=code).count() == 1


def test_one_post_asked_for_twice_waits_once(trio: World) -> None:
    wanted = Wanted(trio.offices["6400"], Role.ANALYST, TODAY)
    actor = trio.actor("SYS1")
    refused = of_two(
        *(
            lambda once=once: postings.propose_posting(  # type: ignore[misc]
                trio.people["N1"], wanted, "工作需要", actor=actor, now=NOW, once=once
            )
            for once in ("a", "b")
        )
    )
    assert refused.code == "held-already"


def test_an_office_is_not_closed_while_somebody_is_posted_there(trio: World) -> None:
    office = Office.objects.create(
        code=f"6401-y{Office.objects.count()}", path=f"0000.6400.6401.y{Office.objects.count()}.",
        parent=trio.offices["6401"], level="section", title_zh="撤", title_en="Closing",
        valid_from=LONG_AGO,
    )  # fmt: skip
    request = postings.propose_posting(
        trio.people["N1"], Wanted(office, Role.OFFICER, TODAY), "工作需要",
        actor=trio.actor("SYS1"), now=NOW,
    )  # fmt: skip
    AccessAct.objects.all().delete()
    system, security = trio.actor("SYS1"), trio.actor("SEC1")
    refused = of_two(
        lambda: postings.grant_posting(request, actor=security, now=NOW),
        lambda: people.close_office(office, NEXT_MONTH, "并入", actor=system, now=NOW),
    )
    office.refresh_from_db()
    closed = office.valid_to is not None
    assert closed != Posting.objects.filter(person=trio.people["N1"]).exists()
    assert isinstance(refused, Incomplete if closed else WrongState)


def test_a_notice_taken_note_of_in_two_windows_at_once_is_noted_once(trio: World) -> None:
    made = announcing.announce(
        title="通知", text="内容", roles=["audit"], office="6400", valid_from=TODAY,
        valid_to=NEXT_MONTH, actor=trio.actor("AUD1"), now=NOW,
    )  # fmt: skip
    reader = trio.actor("AUD2")
    came = at_once(*(lambda: announcing.take_note(made.token, actor=reader, now=NOW),) * 3)
    assert came == [None, None, None]
    assert Receipt.objects.filter(announcement=made).count() == 1


def test_the_broken_variant_that_only_asks_beforehand_is_the_database_s_fault(
    trio: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "only_one", lambda *_: contextlib.nullcontext())
    people.add_person("N9", "周新", "Zhou Xin", actor=trio.actor("SYS1"), now=NOW, once="a")
    with pytest.raises(IntegrityError):
        people.add_person("N9", "周新", "Zhou Xin", actor=trio.actor("SYS1"), now=NOW, once="b")
