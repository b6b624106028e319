"""What has to be said to do something with a warning: one description for pages, API and batches.

:func:`form_of` gives the fields of a verb; :func:`filled` the same with the choices that depend on
the warning; :func:`read` turns what was typed into what the verb's function takes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from zhunsheng.model.text import Text
from zhunsheng_web.casework.faults import Incomplete
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.stages import (
    CONCLUSION_TITLES,
    DISPOSAL_TITLES,
    STAGE_TITLES,
    VERB_TITLES,
    Disposal,
    Stage,
    Verb,
)

Kind = Literal["text", "choice", "date", "money", "person", "rows", "warning", "files"]
MOST_TEXT = 4_000
MOST_CHOSEN = 1_000
_MONEY = Decimal("0.01")
_MOST_MONEY = Decimal("9999999999999999.99")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that may be chosen, and how it is shown."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to be filled in.

    ``kind``: ``text`` (several lines), ``choice``, ``date`` (ISO), ``money`` (yuan, two places),
    ``person`` (a person's token), ``rows`` (keys of findings, several), ``warning`` (a warning's
    token), ``files`` (tokens of attachments, several). ``when``: (other field, values): asked, and
    where required then required, only if that field has one of these values. ``choices`` of
    person, rows and warning depend on the warning: see ``offers.filled``.
    """

    name: str
    kind: Kind
    label: Text
    required: bool = False
    hint: Text | None = None
    choices: tuple[Choice, ...] = ()
    when: tuple[str, tuple[str, ...]] | None = None

    @property
    def many(self) -> bool:
        return self.kind in ("rows", "files")

    def asked(self, given: Mapping[str, Any]) -> bool:
        """Is it asked at all, what else was given being so?"""
        return self.when is None or _one(given.get(self.when[0])) in self.when[1]


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one verb, in order. ``grave``: asked once more before it is done."""

    verb: Verb
    fields: tuple[Field, ...]
    grave: bool = False

    @property
    def title(self) -> Text:
        return VERB_TITLES[self.verb]

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def without(self, name: str) -> Form:
        """The same form with one field less."""
        return replace(self, fields=tuple(one for one in self.fields if one.name != name))

    def with_choices(self, choices: Mapping[str, tuple[Choice, ...]]) -> Form:
        """The same form with other choices for some fields."""
        told = (replace(f, choices=choices.get(f.name, f.choices)) for f in self.fields)
        return replace(self, fields=tuple(told))


def form_of(verb: Verb) -> Form:
    """The form of a verb. Raises KeyError for what no person does (supersede, breach)."""
    return Form(verb, _FIELDS[verb](), grave=verb in _GRAVE)


def verbs_with_forms() -> tuple[Verb, ...]:
    """Everything a person can do, in the order of a warning's life."""
    return tuple(_FIELDS)


