"""Which part an act plays in a rule: its roles, whether it anchors, and what is in doubt."""

from __future__ import annotations

from typing import NamedTuple

from zhunsheng.model.matching import Fields, meets, plays
from zhunsheng.model.plan import Plan, Rule


class Part(NamedTuple):
    """An act's part in one rule.

    ``in_scope``: whether the act anchors a judgement (None: it may). ``doubts_itself``: a field
    its anchoring depends on is empty. ``doubts_all``: a field is empty on which every verdict of
    the rule on this subject depends.
    """

    roles: frozenset[str]
    in_scope: bool | None
    doubts_itself: bool
    doubts_all: bool


def part_of(plan: Plan, rule: Rule, activity: str, fields: Fields) -> Part | None:
    """The part of an act with this activity and these fields, or None if it plays none."""
    roles: set[str] = set()
    unknown: set[str] = set()
    for role, number in rule.steps.items():
        answer = plays(plan.steps[number - 1], activity, fields)
        if answer is not False:
            roles.add(role)
        if answer is None:
            unknown.add(role)
    if not roles:
        return None
    in_scope = meets(rule.scope, fields) if rule.anchor in roles else False
    doubts_itself = in_scope is None or rule.anchor in unknown
    return Part(
        roles=frozenset(roles),
        in_scope=None if in_scope is not False and doubts_itself else in_scope,
        doubts_itself=doubts_itself,
        doubts_all=bool(unknown.intersection(rule.doubtful))
        or (rule.is_broad and in_scope is None),
    )
