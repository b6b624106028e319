"""What the book tells of an item, kind by kind; what carries days is told version by version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from zhunsheng.model.clock import Clock
from zhunsheng.model.code import Code
from zhunsheng.model.indicator import Indicator
from zhunsheng.model.law import Law
from zhunsheng.model.parameter import SiteParameter
from zhunsheng.model.power import Post, Power, PowerVersion, RiskPoint
from zhunsheng.model.standard import BoundsTable, BoundsVersion, Standard
from zhunsheng.model.text import Text
from zhunsheng.model.vocabulary import Activity
from zhunsheng.publish.words import COLUMNS
from zhunsheng.register.wording import in_words
from zhunsheng.report.words import GRADE, LINE
from zhunsheng_web.book.shelf import Shelf
from zhunsheng_web.casework.demands import Fact, demands

_KINDS = {
    "rule": Text("按规则判断", "decided by rule"),
    "statistic": Text("按统计判断", "statistical"),
    "own_use": Text("按本系统使用情况计算", "computed on the use of this system"),
    "register": Text("按权责清单计算", "computed on the register"),
    "manual": Text("人工判断", "judged by people"),
}


def facts(book: Shelf, item: Any) -> tuple[Fact, ...]:
    """What holds of the item in all its versions; what is empty is left out."""
    telling = _TELLING.get(type(item))
    told = telling(book, item) if telling is not None else ()
    return tuple((name, value) for name, value in told if value.zh)


def version_facts(book: Shelf, item: Any, version: Any) -> tuple[Fact, ...]:
    """What one version says."""
    if isinstance(item, Standard):
        return demands(version)
    if isinstance(item, Clock):
        return ((Text("期限", "Period"), in_words(version.period)),)
    if isinstance(item, SiteParameter):
        decided = version.decided_by or Text("", "")
        value = ((Text("取值", "Value"), in_words(version.value)),)
        return (*value, (Text("决定机关", "Decided by"), decided)) if decided.zh else value
    if isinstance(version, PowerVersion):
        return ((Text("权限", "Limits"), version.limits),) if version.limits else ()
    return ()


def bounds(item: Any, version: Any) -> tuple[tuple[str, str, str], ...]:
    """The rows of a table of bounds: what they are for, least, most."""
    if not isinstance(item, BoundsTable) or not isinstance(version, BoundsVersion):
        return ()
    return tuple(
        (
            " · ".join(row.keys),
            "" if row.least is None else format(row.least.normalize(), "f"),
            "" if row.most is None else format(row.most.normalize(), "f"),
        )
        for row in version.rows
    )


def _power(book: Shelf, power: Power) -> Iterable[Fact]:
    yield Text("编码", "Code"), _as_is(power.code or "")
    yield Text("权责类型", "Type"), _code(book, "power-types", power.type)
    yield Text("业务领域", "Domain"), _code(book, "domains", power.domain)
    yield Text("实施层级", "Held by"), _codes(book, "levels", power.levels)
    yield Text("审批层级", "Approved by"), _code(book, "approvals", power.approval or "")
    yield Text("对外公开", "Made public"), in_words(power.public)
    yield Text("子项", "Parts"), in_words(power.subitems) if power.subitems else _as_is("")
    for name, heading in COLUMNS.items():
        yield heading, getattr(power.columns, name) or _as_is("")


def _post(book: Shelf, post: Post) -> Iterable[Fact]:
    yield Text("岗位职责", "Duties"), post.duties or _as_is("")
    yield Text("设岗层级", "Levels"), _codes(book, "levels", post.levels)
    yield Text("重点岗位", "Key post"), in_words(post.key)
    yield Text("上岗资格", "Certificates"), _codes(book, "certificates", post.certificates)


def _risk_point(book: Shelf, point: RiskPoint) -> Iterable[Fact]:
    yield Text("风险等级", "Grade of risk"), GRADE[point.grade]
    yield (
        Text("定级日期", "Graded on"),
        in_words(point.graded_on) if point.graded_on else _as_is(""),
    )
    yield Text("廉政风险类别", "May come to"), _codes(book, "misconduct", point.misconduct)
    yield Text("表现形式", "How it would look"), point.sign or _as_is("")
    for measure in point.measures:
        yield Text("防控措施", "Held back by"), in_words(measure)


def _standard(book: Shelf, standard: Standard) -> Iterable[Fact]:
    yield Text("防线", "Line of defence"), LINE[standard.line]
    yield Text("风险等级", "Grade of risk"), GRADE[standard.grade]
    if standard.draft:
        yield Text("状态", "State"), Text("草案，未施行", "a draft, not in force")
    kept = sum(one.outcome == "pass" for one in standard.examples)
    broken = sum(one.outcome == "fail" for one in standard.examples)
    if standard.examples:
        yield (
            Text("示例", "Examples"),
            Text(f"符合 {kept} 例，不符合 {broken} 例", f"{kept} kept, {broken} broken"),
        )


def _law(book: Shelf, law: Law) -> Iterable[Fact]:
    yield Text("简称", "Short title"), law.short or _as_is("")
    yield Text("文号", "Number"), _as_is(law.number or "")
    yield (
        Text("废止日期", "Repealed on"),
        in_words(law.repealed_on) if law.repealed_on else _as_is(""),
    )


def _clock(book: Shelf, clock: Clock) -> Iterable[Fact]:
    return ()


def _table(book: Shelf, table: BoundsTable) -> Iterable[Fact]:
    names = [book.words.field_name(key) for key in table.keys]
    yield Text("适用要素", "Chosen by"), in_words(names) if names else _as_is("")


def _indicator(book: Shelf, indicator: Indicator) -> Iterable[Fact]:
    yield Text("防线", "Line of defence"), LINE[indicator.line]
    yield Text("计算方式", "How it is computed"), _KINDS[indicator.kind]
    yield Text("检测方法", "Detector"), _code(book, "detectors", indicator.detector or "")
    yield Text("阈值", "Threshold"), indicator.threshold or _as_is("")
    yield Text("说明", "Note"), indicator.note or _as_is("")


def _parameter(book: Shelf, parameter: SiteParameter) -> Iterable[Fact]:
    yield Text("为何由单位确定", "Why it is open"), parameter.why
    yield Text("单位", "Unit"), parameter.unit or _as_is("")
    if not parameter.versions:
        yield (
            Text("取值", "Value"),
            Text(
                "尚未确定，依赖它的标准暂不评价",
                "not decided yet; standards that depend on it are not evaluated",
            ),
        )


def _activity(book: Shelf, activity: Activity) -> Iterable[Fact]:
    yield Text("对象", "Objects"), _codes(book, "object-types", activity.objects)
    names = [book.words.field_name(name) for name in activity.fields]
    yield Text("记录项", "What is recorded"), in_words(names) if names else _as_is("")


def _term(book: Shelf, term: Code) -> Iterable[Fact]:
    yield Text("释义", "Meaning"), term.note or _as_is("")


_TELLING: Mapping[type, Callable[[Shelf, Any], Iterable[Fact]]] = {
    Power: _power,
    Post: _post,
    RiskPoint: _risk_point,
    Standard: _standard,
    Law: _law,
    Clock: _clock,
    BoundsTable: _table,
    Indicator: _indicator,
    SiteParameter: _parameter,
    Activity: _activity,
    Code: _term,
}


def _as_is(text: str) -> Text:
    return Text(text, text)


def _code(book: Shelf, table: str, code: str) -> Text:
    known = book.register.code_table(table)
    return (known.title_of(code) if known is not None else None) or _as_is(code)


def _codes(book: Shelf, table: str, codes: Iterable[str]) -> Text:
    named = [_code(book, table, code) for code in codes]
    return in_words(named) if named else _as_is("")
