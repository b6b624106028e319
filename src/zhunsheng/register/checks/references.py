"""Names that lead nowhere, or to something that was not in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from zhunsheng.model.errors import Place, Problem, problem
from zhunsheng.model.open_value import asked
from zhunsheng.model.register import Register
from zhunsheng.model.standard import StandardVersion
from zhunsheng.model.validity import Validity
from zhunsheng.register.names import kind
from zhunsheng.register.shapes import Parameters, read_parameters, referred

Reference = tuple[str, str, str, str, Place | None]
"""From section and item, to section and id, where."""


def check_references(register: Register, parameters: Parameters) -> Iterator[Problem]:
    """Unknown powers, posts, standards, clocks, tables and charts; clocks and tables lapsed."""
    known = _known(register)
    for section, item_id, target, target_id, place in _references(register, parameters):
        if target_id not in known[target]:
            yield _unknown(section, item_id, target, target_id, known[target], place)
    yield from _lapsed(register, parameters)


def _known(register: Register) -> dict[str, set[str]]:
    sections = (
        "powers", "posts", "clocks", "tables", "standards", "indicators", "parameters"
    )  # fmt: skip
    known = {section: {item.id for item in getattr(register, section)} for section in sections}
    known["charts"] = {name for name, _ in register.charts}
    return known


def _references(register: Register, parameters: Parameters) -> Iterator[Reference]:
    for power in register.powers:
        if power.chart is not None:
            yield "powers", power.id, "charts", power.chart, power.place
        for clock_id in power.clocks:
            yield "powers", power.id, "clocks", clock_id, power.place
    for activity in register.activities:
        if activity.power is not None:
            yield "activities", activity.id, "powers", activity.power, activity.place
    for post in register.posts:
        for grant in post.grants:
            yield "posts", post.id, "powers", grant.power, post.place
        for other in post.incompatible_with:
            yield "posts", post.id, "powers", other, post.place
    for point in register.risk_points:
        yield "risk_points", point.id, "powers", point.power, point.place
        yield "risk_points", point.id, "posts", point.post, point.place
        for standard_id in point.standards:
            yield "risk_points", point.id, "standards", standard_id, point.place
        for indicator_id in point.indicators:
            yield "risk_points", point.id, "indicators", indicator_id, point.place
    for exemption in register.exemptions:
        yield "exemptions", exemption.id, "standards", exemption.standard, exemption.place
    for standard in register.standards:
        yield "standards", standard.id, "powers", standard.power, standard.place
        for post_id in standard.posts:
            yield "standards", standard.id, "posts", post_id, standard.place
        for indicator_id in standard.indicators:
            yield "standards", standard.id, "indicators", indicator_id, standard.place
        for version in standard.versions:
            yield from _of_version(standard.id, version, parameters, register)


def _of_version(
    standard_id: str, version: StandardVersion, parameters: Parameters, register: Register
) -> Iterator[Reference]:
    for name in asked(version.parameters):
        yield "standards", standard_id, "parameters", name, version.place
    read = read_parameters(version, parameters, register)
    for target, target_id in referred(read) if read is not None else ():
        yield "standards", standard_id, target, target_id, version.place


def _lapsed(register: Register, parameters: Parameters) -> Iterator[Problem]:
    dated: dict[tuple[str, str], list[Validity]] = {}
    for clock in register.clocks:
        dated["clocks", clock.id] = [version.validity for version in clock.versions]
    for table in register.tables:
        dated["tables", table.id] = [version.validity for version in table.versions]
    for standard in register.standards:
        for version in standard.versions:
            for _, _, target, target_id, place in _of_version(
                standard.id, version, parameters, register
            ):
                spans = dated.get((target, target_id))
                missing = version.validity.without(spans) if spans else []
                if not missing:
                    continue
                days = [str(stretch) for stretch in missing]
                yield problem(
                    "reference-lapsed",
                    (
                        f"内控标准“{standard.id}”所用的{kind(target, 'zh')}“{target_id}”"
                        f"在 {'、'.join(days)} 没有有效版本",
                        f"standard {standard.id!r} uses {kind(target, 'en')} {target_id!r}, "
                        f"which has no version in force {', '.join(days)}",
                    ),
                    why=(
                        "这些日子的行为无从判断，比对时按“未评价”计",
                        "acts of those days cannot be judged and are not evaluated",
                    ),
                    mend=(
                        "补上该时段的版本，或缩短标准的有效期",
                        "add a version for that time, or shorten the standard's",
                    ),
                    place=place,
                )


def _unknown(
    section: str,
    item_id: str,
    target: str,
    target_id: str,
    known: Iterable[str],
    place: Place | None,
) -> Problem:
    near = get_close_matches(target_id, sorted(known), n=1)
    mend = (
        (f"是否应为“{near[0]}”？", f"did you mean {near[0]!r}?")
        if near
        else ("补充该项，或改正标识", "add it, or correct the id")
    )
    return problem(
        f"{target.removesuffix('s')}-unknown",
        (
            f"{kind(section, 'zh')}“{item_id}”引用的{kind(target, 'zh')}“{target_id}”不存在",
            f"{kind(section, 'en')} {item_id!r} names {kind(target, 'en')} {target_id!r}, "
            "which does not exist",
        ),
        mend=mend,
        place=place,
    )
