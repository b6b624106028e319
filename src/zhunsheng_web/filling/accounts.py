"""One account for each part people play, each somebody with something to do."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhunsheng_web.access.actor import actor_of
from zhunsheng_web.access.models import Account, Leave, Person, Posting
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.queue import loaded, queue_of
from zhunsheng_web.casework.stages import Stage, Verb
from zhunsheng_web.clock import day_of, today

NEAR = dt.timedelta(days=0)
"""Nobody who is away on the day a demonstration begins."""

USERNAMES = {
    Role.OFFICER: "guanyuan",
    Role.SECTION_HEAD: "kezhang",
    Role.LIAISON: "lianluoyuan",
    Role.OFFICE_HEAD: "guanzhang-lishu",
    Role.FUNCTIONAL: "zhineng",
    Role.FUNCTIONAL_HEAD: "chuzhang",
    Role.AUDIT: "dushen",
    Role.AUDIT_HEAD: "dushen-chuzhang",
    Role.DISCIPLINE: "jijian",
    Role.POLICE_SUPERVISION: "jingwu-ducha",
    Role.LEADER: "guanlingdao",
    Role.LEGAL: "fagui",
    Role.ANALYST: "fenxi",
    Role.SYSTEM_ADMIN: "xitong-guanli",
    Role.SECURITY_ADMIN: "anquan-guanli",
    Role.AUDIT_ADMIN: "shenji-guanli",
}
ABOVE = {Role.DISCIPLINE: "zhushu-jijian", Role.AUDIT_HEAD: "zongshu-dushen"}
"""At headquarters: whoever is there may second what the leader of a district asks to have opened,
and another one reviews it; nobody of the district may."""


@dataclass(frozen=True, slots=True)
class Given:
    """An account with the posting it shows."""

    account: Account
    posting: Posting


def make_accounts(district: str, *, busy_section: str, officer: str) -> list[Given]:
    """Makes the accounts that are not there: in ``busy_section`` (code of an office) for its head
    and liaison, in its customs for the head of that, at the district for the rest; ``officer``: the
    number of one who is asked something. At headquarters for those of ``ABOVE``. None has a
    password: the demonstration's door lets them in, and only from this machine."""
    found = [
        _given(posting, USERNAMES[role])
        for role, posting in _postings(district, busy_section, officer)
    ]
    for role, username in ABOVE.items():
        held = _shown_best(_standing().filter(office__parent=None), role)
        posting = held.exclude(person_id__in=[one.posting.person_id for one in found]).first()
        if posting is not None:
            found.append(_given(posting, username))
    return found


def accounts_given() -> list[Given]:
    """The accounts there are, each with the part it was made for, in the order of the parts; of
    headquarters none."""
    return _accounts(USERNAMES)


def accounts_above() -> list[Given]:
    """The accounts there are at headquarters."""
    return _accounts(ABOVE)


def _given(posting: Posting, username: str) -> Given:
    account = Account.objects.filter(person=posting.person).first()
    if account is None:
        account = Account.objects.create_user(username, None, person=posting.person)
    return Given(account, posting)


def _accounts(usernames: Mapping[Role, str]) -> list[Given]:
    found = []
    for role, username in usernames.items():
        account = Account.objects.filter(username=username).first()
        # Of several such posts the one where there is something to do.
        open_there = Count("office__warnings", filter=Q(office__warnings__state="open"))
        held = Posting.objects.filter(role=role).select_related("person", "office")
        held = held.annotate(open=open_there).order_by("-open", "pk")
        posting = held.filter(person=account.person).first() if account else None
        if account is not None and posting is not None:
            found.append(Given(account, posting))
    return found


def _postings(district: str, section: str, officer: str) -> Iterator[tuple[Role, Posting]]:
    standing = _standing()
    taken: set[int] = set()
    for role in USERNAMES:
        if role == Role.OFFICER:
            wanted = Posting.objects.filter(person__code=officer, valid_to=None)
        elif role in (Role.SECTION_HEAD, Role.LIAISON):
            wanted = standing.filter(office__code=section)
        elif role == Role.OFFICE_HEAD:
            wanted = standing.filter(office__children__code=section)
        else:
            wanted = standing.filter(office__code=district)
        posting = _shown_best(wanted, role).exclude(person_id__in=taken).first()
        if posting is not None:
            taken.add(posting.person_id)
            yield role, posting


def _shown_best(held: QuerySet[Posting], role: Role) -> QuerySet[Posting]:
    """Postings in a role: who plays one part only shows best what that part is."""
    parts = Count("person__postings", filter=~Q(person__postings__role=Role.OFFICER))
    return held.filter(role=role).annotate(parts=parts).order_by("parts", "pk")


def busiest_section(now: dt.datetime) -> str | None:
    """The code of the section whose head has most different things to do, with a liaison and a head
    of its customs who are there too."""
    heads = _standing().filter(role=Role.SECTION_HEAD, office__parent__level="subordinate")
    days: dict[str, tuple[int, int, int]] = {}
    for head in heads.order_by("pk"):
        office = head.office
        liaison = _standing().filter(office=office, role=Role.LIAISON)
        above = _standing().filter(office__children=office, role=Role.OFFICE_HEAD)
        if liaison.exists() and above.exists():
            kinds = _day_of(head.person, now)
            here = Warning.objects.filter(office=office, state="open", desk="line1").count()
            days[office.code] = (len(kinds), here, kinds.total())
    return max(days, key=lambda code: days[code], default=None)


def _day_of(person: Person, now: dt.datetime) -> Counter[str]:
    """What waits for somebody, by kind: the step, and what makes it pressing or new."""
    waiting = loaded(queue_of(actor_of(person, day_of(now))).first_due(100))
    kinds = Counter(one.stage for one in waiting)
    names = [one.pk for one in waiting]
    some = Warning.objects.filter(pk__in=names)
    kinds["returned"] = some.filter(stage=Stage.ASSIGNED, events__verb=Verb.RETURN).count()
    kinds["answered"] = some.filter(inquiries__answered_at__isnull=False).count()
    kinds["soon"] = some.filter(due_at__gte=now, remind_at__lte=now).count()
    kinds["late"] = some.filter(due_at__lt=now).count()
    return +kinds


def _standing() -> QuerySet[Posting]:
    """Postings without an end, of people who are not about to be away."""
    away = Leave.objects.filter(
        person=OuterRef("person"), first__lte=today() + NEAR, last__gte=today()
    )
    return (
        Posting.objects.filter(valid_to=None, acting_for=None)
        .exclude(Exists(away))
        .select_related("person", "office")
    )
