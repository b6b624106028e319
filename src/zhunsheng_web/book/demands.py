"""What a standard demands, in words: its shape's parameters as a reader names them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zhunsheng.flow import PARAMETERS
from zhunsheng.model.notation_period import PeriodReference
from zhunsheng.model.open_value import asked
from zhunsheng.model.standard import StandardVersion, Step
from zhunsheng.model.text import Text
from zhunsheng.register.shapes import read_parameters
from zhunsheng.register.wording import in_words
from zhunsheng.standards.explain import condition_in_words, step_in_words
from zhunsheng.standards.shapes import BY_NAME
from zhunsheng_web.book.shelf import Shelf

Fact = tuple[Text, Text]
"""What is told, and what is told of it."""

_NAMES: dict[str, Text] = {
    "at": Text("发生", "Where this happened"),
    "needs": Text("须有", "There has to be"),
    "when": Text("前提", "Provided that"),
    "after": Text("在此之后", "After"),
    "first": Text("先", "First"),
    "then": Text("后", "Then"),
    "counted": Text("逐次对应", "One for one"),
    "forbidden": Text("不得有", "There must not be"),
    "until": Text("直至", "Until"),
    "within": Text("期限", "Within"),
    "one": Text("其一", "One"),
    "other": Text("其二", "The other"),
    "from": Text("起", "From"),
    "to": Text("止", "To"),
    "due": Text("到期日栏目", "Due date recorded in"),
    "each": Text("逐一计算", "Counted"),
    "only_if_done": Text("不办理不计", "Only where it is done at all"),
    "released_by": Text("义务因此免除", "Released by"),
    "suspended_by": Text("中止于", "Suspended by"),
    "resumed_by": Text("恢复于", "Resumed by"),
    "act": Text("行为", "Act"),
    "posts": Text("应为岗位", "By one of the posts"),
    "power": Text("应有权力", "Holding the power"),
    "certificate": Text("应持资格", "Holding the certificate"),
    "roster": Text("当班", "On the roster"),
    "amount": Text("不超授权的金额", "Amount within the grant"),
    "acts": Text("行为", "Acts"),
    "at_least": Text("不少于", "At least"),
    "also": Text("另计人员栏目", "Further officers in"),
    "field": Text("栏目", "Field"),
    "at_most": Text("不多于", "At most"),
    "table": Text("幅度表", "Table of bounds"),
    "relative_to": Text("相对于", "Relative to"),
    "by": Text("改动行为", "Changed by"),
    "other_field": Text("对照栏目", "Against the field"),
    "tolerance": Text("容差", "Tolerance"),
    "tolerance_share": Text("容差比例", "Tolerance as a share"),
    "more_than": Text("多于次数", "More times than"),
    "alike": Text("类案要素", "Alike in"),
    "outcome": Text("处理结果", "Outcome"),
    "ratio": Text("相差倍数", "Ratio"),
    "period": Text("比较期间", "Compared within"),
    "fields": Text("必填栏目", "Fields to be filled"),
}
_CHOICES = {
    ("each", "first"): Text("首次", "the first only"),
    ("each", "every"): Text("每一次", "every one"),
    ("period", "all"): Text("全部", "all of the time"),
    ("period", "year"): Text("同一年", "the same year"),
    ("period", "month"): Text("同一月", "the same month"),
}
_FIELD_NAMES = frozenset(
    {"field", "other_field", "due", "amount", "relative_to", "alike", "outcome", "fields", "also"}
)


def demands(book: Shelf, version: StandardVersion) -> tuple[Fact, ...]:
    """The shape, its parameters, and to what the version is narrowed.

    Where a value is left to a site parameter nobody has decided, the parameters stand as written.
    """
    found: list[Fact] = [(Text("违规形态", "Shape of breach"), BY_NAME[version.shape].title)]
    objects = book.register.code_table("object-types")
    subject = objects.title_of(version.subject) if objects is not None else None
    found.append((Text("监督对象", "Subject"), subject or Text(version.subject, version.subject)))
    read = read_parameters(version, PARAMETERS, book.register)
    if read is None:
        found += [(_name(name), _written(value)) for name, value in version.parameters.items()]
    else:
        for name, field in type(read).model_fields.items():
            value = getattr(read, name)
            written = field.alias or name
            if value in (None, (), False):
                continue
            found.append((_name(written), _said(book, written, value)))
    if version.scope:
        conditions = [condition_in_words(one, book.words) for one in version.scope]
        found.append((Text("适用范围", "Scope"), _joined(conditions)))
    return tuple(found)


def _name(written: str) -> Text:
    return _NAMES.get(written, Text(written, written))


def _said(book: Shelf, name: str, value: Any) -> Text:
    if isinstance(value, Step):
        return step_in_words(value, book.words)
    if isinstance(value, PeriodReference):
        if value.period is not None:
            return in_words(value.period)
        return _titled(book, "clocks", str(value.clock))
    if isinstance(value, (tuple, list)):
        return _joined([_said(book, name, one) for one in value])
    if isinstance(value, (bool, int, Decimal)):
        return in_words(value)
    text = str(value)
    if (name, text) in _CHOICES:
        return _CHOICES[name, text]
    if name in _FIELD_NAMES:
        return book.words.field_name(text)
    sections = {"posts": "posts", "power": "powers", "table": "tables"}
    if name in sections:
        return _titled(book, sections[name], text)
    if name == "certificate":
        return book.words.value("certificate", text)
    return Text(text, text)


def _titled(book: Shelf, section: str, name: str) -> Text:
    entry = book.entry(section, name)
    return entry.title if entry is not None else Text(name, name)


def _written(value: Any) -> Text:
    open_values = sorted(asked(value)) if isinstance(value, (Mapping, list)) else []
    if open_values:
        names = ", ".join(open_values)
        return Text(f"待定（站点参数 {names}）", f"not decided yet (site parameter {names})")
    return in_words(value)


def _joined(texts: list[Text]) -> Text:
    return Text("、".join(text.zh for text in texts), ", ".join(text.en for text in texts))
