"""Answers to the questions of a form: from what the register's file says, and back to it.

An answer is held by inputs, each with a name (``p.from.1``, ``p.within.unit``) and a text. What is
chosen from a list stands there as it is called in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from zhunsheng.model.notation_period import LENGTHS
from zhunsheng.model.notation_step import ANY_ACTIVITY
from zhunsheng.model.open_value import KEY
from zhunsheng.model.text import Text
from zhunsheng_web.book.lists import Listing, listing, values
from zhunsheng_web.book.questions import Question
from zhunsheng_web.ui.templatetags.words import say

Typed = Mapping[str, str]
"""Inputs by name."""
Wrong = dict[str, Text]
"""What is wrong with an input, by its name."""

MOST = 24
"""Inputs of a list that are looked at."""
ANY_ACT = Text("任一行为", "Any act")
OPERATORS = {
    "in": Text("为", "is"),
    "not_in": Text("不为", "is not"),
    "prefix": Text("开头为", "begins with"),
    "at_least": Text("不低于", "is at least"),
    "below": Text("低于", "is below"),
    "present": Text("已填写", "is filled in"),
}
_NUMBERS = ("at_least", "below")


def shown(question: Question, raw: Any, prefix: str) -> dict[str, str]:
    """The inputs that say what the file says; ``raw`` None: the parameter is not there."""
    found: dict[str, str] = {}
    match question.kind:
        case "step":
            told: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {"activity": raw or []}
            acts = _listed(told.get("activity", []))
            for place, act in enumerate(acts, 1):
                found[f"{prefix}.{place}"] = say(
                    ANY_ACT if act == ANY_ACTIVITY else listing("activities").shown(act)
                )
            found |= shown_conditions(told.get("where"), prefix)
        case "period":
            told = raw if isinstance(raw, Mapping) else {}
            unit = next((one for one in LENGTHS if one in told), "days")
            clock = told.get("clock")
            found[f"{prefix}.clock"] = say(listing("clocks").shown(clock)) if clock else ""
            found[f"{prefix}.length"] = _number_shown(told.get(unit))
            found[f"{prefix}.unit"] = unit
            found[f"{prefix}.roll"] = "1" if told.get("roll") else ""
        case "several":
            for place, one in enumerate(_listed(raw or []), 1):
                found[f"{prefix}.{place}"] = say(listing(question.source).shown(one))
        case "flag":
            found[prefix] = "1" if raw else ""
        case "choice":
            found[prefix] = str(raw or question.options[0][0])
        case "one":
            found[prefix] = say(listing(question.source).shown(raw)) if raw else ""
        case "number":
            found[prefix] = _number_shown(raw)
        case "text":
            found[prefix] = str(raw or "")
    return found


def shown_conditions(where: Any, prefix: str) -> dict[str, str]:
    """The inputs of conditions on fields, a row each."""
    found: dict[str, str] = {}
    place = 0
    for field, constraint in (where or {}).items():
        told = constraint if isinstance(constraint, Mapping) else {"in": constraint}
        for operator, value in told.items():
            place += 1
            row = f"{prefix}.c{place}"
            found[f"{row}.field"] = say(listing("fields").shown(field))
            found[f"{row}.is"] = operator
            if operator in _NUMBERS:
                found[f"{row}.value"] = _number_shown(value)
            elif operator != "present":
                told_of = values(field)
                found[f"{row}.value"] = _SEPARATOR.join(
                    say(told_of.shown(str(one))) for one in _listed(value)
                )
    return found


def answer(question: Question, typed: Typed, prefix: str, wrong: Wrong) -> Any:
    """What the file is to say; None: the parameter is left out. Faults are added to ``wrong``."""
    match question.kind:
        case "step":
            return _step(question, typed, prefix, wrong)
        case "period":
            return _period(question, typed, prefix, wrong)
        case "several":
            chosen = several(question.source, typed, prefix, wrong)
            if not chosen:
                _lacking(question, f"{prefix}.1", wrong)
            return chosen or None
        case "flag":
            return True if typed.get(prefix) else None
        case "choice":
            value = typed.get(prefix, "")
            allowed = [one for one, _ in question.options]
            return value if value in allowed[1:] else None
    text = typed.get(prefix, "").strip()
    if not text:
        _lacking(question, prefix, wrong)
        return None
    if question.kind == "one":
        return _chosen(listing(question.source), text, prefix, wrong)
    return _number(text, prefix, wrong) if question.kind == "number" else text


def several(source: str, typed: Typed, prefix: str, wrong: Wrong) -> list[str]:
    """The ids of the entries of a list that were named, one an input."""
    found = [_chosen(listing(source), text, name, wrong) for name, text in filled(typed, prefix)]
    return list(dict.fromkeys(one for one in found if one is not None))


def conditions(typed: Typed, prefix: str, wrong: Wrong) -> dict[str, Any]:
    """Conditions on fields as the file writes them; {} for none."""
    found: dict[str, dict[str, Any]] = {}
    for place in range(1, MOST + 1):
        row = f"{prefix}.c{place}"
        field, operator, value = (typed.get(f"{row}.{one}", "") for one in ("field", "is", "value"))
        if not field.strip() and not value.strip():
            continue
        name = _chosen(listing("fields"), field, f"{row}.field", wrong)
        if name is None:
            continue
        if operator == "present":
            found.setdefault(name, {})["present"] = True
        elif not value.strip():
            wrong[f"{row}.value"] = Text("条件未填内容", "the condition says nothing")
        elif operator in _NUMBERS:
            found.setdefault(name, {})[operator] = _number(value.strip(), f"{row}.value", wrong)
        elif operator in OPERATORS:
            told = found.setdefault(name, {}).setdefault(operator, [])
            told += _codes(name, value, f"{row}.value", wrong)
    return {name: _short(told) for name, told in found.items()}


def filled(typed: Typed, prefix: str) -> Iterator[tuple[str, str]]:
    """The inputs of a list that hold something: name and text."""
    for place in range(1, MOST + 1):
        name = f"{prefix}.{place}"
        if text := typed.get(name, "").strip():
            yield name, text


def _step(question: Question, typed: Typed, prefix: str, wrong: Wrong) -> Any:
    acts: list[str] = []
    for name, text in filled(typed, prefix):
        if text.casefold() in (ANY_ACTIVITY, ANY_ACT.zh, ANY_ACT.en.casefold()):
            acts.append(ANY_ACTIVITY)
        elif (found := _chosen(listing("activities"), text, name, wrong)) is not None:
            acts.append(found)
    where = conditions(typed, prefix, wrong)
    if not acts:
        if where or question.is_needed:
            wrong.setdefault(f"{prefix}.1", _EMPTY)
        return None
    written = acts[0] if len(acts) == 1 else list(dict.fromkeys(acts))
    return {"activity": written, "where": where} if where else written


def _period(question: Question, typed: Typed, prefix: str, wrong: Wrong) -> Any:
    clock, length = (typed.get(f"{prefix}.{one}", "").strip() for one in ("clock", "length"))
    if clock and length:
        wrong[f"{prefix}.length"] = Text(
            "引用清单中的时限时，不再另填长度",
            "a period of the register takes no length of its own",
        )
        return None
    if clock:
        name = _chosen(listing("clocks"), clock, f"{prefix}.clock", wrong)
        return None if name is None else {"clock": name}
    if not length:
        _lacking(question, f"{prefix}.length", wrong)
        return None
    unit = typed.get(f"{prefix}.unit", "")
    told: dict[str, Any] = {
        unit if unit in LENGTHS else "days": _number(length, f"{prefix}.length", wrong)
    }
    if typed.get(f"{prefix}.roll"):
        told["roll"] = True
    return told


_EMPTY = Text("未填写", "nothing is filled in")
_SEPARATOR = "; "


def _lacking(question: Question, name: str, wrong: Wrong) -> None:
    if question.is_needed:
        wrong.setdefault(name, _EMPTY)


def _chosen(entries: Listing, text: str, name: str, wrong: Wrong) -> str | None:
    found = entries.id_of(text)
    if found is None:
        wrong[name] = _unknown(text, entries.near(text)) if text.strip() else _EMPTY
    return found


def _codes(field: str, text: str, name: str, wrong: Wrong) -> list[str]:
    """Codes by what they are called; of a field without a list, the texts themselves."""
    known = values(field)
    found = []
    for one in filter(None, (part.strip() for part in re.split(r"[;；]", text))):
        code = known.id_of(one) if known.titles else one
        if code is None:
            wrong[name] = _unknown(one, known.near(one) or tuple(known.titles.values())[:6])
        else:
            found.append(code)
    return found


def _unknown(text: str, near: tuple[Text, ...]) -> Text:
    if not near:
        return Text("清单中没有“{text}”", "the register has no “{text}”").fill(text=text)
    offered = Text(
        "、".join(f"“{one.zh}”" for one in near), ", ".join(f"“{one.en}”" for one in near)
    )
    return Text(
        "清单中没有“{text}”，可选{near}", "the register has no “{text}”; choose {near}"
    ).fill(text=text, near=offered)


def _number(text: str, name: str, wrong: Wrong) -> Any:
    """A number, or the site parameter that says it."""
    plain = text.replace(",", "").replace("，", "")
    if re.fullmatch(r"-?[0-9]{1,14}", plain):
        return int(plain)
    if re.fullmatch(r"-?[0-9]{1,14}\.[0-9]{1,4}", plain):
        return float(plain)
    if (parameter := listing("parameters").id_of(text)) is not None:
        return {KEY: parameter}
    wrong[name] = Text(
        "“{text}”不是数值，也不是清单中的站点参数",
        "“{text}” is neither a number nor a site parameter of the register",
    ).fill(text=text)
    return None


def _number_shown(raw: Any) -> str:
    if isinstance(raw, Mapping) and KEY in raw:
        return say(listing("parameters").shown(str(raw[KEY])))
    return "" if raw is None else str(raw)


def _short(told: dict[str, Any]) -> Any:
    """``{in: [a]}`` is written ``a``."""
    if set(told) != {"in"}:
        return told
    return told["in"][0] if len(told["in"]) == 1 else told["in"]


def _listed(raw: Any) -> list[Any]:
    return list(raw) if isinstance(raw, (list, tuple)) else [raw]
