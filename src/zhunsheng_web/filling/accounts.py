"""One account for each part people play, each somebody with something to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhunsheng_web.access.models import Account, Leave, Office, Posting
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework.stages import Stage
from zhunsheng_web.clock import today

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


@dataclass(frozen=True, slots=True)
class Given:
    """An account with the posting it shows."""

    account: Account
    posting: Posting


def make_accounts(district: str, *, busy_section: str, officer: str) -> list[Given]:
    """Makes the accounts that are not there: in ``busy_section`` (code of an office) for its head
    and liaison, in its customs for the head of that, at the district for the rest; ``officer``: the
    number of one who is asked something. None has a password: the demonstration's door lets them
    in, and only from this machine."""
    found = []
    for role, posting in _postings(district, busy_section, officer):
        account = Account.objects.filter(person=posting.person).first()
        if account is None:
            account = Account.objects.create_user(USERNAMES[role], None, person=posting.person)
        found.append(Given(account, posting))
    return found


def accounts_given() -> list[Given]:
    """The accounts there are, each with the part it was made for, in the order of the parts."""
    found = []
    for role, username in USERNAMES.items():
        account = Account.objects.filter(username=username).select_related("person").first()
        held = Posting.objects.filter(role=role).select_related("person", "office")
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
        # Who plays one part only shows best what that part is.
        parts = Count("person__postings", filter=~Q(person__postings__role=Role.OFFICER))
        wanted = wanted.filter(role=role).annotate(parts=parts).order_by("parts", "pk")
        posting = wanted.exclude(person_id__in=taken).first()
        if posting is not None:
            taken.add(posting.person_id)
            yield role, posting


def busiest_section() -> str | None:
    """The code of the section with most to sign for, explain and verify at its own desk, somebody
    to do it, and a head of its customs who is there too."""
    early = (Stage.GENERATED, Stage.ASSIGNED, Stage.EXPLAINED)
    waiting = Q(warnings__stage__in=early, warnings__desk="line1", warnings__suspended_at=None)
    found = (
        Office.objects.filter(parent__level="subordinate", level="section")
        .annotate(waiting=Count("warnings", filter=waiting))
        .order_by("-waiting", "code")
    )
    for office in found:
        parts = set(_standing().filter(office=office).values_list("role", flat=True))
        above = _standing().filter(office__children=office, role=Role.OFFICE_HEAD)
        if {Role.SECTION_HEAD, Role.LIAISON} <= parts and above.exists():
            return office.code
    return None


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
