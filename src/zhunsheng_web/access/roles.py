"""The parts people play in the workbench. A post of the service gives one or several of them."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from zhunsheng.model.text import Text


class Role(StrEnum):
    """Sixteen parts; what each may do stands in ``rules.yaml``."""

    OFFICER = "officer"
    SECTION_HEAD = "section-head"
    LIAISON = "liaison"
    OFFICE_HEAD = "office-head"
    FUNCTIONAL = "functional"
    FUNCTIONAL_HEAD = "functional-head"
    AUDIT = "audit"
    AUDIT_HEAD = "audit-head"
    DISCIPLINE = "discipline"
    POLICE_SUPERVISION = "police-supervision"
    LEADER = "leader"
    LEGAL = "legal"
    ANALYST = "analyst"
    SYSTEM_ADMIN = "system-admin"
    SECURITY_ADMIN = "security-admin"
    AUDIT_ADMIN = "audit-admin"


TITLES = {
    Role.OFFICER: Text("经办关员", "Officer"),
    Role.SECTION_HEAD: Text("科长", "Section head"),
    Role.LIAISON: Text("内控联络员", "Internal-control liaison"),
    Role.OFFICE_HEAD: Text("隶属海关负责人", "Head of a subordinate customs"),
    Role.FUNCTIONAL: Text("职能监控岗", "Functional monitoring"),
    Role.FUNCTIONAL_HEAD: Text("职能处负责人", "Head of a functional department"),
    Role.AUDIT: Text("督察内审岗", "Internal audit"),
    Role.AUDIT_HEAD: Text("督察内审负责人", "Head of internal audit"),
    Role.DISCIPLINE: Text("纪检监察岗", "Discipline inspection"),
    Role.POLICE_SUPERVISION: Text("缉私警务督察", "Anti-smuggling police supervision"),
    Role.LEADER: Text("关领导", "Leader of the customs"),
    Role.LEGAL: Text("法规岗", "Legal affairs"),
    Role.ANALYST: Text("业务分析岗", "Business analyst"),
    Role.SYSTEM_ADMIN: Text("系统管理员", "System administrator"),
    Role.SECURITY_ADMIN: Text("安全管理员", "Security administrator"),
    Role.AUDIT_ADMIN: Text("审计管理员", "Audit administrator"),
}
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""Kept apart: nobody is two of them, and none of them reads a case."""
GLASS = frozenset({Role.AUDIT_HEAD, Role.DISCIPLINE, Role.LEADER})
"""Who may ever have something opened beyond his reach."""


def mixed(roles: Collection[Role]) -> bool:
    """Would these be an administrator's role together with any other?"""
    return len(set(roles)) > 1 and not ADMINISTRATORS.isdisjoint(roles)
