"""Closed lists: codes nobody has defined, indicators nobody computes, values nobody has decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhunsheng.model.code import CodeTable
from zhunsheng.model.errors import Place, Problem, problem
from zhunsheng.model.open_value import asked
from zhunsheng.model.register import Register
from zhunsheng.register.names import kind

Use = tuple[str, str, str, str, Place | None]
"""Section and item, the code table it is held against, the code, where."""


def check_codes(register: Register) -> Iterator[Problem]:
    """Codes that their table does not list; a register without that table is not held to it."""
    tables = {table.id: table for table in register.codes}
    for section, item_id, name, code, place in _uses(register):
        table = tables.get(name)
        if table is not None and table.title_of(code) is None:
            yield _unlisted(section, item_id, table, code, place)


def check_indicators(register: Register) -> Iterator[Problem]:
    """Indicators decided on records that no standard serves (warning); statistics by nobody."""
    served = {name for standard in register.standards for name in standard.indicators}
    for one in register.indicators:
        if one.kind == "rule" and one.id not in served:
            yield problem(
                "indicator-unserved",
                (
                    f"指标“{one.id}”可由规则判定，但没有内控标准落实",
                    f"indicator {one.id!r} is a rule on records, and no standard serves it",
                ),
                mend=(
                    "编写内控标准并在 indicators 中注明该指标",
                    "write a standard and name the indicator under its indicators",
                ),
                place=one.place,
                severity="warning",
            )
        if one.kind == "statistic" and one.detector is None:
            yield problem(
                "indicator-without-detector",
                (
                    f"指标“{one.id}”属统计类，但没有指明检测方法",
                    f"indicator {one.id!r} is a statistic and names no detector",
                ),
                mend=("在 detector 中写明检测方法", "name the detector"),
                place=one.place,
            )


def check_open_values(register: Register) -> Iterator[Problem]:
    """Site parameters and tables of bounds nobody has filled in, with the standards that wait."""
    waiting: dict[str, list[str]] = {}
    for standard in register.standards:
        for version in standard.versions:
            for name in asked(version.parameters):
                waiting.setdefault(f"parameters {name}", []).append(standard.id)
            table = version.parameters.get("table")
            waiting.setdefault(f"tables {table}", []).append(standard.id)
    for section in ("parameters", "tables"):
        for item in getattr(register, section):
            if item.versions:
                continue
            held = ", ".join(dict.fromkeys(waiting.get(f"{section} {item.id}", ())))
            yield problem(
                "value-open",
                (
                    f"{kind(section, 'zh')}“{item.id}”（{item.title.zh}）尚未确定",
                    f"{kind(section, 'en')} {item.id!r} ({item.title.en}) has not been decided",
                ),
                why=(
                    f"暂不能判定的内控标准：{held or '无'}",
                    f"standards that wait for it: {held or 'none'}",
                ),
                mend=(
                    "由有权机关确定后写入 versions；程序不代为设定",
                    "have it decided and write it under versions; the program makes up none",
                ),
                place=item.place,
                severity="warning",
            )


def _uses(register: Register) -> Iterator[Use]:
    for power in register.powers:
        yield "powers", power.id, "power-types", power.type, power.place
        yield "powers", power.id, "domains", power.domain, power.place
        for level in power.levels:
            yield "powers", power.id, "levels", level, power.place
        if power.approval is not None:
            yield "powers", power.id, "approvals", power.approval, power.place
    for default in register.public_defaults:
        yield "public_defaults", default.id, "power-types", default.id, default.place
    for post in register.posts:
        for level in post.levels:
            yield "posts", post.id, "levels", level, post.place
        for certificate in post.certificates:
            yield "posts", post.id, "certificates", certificate, post.place
    for point in register.risk_points:
        for code in point.misconduct:
            yield "risk_points", point.id, "misconduct", code, point.place
    for indicator in register.indicators:
        if indicator.detector is not None:
            yield "indicators", indicator.id, "detectors", indicator.detector, indicator.place
    for activity in register.activities:
        for name in activity.objects:
            yield "activities", activity.id, "object-types", name, activity.place
    for timing in register.timings:
        yield "timings", timing.id, "object-types", timing.subject, timing.place
    for standard in register.standards:
        for version in standard.versions:
            yield "standards", standard.id, "object-types", version.subject, version.place


def _unlisted(
    section: str, item_id: str, table: CodeTable, code: str, place: Place | None
) -> Problem:
    return problem(
        "code-unlisted",
        (
            f"{kind(section, 'zh')}“{item_id}”使用的代码“{code}”不在“{table.title.zh}”中",
            f"{kind(section, 'en')} {item_id!r} uses code {code!r}, which {table.id!r} does not "
            "list",
        ),
        mend=(
            f"可用代码：{_told(one.id for one in table.codes)}",
            f"listed are: {_told(one.id for one in table.codes)}",
        ),
        place=place,
    )


def _told(codes: Iterable[str]) -> str:
    return ", ".join(codes)
