"""A standard's own examples, judged: what must fail fails, what must pass passes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from zhunsheng.model.act import Act, Mandate
from zhunsheng.model.errors import JudgingError, Problem, problem
from zhunsheng.model.example import Example, ExampleOutcome
from zhunsheng.model.moment import Moment, last_moment, moment_at
from zhunsheng.model.parameter import ParameterVersion, SiteParameter
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.model.verdict import Outcome, Verdict
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.facts import Facts
from zhunsheng.standards.judge import judge
from zhunsheng.standards.shapes import BY_NAME

_OUTCOMES = {
    "pass": Text("合格", "pass"),
    "fail": Text("不合格", "fail"),
    "not_evaluated": Text("未判定", "not evaluated"),
    None: Text("没有结论", "no verdict at all"),
}


def check_examples(register: Register, plan: Plan) -> Iterator[Problem]:
    """Examples that do not come out as they say, with what came out instead.

    ``plan``: the register compiled. An example that assumes values of its own is judged by a plan
    compiled with these.
    """
    for standard in register.standards:
        for example in standard.examples:
            try:
                said = judge_example(register, plan, standard, example)
            except JudgingError as error:
                yield from error.problems
                continue
            if said != example.outcome:
                expected, came = _OUTCOMES[example.outcome], _OUTCOMES[said]
                yield problem(
                    "example-contradicts",
                    (
                        f"内控标准“{standard.id}”的示例应为“{expected.zh}”，判定为“{came.zh}”",
                        f"an example of standard {standard.id!r} should come out as "
                        f"{expected.en}, and comes out as {came.en}",
                    ),
                    mend=("改正示例或标准的参数", "correct the example, or the standard"),
                    place=example.place or standard.place,
                )


def judge_example(
    register: Register, plan: Plan, standard: Standard, example: Example
) -> ExampleOutcome | None:
    """What the standard says of the example's acts; None where it has nothing to judge."""
    if example.given or not any(rule.standard == standard.id for rule in plan.rules):
        plan = compile_plan(assuming(register, example), only=[standard.id])
    acts, facts = acts_of(register, example), facts_of(register, example)
    found = [
        verdict
        for rule in plan.rules
        if rule.standard == standard.id
        for verdict in verdicts_of(plan, rule, acts, facts)
    ]
    return _outcome(found)


def acts_of(register: Register, example: Example) -> list[Act]:
    """The example's acts as a trace would hold them, in order."""
    zone = ZoneInfo(register.legal_zone)
    subjects = {name: n for n, name in enumerate(dict.fromkeys(a.subject for a in example.acts), 1)}
    times = {one.id for one in register.fields if one.kind == "time"}
    return [
        Act(
            position,
            subjects[one.subject],
            one.activity,
            _moment(one.at, zone, rank=position),
            one.officer,
            one.post,
            one.office,
            attributes=dict(one.attributes),
            times={
                name: _moment(dt.datetime.fromisoformat(value), zone)
                for name, value in one.attributes.items()
                if name in times and isinstance(value, str)
            },
            subject_id=one.subject,
        )
        for position, one in enumerate(example.acts, 1)
    ]


def verdicts_of(plan: Plan, rule: Rule, acts: Sequence[Act], facts: Facts) -> Iterator[Verdict]:
    """What one rule says of acts of one subject or several."""
    if BY_NAME[rule.shape].reach == "trace":
        yield from judge(plan, rule, acts, facts)
        return
    for subject in dict.fromkeys(act.subject for act in acts):
        yield from judge(plan, rule, [act for act in acts if act.subject == subject], facts)


def _outcome(found: Sequence[Verdict]) -> ExampleOutcome | None:
    outcomes = {verdict.outcome for verdict in found}
    if Outcome.FAIL in outcomes:
        return "fail"
    if Outcome.PASS in outcomes:
        return "pass"
    return "not_evaluated" if outcomes else None


def facts_of(register: Register, example: Example) -> Facts:
    """The day of the example's run, the register's calendar, and who held what."""
    zone = ZoneInfo(register.legal_zone)
    day = example.as_of or max(act.at for act in example.acts).date()
    mandates: dict[str, list[Mandate]] = {}
    for one in example.mandates:
        held = Mandate(
            one.officer,
            one.kind,
            one.value,
            _moment(one.start, zone),
            _moment(one.end, zone) if one.end is not None else None,
        )
        mandates.setdefault(one.officer, []).append(held)
    return Facts(
        as_of=last_moment(day, zone),
        calendar=register.calendar,
        mandates=mandates,
        mandate_kinds=frozenset(one.kind for one in example.mandates),
    )


def _moment(at: dt.datetime, zone: ZoneInfo, *, rank: int = 0) -> Moment:
    """``at``: wall clock of the zone."""
    local = at if at.tzinfo is not None else at.replace(tzinfo=zone)
    return moment_at(local, zone, rank=rank)


def assuming(register: Register, example: Example) -> Register:
    """The register with the example's values of site parameters in force on every day."""
    whole = Validity(dt.date(1900, 1, 1))

    def assumed(one: SiteParameter) -> SiteParameter:
        value: Decimal | str | bool | tuple[str, ...] = example.given[one.id]
        return replace(one, versions=(ParameterVersion(whole, value),))

    parameters = tuple(
        assumed(one) if one.id in example.given else one for one in register.parameters
    )
    return replace(register, parameters=parameters)
