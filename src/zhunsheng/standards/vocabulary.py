"""Whether standards speak the register's language: activities and fields it has defined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from zhunsheng.model.errors import Place, Problem, problem
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.register import Register
from zhunsheng.standards.shapes import BY_NAME

BUILT_IN = ("officer", "post", "office", "subject")
"""What every act has besides the fields a register defines."""


def check_vocabulary(register: Register, plan: Plan) -> Iterator[Problem]:
    """Activities and fields of the plan's rules that the register does not define.

    A register that defines no activities, or no fields, is not held to them.
    """
    activities = {one.id for one in register.activities}
    fields = {one.id for one in register.fields}
    places = {standard.id: standard.place for standard in register.standards}
    seen: set[tuple[str, str]] = set()
    for rule in plan.rules:
        used = [
            *(("activity", name) for name in sorted(_activities(plan, rule)) if activities),
            *(("field", name) for name in sorted(_fields(plan, rule)) if fields),
        ]
        for what, name in used:
            known = activities if what == "activity" else fields.union(BUILT_IN)
            if name not in known and (rule.standard, name) not in seen:
                seen.add((rule.standard, name))
                yield _unknown(what, name, rule.standard, known, places.get(rule.standard))


def _activities(plan: Plan, rule: Rule) -> set[str]:
    steps = (plan.steps[number - 1] for number in rule.steps.values())
    return {name for step in steps for name in step.activities}


def _fields(plan: Plan, rule: Rule) -> set[str]:
    found = {condition.field for condition in rule.scope}
    for number in rule.steps.values():
        found |= {condition.field for condition in plan.steps[number - 1].where}
    return found | {name for name, _ in BY_NAME[rule.shape].fields(rule.parameters)}


def _unknown(
    what: str, name: str, standard: str, known: Iterable[str], place: Place | None
) -> Problem:
    near = get_close_matches(name, sorted(known), n=1)
    zh = "行为" if what == "activity" else "记录项"
    return problem(
        f"{what}-unknown",
        (
            f"内控标准“{standard}”所用的{zh}“{name}”没有定义",
            f"standard {standard!r} uses {what} {name!r}, which is not defined",
        ),
        why=("写错的名称会使标准永远不触发", "a misspelt name makes a standard that never fires"),
        mend=(
            f"是否应为“{near[0]}”？" if near else "补充定义，或改正名称",
            f"did you mean {near[0]!r}?" if near else "define it, or correct the name",
        ),
        place=place,
    )
