"""What may be asked about: fields with their titles, kinds and values, and values as typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from zhunsheng.model.text import Text
from zhunsheng_web.access.models import Office
from zhunsheng_web.boards.asking.question import OF_KIND, OPERATORS, WITHOUT_VALUE, Condition
from zhunsheng_web.casework.bounded.running import Unanswered

Value = str | int | Decimal | dt.date | bool | None


@dataclass(frozen=True, slots=True)
class Field:
    """``kind``: a key of ``OF_KIND``. ``codes``: the values of a closed list with their titles.
    ``counted``: an answer can be counted by it."""

    id: str
    title: Text
    kind: str
    codes: tuple[tuple[str, Text], ...] = ()
    counted: bool = False

    @property
    def asks(self) -> Text:
        """What is to be typed, with an example."""
        if self.kind == "code":
            few = [title for _, title in self.codes[:3]]
            return Text(
                "、".join(one.zh for one in few) + "等",
                ", ".join(one.en for one in few) + ", …",
            )
        return _ASKS[self.kind]

    @property
    def ways(self) -> Text:
        """How it can be compared."""
        told = [OPERATORS[op] for op in OF_KIND[self.kind]]
        return Text("、".join(one.zh for one in told), ", ".join(one.en for one in told))

    def said(self, value: object) -> Text:
        """A value as it is shown."""
        told = "" if value is None else str(value)
        return dict(self.codes).get(told) or Text(told, told)


_ASKS = {
    "text": Text("文字", "text"),
    "number": Text("数字，如 1200", "a number, such as 1200"),
    "date": Text("日期，如 2026-10-31", "a day, such as 2026-10-31"),
    "flag": Text("是或否", "yes or no"),
    "office": Text("单位代码，如 6401", "the code of an office, such as 6401"),
    "object": Text("完整的编号", "the whole number"),
}


class Unclear(Unanswered):
    """A condition that cannot be understood. ``text`` says which, why, and how to mend it."""


def unknown(name: str) -> Unclear:
    """For a field that is not in the list."""
    return Unclear(
        Text(
            f"没有可供查询的项目“{name}”，请从列表中选择。",
            f"“{name}” is nothing that can be asked for; choose from the list.",
        )
    )


def office_named(code: str) -> Office:
    """The office of a code that was typed. Raises Unclear."""
    office = Office.objects.filter(code=code).first()
    if office is None:
        raise Unclear(
            Text(
                f"没有代码为“{code}”的单位，请填写单位代码，如 6401。",
                f"There is no office “{code}”; say its code, such as 6401.",
            )
        )
    return office


def value_of(field: Field, condition: Condition) -> Value:
    """The typed value in the field's own kind. Raises Unclear."""
    if condition.op not in OF_KIND[field.kind]:
        raise Unclear(
            Text(
                f"“{field.title.zh}”不能这样比较，请另选比较方式。",
                f"“{field.title.en}” cannot be compared in this way; choose another one.",
            )
        )
    if condition.op in WITHOUT_VALUE:
        return None
    typed = condition.value
    if not typed:
        raise Unclear(
            Text(f"请填写“{field.title.zh}”的值。", f"Say a value for “{field.title.en}”.")
        )
    match field.kind:
        case "number":
            return _number(field, typed)
        case "date":
            return _date(field, typed)
        case "flag":
            return _flag(field, typed)
        case "code":
            return _code(field, typed)
        case _:
            return typed


def _number(field: Field, typed: str) -> Decimal:
    try:
        number = Decimal(typed.replace(",", "").replace("，", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > 10**14:
        raise Unclear(
            Text(
                f"“{field.title.zh}”应填数字，“{typed}”不是数字。",
                f"“{field.title.en}” is a number; “{typed}” is none.",
            )
        )
    return number


def _date(field: Field, typed: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed.replace("/", "-"))
    except ValueError as error:
        raise Unclear(
            Text(
                f"“{field.title.zh}”应写作 2026-10-31 的样子，“{typed}”无法识别。",
                f"“{field.title.en}” is a day such as 2026-10-31; “{typed}” is none.",
            )
        ) from error


def _flag(field: Field, typed: str) -> str:
    known = {"是": "true", "yes": "true", "true": "true", "否": "false", "no": "false"}
    told = known.get(typed.lower(), typed.lower())
    if told not in ("true", "false"):
        raise Unclear(
            Text(f"“{field.title.zh}”请填“是”或“否”。", f"Say yes or no for “{field.title.en}”.")
        )
    return told


def _code(field: Field, typed: str) -> str:
    wanted = typed.casefold()
    for code, title in field.codes:
        if wanted in (code.casefold(), title.zh.casefold(), title.en.casefold()):
            return code
    near: Sequence[Text] = [
        title
        for _, title in field.codes
        if wanted in title.zh.casefold() or wanted in title.en.casefold()
    ][:5] or [title for _, title in field.codes][:5]
    raise Unclear(
        Text(
            f"“{field.title.zh}”没有“{typed}”这一项，例如可填："
            + "、".join(one.zh for one in near),
            f"“{typed}” is no value of “{field.title.en}”; such are: "
            + ", ".join(one.en for one in near),
        )
    )
