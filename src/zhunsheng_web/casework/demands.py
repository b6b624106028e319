"""What a standard demands, in words: its shape's parameters as a reader names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from zhunsheng.flow import PARAMETERS
from zhunsheng.model.notation_period import LENGTHS, PeriodReference
from zhunsheng.model.open_value import asked
from zhunsheng.model.standard import StandardVersion, Step
from zhunsheng.model.text import Text
from zhunsheng.register.shapes import read_parameters
from zhunsheng.register.wording import in_words
from zhunsheng.standards.explain import condition_in_words, step_in_words
from zhunsheng.standards.shapes import BY_NAME
from zhunsheng_web.casework.law import register, words
from zhunsheng_web.casework.shape_words import CHOICES, FIELD_NAMES, UNITS, name_of

Fact = tuple[Text, Text]
"""What is told, and what is told of it."""

_SECTIONS = {"posts": "posts", "power": "powers", "table": "tables"}


def demands(version: StandardVersion) -> tuple[Fact, ...]:
    """The shape, its parameters, and to what the version is narrowed."""
    found: list[Fact] = [(Text("违规形态", "Shape of breach"), BY_NAME[version.shape].title)]
    objects = register().code_table("object-types")
    subject = objects.title_of(version.subject) if objects is not None else None
    found.append((Text("监督对象", "Subject"), subject or Text(version.subject, version.subject)))
    found += _parameters(version)
    if version.scope:
        conditions = [condition_in_words(one, words()) for one in version.scope]
        found.append((Text("适用范围", "Scope"), _joined(conditions)))
    return tuple(found)


def _parameters(version: StandardVersion) -> Iterator[Fact]:
    read = read_parameters(version, PARAMETERS, register())
    if read is None:
        yield from ((name_of(name), _open(name, one)) for name, one in version.parameters.items())
        return
    for name, field in type(read).model_fields.items():
        value, written = getattr(read, name), field.alias or name
        if value not in (None, (), False):
            yield name_of(written), _said(written, value)


def _said(name: str, value: Any) -> Text:
    if isinstance(value, Step):
        return step_in_words(value, words())
    if isinstance(value, PeriodReference):
        return in_words(value.period) if value.period is not None else _clock(str(value.clock))
    if isinstance(value, (tuple, list)):
        return _joined([_said(name, one) for one in value])
    if name == "tolerance_share" and isinstance(value, Decimal):
        share = format((100 * value).normalize(), "f")
        return Text(f"{share}%", f"{share}%")
    if isinstance(value, (bool, int, Decimal)):
        return in_words(value)
    text = str(value)
    if (name, text) in CHOICES:
        return CHOICES[name, text]
    if name in FIELD_NAMES:
        return words().field_name(text)
    if name in _SECTIONS:
        return _titled(_SECTIONS[name], text)
    if name == "certificate":
        return words().value("certificate", text)
    return Text(text, text)


def _clock(name: str) -> Text:
    """A clock of the register, with what it says last."""
    found = next((one for one in register().clocks if one.id == name), None)
    if found is None:
        return Text(name, name)
    length = in_words(found.versions[-1].period)
    return Text(f"{found.title.zh}（{length.zh}）", f"{found.title.en} ({length.en})")


def _titled(section: str, name: str) -> Text:
    found = next((one for one in getattr(register(), section) if one.id == name), None)
    return found.title if found is not None else Text(name, name)


def _open(name: str, value: Any) -> Text:
    """A value as it is written, where a site parameter it hangs on is not decided yet."""
    names = [_titled("parameters", one) for one in sorted(asked(value))]
    waiting = Text("{names}，尚未确定", "{names}, not decided yet").fill(names=_joined(names))
    if not isinstance(value, Mapping):
        return _plain(name, value)
    if set(value) <= set(LENGTHS) and names:
        unit = UNITS[next(iter(value))]
        return Text(f"若干{unit.zh}（{waiting.zh}）", f"a number of {unit.en} ({waiting.en})")
    if "activity" not in value:
        return waiting if names else in_words(value)
    acts = _plain(name, value["activity"])
    return Text(f"{acts.zh}（{waiting.zh}）", f"{acts.en} ({waiting.en})") if names else acts


def _plain(name: str, value: Any) -> Text:
    """Ids by their titles, whatever they are of."""
    if isinstance(value, (list, tuple)):
        return _joined([_plain(name, one) for one in value])
    if isinstance(value, str) and value in words().activities:
        return words().activity(value)
    return _said(name, value)


def _joined(texts: list[Text]) -> Text:
    return Text("、".join(text.zh for text in texts), ", ".join(text.en for text in texts))