def read(form: Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the verb's function takes, by name. ``given``: texts, or sequences of texts.

    Raises Incomplete, which names every field that is missing or wrong.
    """
    taken: dict[str, Any] = {}
    wrong: dict[str, Text] = {}
    for field in form.fields:
        if not field.asked(given):
            continue
        value = given.get(field.name)
        try:
            taken[field.name] = _value(field, value)
        except Incomplete as fault:
            wrong[field.name] = fault.text
    if wrong:
        first = next(iter(wrong))
        raise Incomplete(first, wrong[first], wrong)
    return taken


def _value(field: Field, value: Any) -> Any:
    if field.many:
        chosen = _all(value)
        if len(chosen) > MOST_CHOSEN:
            raise Incomplete(field.name, _TOO_MANY.fill(most=MOST_CHOSEN))
        if field.required and not chosen:
            raise Incomplete(field.name, _CHOOSE)
        return chosen
    text = _one(value)
    if "\x00" in text or any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        raise Incomplete(field.name, _NOT_TEXT)
    if len(text) > MOST_TEXT:
        raise Incomplete(field.name, _TOO_LONG.fill(most=MOST_TEXT, has=len(text)))
    if not text:
        if field.required:
            raise Incomplete(field.name, _WANTED.get(field.kind, _CHOOSE))
        return None if field.kind in ("date", "money") else ""
    match field.kind:
        case "choice" if text not in {choice.value for choice in field.choices}:
            raise Incomplete(field.name, _CHOOSE)
        case "date":
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                raise Incomplete(field.name, _NOT_A_DAY) from None
        case "money":
            return _money(field, text)
    return text


def _money(field: Field, text: str) -> Decimal:
    try:
        amount = Decimal(text.replace(",", "").replace("，", ""))
        if not (amount.is_finite() and 0 <= amount <= _MOST_MONEY):
            raise InvalidOperation
        rounded = amount.quantize(_MONEY)
    except InvalidOperation:
        raise Incomplete(field.name, _NOT_MONEY) from None
    if rounded != amount:
        raise Incomplete(field.name, _NOT_MONEY)
    return rounded


def _one(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Sequence):
        return _one(value[0]) if value else ""
    return str(value).strip()


def _all(value: Any) -> tuple[str, ...]:
    values = () if value is None else (value,) if isinstance(value, str) else tuple(value)
    return tuple(dict.fromkeys(text for one in values if (text := str(one).strip())))


_SAY = Text("请写明情况。", "Say what there is to say.")
_CHOOSE = Text("请选择一项。", "Choose one.")
_WANTED = {
    "text": _SAY,
    "date": Text("请填写日期。", "Give a date."),
    "money": Text("请填写金额。", "Give an amount."),
}
_TOO_MANY = Text("一次最多选 {most} 项。", "At most {most} can be chosen at once.")
_TOO_LONG = Text(
    "最多 {most} 字，现有 {has} 字；更长的内容请作为附件上传。",
    "At most {most} characters; this has {has}. Attach anything longer as a file.",
)
_NOT_TEXT = Text(
    "含有无法保存的字符，请删除后再提交。", "Some characters cannot be kept; take them out."
)
_NOT_A_DAY = Text("请按“2026-11-02”的格式填写日期。", "Write the day like 2026-11-02.")
_NOT_MONEY = Text(
    "请填写金额，单位为元，最多两位小数，例如 1250.00。",
    "Give an amount in yuan with at most two decimals, for example 1250.00.",
)


def _text(
    zh: str, en: str, *, required: bool = True, hint: Text | None = None, name: str = "text"
) -> Field:
    return Field(name, "text", Text(zh, en), required, hint)


def _reason(verb: Verb, *, required: bool = True) -> Field:
    choices = tuple(Choice(one.key, one.title) for one in handling().reasons[verb])
    return Field("reason_code", "choice", Text("原因", "Reason"), required, choices=choices)


def _conclusion() -> Field:
    choices = tuple(Choice(str(key), title) for key, title in CONCLUSION_TITLES.items())
    return Field("conclusion", "choice", Text("结论", "Conclusion"), True, choices=choices)


_EVIDENCE = Field(
    "attachments",
    "files",
    Text("附件", "Attachments"),
    hint=Text(
        "PDF、图片、Word、Excel、文本；含宏或加密的文件不予接收。",
        "PDF, pictures, Word, Excel, text; files with macros or a password are refused.",
    ),
)
_UNTIL = Field("until", "date", Text("截止日期", "Until"), True)


def _disposal() -> tuple[Field, ...]:
    return (
        Field(
            "disposal",
            "choice",
            Text("处置方式", "What is done"),
            True,
            choices=tuple(Choice(str(key), title) for key, title in DISPOSAL_TITLES.items()),
        ),
        _text("处置说明", "In detail"),
        Field(
            "rectify_by",
            "date",
            Text("整改期限", "To be put right by"),
            True,
            when=("disposal", (Disposal.RECTIFICATION,)),
        ),
        Field(
            "amount",
            "money",
            Text("补税金额（元）", "Tax recovered (yuan)"),
            True,
            when=("disposal", (Disposal.TAX,)),
        ),
        _EVIDENCE,
    )


def _return() -> tuple[Field, ...]:
    back = (Stage.ASSIGNED, Stage.EXPLAINED)
    return (
        Field(
            "to",
            "choice",
            Text("退回到", "Back to"),
            hint=Text("未选时退回说明。", "To be explained, if nothing is chosen."),
            choices=tuple(Choice(str(stage), STAGE_TITLES[stage]) for stage in back),
        ),
        _reason(Verb.RETURN),
        _text("退回理由", "Why it goes back"),
    )


_FIELDS: dict[Verb, Callable[[], tuple[Field, ...]]] = {
    Verb.SIGN: lambda: (
        Field("assignee", "person", Text("承办人", "Assigned to"),
              hint=Text("不选即由本人承办。", "Yourself, if nobody is chosen.")),
        _text("分派意见", "Instructions", required=False),
    ),
    Verb.REASSIGN: lambda: (
        Field("assignee", "person", Text("新的承办人", "Assigned to"), True),
        _text("改派理由", "Why it goes to another"),
    ),
    Verb.ASK: lambda: (
        Field("person", "person", Text("被询问人", "Officer asked"), True),
        _text("问题", "Question"),
        Field("rows", "rows", Text("可出示的记录", "Records he may be shown"),
              hint=Text("只出示选中的记录；此后预警如何变化，他不会看到。",
                        "He is shown these and no others, and nothing that changes later.")),
    ),
    Verb.ANSWER: lambda: (_reason(Verb.EXPLAIN), _text("说明", "Explanation"), _EVIDENCE),
    Verb.EXPLAIN: lambda: (_reason(Verb.EXPLAIN), _text("说明", "Explanation"), _EVIDENCE),
    Verb.VERIFY: lambda: (
        _conclusion(), _reason(Verb.VERIFY), _text("核查情况", "What was found"), _EVIDENCE
    ),
    Verb.REVIEW: lambda: (_text("复核意见", "Remarks", required=False),),
    Verb.DISPOSE: _disposal,
    Verb.CLOSE: lambda: (
        _text("办结情况", "How it ended"),
        _text("证明材料", "Proof", required=False,
              hint=Text("整改销号须上传附件，或写明证明材料的文号、所在。",
                        "A rectification needs proof: an attachment, or where it can be seen."),
              name="proof"),
        _EVIDENCE,
    ),
    Verb.SETTLE: lambda: (
        _conclusion(), _reason(Verb.VERIFY), _text("办理情况", "What was found and done")
    ),
    Verb.CLEAR: lambda: (
        Field("person", "person", Text("被澄清人", "Officer cleared"),
              hint=Text("不选即为所有被询问过的人。",
                        "Everybody who was asked, if nobody is chosen.")),
        _text("澄清内容（本人可见）", "Clearance (the officer reads this)"),
    ),
    Verb.RETURN: _return,
    Verb.SUSPEND: lambda: (_reason(Verb.SUSPEND), _UNTIL, _text("中止理由", "Why it stands still")),
    Verb.RESUME: lambda: (_text("恢复理由", "Why it goes on", required=False),),
    Verb.EXTEND: lambda: (
        _reason(Verb.EXTEND), replace(_UNTIL, label=Text("新的期限", "New limit")),
        _text("延期理由", "Why it takes longer"),
    ),
    Verb.MERGE: lambda: (
        Field("into", "warning", Text("并入的预警", "Merge into"), True),
        _text("并案理由", "Why they are one"),
    ),
    Verb.SPLIT: lambda: (
        Field("rows", "rows", Text("拆出的记录", "Records to split off"), True),
        _text("拆分理由", "Why they are apart"),
    ),
    Verb.REOPEN: lambda: (_reason(Verb.REOPEN), _text("重新办理的理由", "Why it is reopened")),
    Verb.HAND_UP: lambda: (_reason(Verb.HAND_UP), _text("上交理由", "Why it is handed up")),
    Verb.REFER: lambda: (
        _text("线索情况", "The lead",
              hint=Text("只有纪检监察岗能看到；预警本身不留痕迹，照常办理。",
                        "Read by discipline inspection alone; the warning itself shows nothing "
                        "of it and goes on.")),
    ),
    Verb.SECOND_LOOK: lambda: (
        Field("agrees", "choice", Text("复看结果", "Result"), True, choices=(
            Choice("yes", Text("同意原结论", "Agree")),
            Choice("no", Text("不同意，重新办理", "Disagree: reopen")),
        )),
        _text("复看情况", "What was seen"),
    ),
    Verb.NOTE: lambda: (_text("批注", "Note"), _EVIDENCE),
}  # fmt: skip
_GRAVE = frozenset({Verb.MERGE, Verb.SPLIT, Verb.REFER, Verb.REOPEN, Verb.HAND_UP})
