"""From the register to a plan: thousands of standards, about fifteen queries.

Everything a standard refers to (clock, table, grants) is resolved here. A version whose clock
changed while it was in force becomes one rule per clock version, so that each rule has one law.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from zhunsheng.model.clock import Period
from zhunsheng.model.errors import JudgingError, Problem, problem
from zhunsheng.model.notation import refuse
from zhunsheng.model.notation_faults import problems_of
from zhunsheng.model.notation_period import PeriodReference
from zhunsheng.model.open_value import Span, spans
from zhunsheng.model.parameter import Waiting
from zhunsheng.model.plan import Plan, PlanTable, Rule, ShapeQuery
from zhunsheng.model.register import Register
from zhunsheng.model.standard import BoundsTable, Standard, StandardVersion, Step
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.model.words import words_of
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, Shape, Uses
from zhunsheng.standards.shapes import BY_NAME, SHAPES

ANY_PERIOD = Period(0, "calendar_days")
"""What a rule of days without a law counts by, only to know what it would have judged."""

Stretch = tuple[Validity, ShapeParameters, bool]
"""Some days of a version, what holds in them, and whether clock or table is silent then."""


def compile_plan(register: Register, *, only: Iterable[str] | None = None) -> Plan:
    """The plan of all standards of a register (drafts only if named in ``only``).

    Raises JudgingError with every standard that cannot be compiled, each with file and line.
    """
    wanted = None if only is None else set(only)
    steps: dict[Step, int] = {}
    periods: dict[Period, int] = {}
    cores: dict[str, int] = {}
    rules: list[Rule] = []
    problems: list[Problem] = []
    waiting: list[Waiting] = []
    for standard in register.standards:
        if standard.id not in wanted if wanted is not None else standard.draft:
            continue
        for version in standard.versions:
            try:
                resolved = list(_resolve(version, register))
                waiting += _waiting(standard, version, register)
            except ValidationError as error:
                problems.extend(_misfits(standard, version, error))
                continue
            except PydanticCustomError as error:
                problems.append(_unfit(standard, version, _said(error)))
                continue
            for validity, parameters, is_silent in resolved:
                number = len(rules) + 1
                rule = _rule(number, standard, version, validity, parameters, steps, periods)
                alike = repr((rule.shape, rule.subject, parameters))
                core = cores.setdefault(alike, number)
                rules.append(replace(rule, core=core, is_silent=is_silent))
    if problems:
        raise JudgingError(tuple(problems))
    plan = _plan(register, rules, tuple(steps), tuple(periods))
    return replace(plan, waiting=tuple(waiting))


def _waiting(standard: Standard, version: StandardVersion, register: Register) -> Iterator[Waiting]:
    """The spans of a version for which a site parameter or a table of bounds is still open."""
    table = _open_table(version, register)
    for span in spans(version, register.parameters):
        if span.missing or table is not None:
            tables = (table.id,) if table is not None else ()
            yield Waiting(standard.id, standard.title, span.validity, span.missing, tables)


def _open_table(version: StandardVersion, register: Register) -> BoundsTable | None:
    """The table of bounds the version is judged by, if nobody has filled it in yet."""
    name = version.parameters.get("table")
    return next((t for t in register.tables if t.id == name and not t.versions), None)


def _resolve(version: StandardVersion, register: Register) -> Iterator[Stretch]:
    """Stretches of days with what holds in them; none where a value is still open."""
    if _open_table(version, register) is not None:
        return
    for span in spans(version, register.parameters):
        if not span.missing:
            yield from _with_values(version, span, register)


def _with_values(version: StandardVersion, span: Span, register: Register) -> Iterator[Stretch]:
    shape = BY_NAME.get(version.shape)
    if shape is None:
        raise refuse(
            "shape-unknown",
            f"没有名为“{version.shape}”的违规形态；可用的形态：{'、'.join(BY_NAME)}",
            f"there is no shape {version.shape!r}; the shapes are {', '.join(BY_NAME)}",
        )
    parameters = shape.parameters.model_validate(dict(span.written)).resolve(register)
    within = getattr(parameters, "within", None)
    if within is None or within.clock is None:
        spoken = parameters.dated()
        silent = [] if spoken is None else span.validity.without(spoken)
        found = [(days, parameters, True) for days in silent]
        found += [(days, parameters, False) for days in span.validity.without(silent)]
        yield from sorted(found, key=lambda stretch: stretch[0].start)
        return
    clock = next((c for c in register.clocks if c.id == within.clock), None)
    if clock is None:
        raise refuse(
            "clock-unknown",
            f"时限“{within.clock}”不存在",
            f"there is no clock {within.clock!r} in the register",
        )
    dated = [(span.validity.overlap(v.validity), v.period, False) for v in clock.versions]
    silent = span.validity.without(v.validity for v in clock.versions)
    dated += [(days, ANY_PERIOD, True) for days in silent]
    for days, period, is_silent in sorted(
        ((days, period, is_silent) for days, period, is_silent in dated if days is not None),
        key=lambda stretch: stretch[0].start,
    ):
        reference = PeriodReference(period=period)
        yield days, parameters.model_copy(update={"within": reference}), is_silent


def _rule(
    number: int,
    standard: Standard,
    version: StandardVersion,
    validity: Validity,
    parameters: ShapeParameters,
    steps: dict[Step, int],
    periods: dict[Period, int],
) -> Rule:
    shape = BY_NAME[version.shape]
    written = parameters.steps()
    within = getattr(parameters, "within", None)
    period_number = None
    if within is not None and within.period.unit != "hours":
        period_number = periods.setdefault(within.period, len(periods) + 1)
    return Rule(
        number=number,
        core=number,
        standard=standard.id,
        since=version.validity.start,
        validity=validity,
        shape=version.shape,
        subject=version.subject,
        steps={role: steps.setdefault(step, len(steps) + 1) for role, step in written.items()},
        scope=version.scope,
        parameters=parameters,
        title=standard.title,
        line=standard.line,
        grade=standard.grade,
        anchor=shape.anchor,
        firsts=tuple(role for role in shape.firsts if role in written),
        doubtful=tuple(role for role in shape.doubtful_roles() if role in written),
        is_broad=shape.is_broad,
        basis=tuple(str(basis) for basis in version.basis),
        period_number=period_number,
    )


def _plan(
    register: Register, rules: list[Rule], steps: tuple[Step, ...], periods: tuple[Period, ...]
) -> Plan:
    every = {use: None for rule in rules for use in BY_NAME[rule.shape].fields(rule.parameters)}
    codes = {use: number for number, use in enumerate(every, start=1)}
    tables: list[PlanTable] = []
    queries: list[ShapeQuery] = []
    for shape in SHAPES:
        own = [rule for rule in rules if rule.shape == shape.name]
        if not own:
            continue
        tables.append(_rule_table(shape, own, codes))
        tables.extend(shape.tables(own, codes))
        for subject in sorted({rule.subject for rule in own}):
            queries.append(_query(shape, [r for r in own if r.subject == subject], codes))
    digest = hashlib.sha256()
    for rule in rules:
        digest.update(
            repr(
                (rule.standard, str(rule.validity), rule.shape, rule.parameters, rule.scope)
            ).encode()
        )
        if rule.is_silent:
            digest.update(b"silent")
    for table in tables:
        digest.update(json.dumps([table.name, table.columns, table.rows], default=str).encode())
    for query in queries:
        digest.update(query.sql.encode())
    return Plan(
        register_id=register.id,
        register_digest=register.digest,
        legal_zone=register.legal_zone,
        digest=digest.hexdigest(),
        rules=tuple(rules),
        steps=steps,
        tables=tuple(tables),
        queries=tuple(queries),
        fields=tuple(codes),
        exemptions=register.exemptions,
        periods=periods,
        calendar=register.calendar,
        words=words_of(register),
    )


def _query(shape: Shape, rules: list[Rule], codes: Codes) -> ShapeQuery:
    """The query of a shape on one type of subject; it names the fields its own rules use."""
    uses = _uses(shape, rules)
    fields = tuple({use: None for rule in rules for use in shape.fields(rule.parameters)})
    own = {use: codes[use] for use in fields}
    return ShapeQuery(
        shape=shape.name,
        subject=rules[0].subject,
        sql=shape.sql(own, uses),
        unit=shape.unit,
        reach=shape.reach,
        asks=shape.asks(own, uses) if shape.asks is not None else None,
        fields=fields,
        sums=tuple({use: None for rule in rules for use in shape.sums(rule.parameters)}),
    )


def _uses(shape: Shape, rules: list[Rule]) -> Uses:
    return frozenset(
        name for rule in rules for name in (*rule.steps, *shape.flags(rule.parameters))
    )


def _rule_table(shape: Shape, rules: list[Rule], codes: Codes) -> PlanTable:
    columns = (
        ("rule", "INTEGER"),
        ("core", "INTEGER"),
        ("start_day", "INTEGER"),
        ("end_day", "INTEGER"),
        *((f"{role}_step", "INTEGER") for role in shape.roles),
        *shape.columns,
    )
    rows = tuple(
        (
            rule.number,
            rule.core,
            *rule.validity.day_numbers,
            *(rule.steps.get(role) for role in shape.roles),
            *shape.row(rule, codes),
        )
        for rule in rules
    )
    return PlanTable(f"rule_{shape.name}", columns, rows)


def _misfits(
    standard: Standard, version: StandardVersion, error: ValidationError
) -> Iterator[Problem]:
    block = BY_NAME[version.shape].parameters
    for fault in problems_of(error, block=block, locate=lambda _: version.place):
        yield _unfit(standard, version, fault.what, mend=fault.mend)


def _said(error: PydanticCustomError) -> Text:
    context = error.context or {}
    return Text(str(context.get("zh", error)), str(context.get("en", error)))


def _unfit(
    standard: Standard, version: StandardVersion, said: Text, *, mend: Text | None = None
) -> Problem:
    return problem(
        "standard-unfit",
        (
            f"内控标准“{standard.id}”的参数无法使用：{said.zh}",
            f"the parameters of standard {standard.id!r} cannot be used: {said.en}",
        ),
        mend=(
            mend.zh if mend else f"对照“{version.shape}”的参数说明修改该版本",
            mend.en if mend else f"mend this version by the parameters of shape {version.shape!r}",
        ),
        place=version.place,
    )
