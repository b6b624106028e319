"""The handbook: how the workbench is used, one short guide for each kind of work."""

from __future__ import annotations

from dataclasses import dataclass

from zhunsheng.model.text import Text
from zhunsheng_web.access.roles import ADMINISTRATORS, Role

_LINE1 = frozenset({Role.SECTION_HEAD, Role.LIAISON, Role.OFFICE_HEAD})
_LINE2 = frozenset({Role.FUNCTIONAL, Role.FUNCTIONAL_HEAD})
_LINE3 = frozenset({Role.AUDIT, Role.AUDIT_HEAD, Role.DISCIPLINE, Role.POLICE_SUPERVISION})


@dataclass(frozen=True, slots=True)
class Guide:
    """``roles``: for whom it was written; everybody may read it. Its text is a template for each
    language: ``book/guides/<name>.zh.html`` and ``.en.html``."""

    name: str
    title: Text
    roles: frozenset[Role]


GUIDES: tuple[Guide, ...] = (
    Guide("begin", Text("初次使用", "Getting started"), frozenset(Role)),
    Guide("sign", Text("签收与分派", "Signing for and assigning"), _LINE1 | _LINE2 | _LINE3),
    Guide(
        "explain",
        Text("被要求说明时", "When you are asked to explain"),
        frozenset({Role.OFFICER}) | _LINE1,
    ),
    Guide("verify", Text("核查与下结论", "Verifying and concluding"), _LINE1 | _LINE2 | _LINE3),
    Guide(
        "close",
        Text("复核、处置与销号", "Review, disposal and striking off"),
        _LINE1 | _LINE2 | _LINE3,
    ),
    Guide("secret", Text("保密、回避与线索移交", "Secrecy, standing aside, leads"), _LINE3),
    Guide(
        "proposal",
        Text("堵塞漏洞：提出与跟踪建议", "Closing loopholes: making and following proposals"),
        _LINE1 | _LINE2 | _LINE3 | {Role.LEGAL, Role.ANALYST},
    ),
    Guide(
        "figures",
        Text("读懂数字：区间、样本与比较", "Reading figures: intervals, samples, comparisons"),
        _LINE2 | _LINE3 | {Role.LEADER, Role.OFFICE_HEAD, Role.ANALYST},
    ),
    Guide(
        "administrators",
        Text("三员各管什么", "What each of the three administrators does"),
        ADMINISTRATORS | {Role.AUDIT, Role.AUDIT_HEAD, Role.LEADER},
    ),
)
BY_NAME = {guide.name: guide for guide in GUIDES}


def for_roles(roles: frozenset[Role]) -> tuple[tuple[Guide, bool], ...]:
    """Every guide, with whether it was written for one of these roles; those first."""
    return tuple(
        sorted(
            ((guide, bool(guide.roles & roles)) for guide in GUIDES), key=lambda pair: not pair[1]
        )
    )
