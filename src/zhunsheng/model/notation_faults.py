"""What pydantic found wrong in what an author wrote, said as problems in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from zhunsheng.model.errors import Place, Problem, problem

Pair = tuple[str, str]
Locate = Callable[[tuple[int | str, ...]], Place | None]
"""From the way to a value (keys and list positions, outermost first) to where it is written."""

_KINDS: dict[str, Pair] = {
    "string_type": ("应为文字", "text is expected"),
    "int_type": ("应为整数", "a whole number is expected"),
    "int_from_float": ("应为整数", "a whole number is expected"),
    "bool_type": ("应为 true 或 false", "true or false is expected"),
    "date_type": ("应为日期（如 2010-08-13）", "a date is expected, such as 2010-08-13"),
    "list_type": ("应为列表", "a list is expected"),
    "dict_type": ("应为映射（键: 值）", "a mapping (key: value) is expected"),
    "model_type": ("应为映射（键: 值）", "a mapping (key: value) is expected"),
    "model_attributes_type": ("应为映射（键: 值）", "a mapping (key: value) is expected"),
    "decimal_type": ("应为数值", "a number is expected"),
    "finite_number": ("应为有限的数值", "a finite number is expected"),
    "string_too_short": ("不能为空", "it must not be empty"),
    "too_short": ("至少要有一项", "at least one entry is needed"),
    "too_long": ("项数过多", "there are too many entries"),
}

_MENDS: dict[str, Pair] = {
    "string_type": (
        "数字或日期作文字用时请加引号",
        "put quotes around a number or date used as text",
    ),
    "date_type": ("日期不加引号", "write dates without quotes"),
    "list_type": (
        "每项一行，以“- ”开头；或写作 [甲, 乙]",
        "one entry a line after '- ', or [a, b]",
    ),
}

_ID: Pair = (
    "标识由字母、数字、点、下划线和连字符组成",
    "an id is letters, digits, dots, underscores and hyphens",
)
_FIELD_NAME: Pair = (
    "栏目名由小写字母、数字和下划线组成，以字母开头",
    "a field name is small letters, digits and underscores, and begins with a letter",
)
_SPLIT_TEXT: Pair = (
    "花括号内的逗号会把文字切开：含逗号的文字请加引号",
    "a comma inside { } splits text: put quotes around text with commas",
)


def problems_of(
    error: ValidationError, *, block: type[BaseModel], locate: Locate
) -> Iterator[Problem]:
    """Each of pydantic's errors about a value that should be a ``block``, as a problem."""
    for fault in error.errors():
        yield _problem(fault, block, locate)


def _problem(fault: ErrorDetails, block: type[BaseModel], locate: Locate) -> Problem:
    name = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"])
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "is_instance_of":  # what pydantic says of text where a Decimal is expected
        kind = "decimal_type"
    mend = _MENDS.get(kind)
    match kind:
        case "missing":
            said = (f"缺少“{name}”", f"{name!r} is missing")
            mend = (f"补写“{fault['loc'][-1]}:”一行", f"add a line '{fault['loc'][-1]}:'")
        case "extra_forbidden":
            said = (f"不认识的键“{name}”", f"unknown key {name!r}")
            mend = _SPLIT_TEXT if given is None else _nearest_key(str(fault["loc"][-1]), block)
        case "literal_error":
            expected = str(context["expected"])
            said = (
                f"“{name}”的值 {given} 不在允许之列",
                f"{name!r} cannot be {given!r}",
            )
            mend = (
                f"可用的值：{expected.replace(' or ', '、').replace(', ', '、')}",
                f"use {expected}",
            )
        case "string_pattern_mismatch":
            is_field = str(context["pattern"]).startswith("^[a-z]")
            word = ("栏目名", "a field name") if is_field else ("标识", "an id")
            said = (
                f"“{name}”的值“{given}”不能作{word[0]}",
                f"{name!r}: {given!r} is not {word[1]}",
            )
            mend = _FIELD_NAME if is_field else _ID
        case "greater_than_equal" | "less_than_equal":
            word = ("不小于", "at least") if kind.startswith("greater") else ("不大于", "at most")
            limit = context.get("ge", context.get("le"))
            said = (
                f"“{name}”应{word[0]} {limit}，现为 {given}",
                f"{name!r} must be {word[1]} {limit}, it is {given}",
            )
        case _ if "zh" in context:
            where = (f"“{name}”：", f"{name!r}: ") if name else ("", "")
            said = (where[0] + str(context["zh"]), where[1] + str(context["en"]))
        case _:
            zh, en = _KINDS.get(kind, (f"填写有误（{fault['msg']}）", fault["msg"]))
            shown = f"{given!r}" if isinstance(given, (str, int)) else type(given).__name__
            said = (f"“{name}”{zh}，现为 {shown}", f"{name!r}: {en}, not {shown}")
    return problem(kind.replace("_", "-"), said, mend=mend, place=locate(fault["loc"]))


def _nearest_key(key: str, block: type[BaseModel]) -> Pair:
    near = get_close_matches(key, sorted(_all_keys(block)), n=1)
    if near:
        return (f"是否应为“{near[0]}”？", f"did you mean {near[0]!r}?")
    return ("删除该键，或查阅填写说明", "delete it, or look it up in the manual")


def _all_keys(block: type[BaseModel]) -> set[str]:
    """Every key that can occur in the block, at any depth."""
    found: set[str] = set()

    def walk(schema: object) -> None:
        if isinstance(schema, dict):
            properties = schema.get("properties")
            if isinstance(properties, dict):
                found.update(properties)
            for value in schema.values():
                walk(value)
        elif isinstance(schema, list):
            for value in schema:
                walk(value)

    walk(block.model_json_schema(by_alias=True))
    return found
