"""What the frame of every page needs: who is signed in, and where he can go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.demo import is_open
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import ADMINISTRATORS, GLASS, Role

Place = tuple[str, Text, str]
_EVERYWHERE: tuple[Place, ...] = (
    ("desk:today", Text("今日", "Today"), "t"),
    ("boards:monitoring", Text("监控分析", "Monitoring"), "m"),
    ("boards:watch", Text("我的关注", "My watch"), "w"),
    ("boards:query", Text("组合查询", "Query"), "q"),
    ("book:register", Text("权责清单", "Register"), "r"),
    ("book:information", Text("信息服务", "Information"), "i"),
    ("boards:evaluation", Text("绩效评估", "Evaluation"), "e"),
)
_NEEDS = {
    "boards:monitoring": ("figures.see",),
    "boards:watch": ("watch.keep",),
    "boards:query": ("query.warnings", "query.trace"),
    "boards:evaluation": ("evaluation.see", "evaluation.reply"),
}
"""Which of the rules opens a page; nobody is led to one that is not his."""
_OFFICER: tuple[Place, ...] = (
    ("desk:mine", Text("我的说明", "My explanations"), "t"),
    ("book:register", Text("权责清单", "Register"), "r"),
    ("book:information", Text("信息服务", "Information"), "i"),
)
_UPKEEP: tuple[Place, ...] = (("upkeep:maintenance", Text("安全维护", "Maintenance"), "s"),)
_PEOPLE: tuple[Place, ...] = (
    ("access:people", Text("人员与账号", "People"), "p"),
    ("access:requests", Text("任职审批", "Posts to decide"), "a"),
    ("access:offices", Text("机构", "Offices"), "o"),
)
_KEYS: tuple[Place, ...] = (("api:keys", Text("访问密钥", "Keys"), "k"),)
_ACTS: tuple[Place, ...] = (("upkeep:acts", Text("管理行为", "Acts"), "b"),)


def frame(request: HttpRequest) -> dict[str, Any]:
    """``actor`` and ``places_to_go``: (URL name, title, access key); ``glass``:
    whether he may have something opened in need;
    ``keeps_keys``: whether he may have keys for programs of his own."""
    actor = getattr(request, "actor", None)
    entrance = {
        "demo_door": is_open(request),
        "directory_name": settings.DIRECTORY_NAME,
        "password_rules": password_validators_help_texts,
    }
    if actor is None:
        return entrance | {"actor": None, "places_to_go": ()}
    roles = actor.roles
    if roles & ADMINISTRATORS:
        places = _UPKEEP + _PEOPLE
        if Role.SECURITY_ADMIN in roles:
            places += _KEYS
        if Role.AUDIT_ADMIN in roles:
            places += _ACTS
    elif roles <= {Role.OFFICER}:
        places = _OFFICER
    else:
        places = tuple(place for place in _EVERYWHERE if _opens(actor, place[0]))
        if roles & {Role.AUDIT, Role.AUDIT_HEAD, Role.LEADER}:
            places += _UPKEEP
    return entrance | {
        "actor": actor,
        "places_to_go": places,
        "glass": roles & GLASS,
        "keeps_keys": not roles & ADMINISTRATORS,
    }


def _opens(actor: Actor, name: str) -> bool:
    needs = _NEEDS.get(name)
    return needs is None or any(may(actor, what).allowed for what in needs)
