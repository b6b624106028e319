"""The form by which a new version of a standard is proposed, filled in with the one in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from zhunsheng.model.errors import Problem, problem
from zhunsheng.model.text import Text
from zhunsheng.standards.shapes import BY_NAME
from zhunsheng_web.book.answers import (
    MOST,
    Typed,
    Wrong,
    answer,
    conditions,
    several,
    shown,
    shown_conditions,
)
from zhunsheng_web.book.lists import listing
from zhunsheng_web.book.questions import Question, questions
from zhunsheng_web.book.redrafting import read_block, redrafted
from zhunsheng_web.casework.drafts import block_of
from zhunsheng_web.ui.templatetags.words import say

PREFIX = "p"
BASIS = ("law", "article", "edition", "quote")
GRADES = ("high", "medium", "low")
_POSTS = "heads.posts"


@dataclass(frozen=True, slots=True)
class StandardForm:
    """``item``: the standard with the version the form was filled in from. ``is_fresh``: that is
    the one in force, and nothing is proposed yet. ``typed``: what stands in the inputs; ``wrong``:
    what is wrong with them."""

    block: str
    item: Mapping[str, Any]
    is_fresh: bool
    typed: Typed
    wrong: Wrong = field(default_factory=dict)

    @property
    def version(self) -> Mapping[str, Any]:
        return last(self.item)

    @property
    def shape(self) -> Text:
        return BY_NAME[self.version["shape"]].title

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions(self.version["shape"])

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, each with the question it belongs to."""
        titles = {f"{PREFIX}.{one.name}": one.title for one in self.questions} | _TITLES
        found: dict[Text, None] = {}
        for name, said in self.wrong.items():
            title = next(
                (titles[one] for one in titles if name == one or name.startswith(f"{one}.")), None
            )
            found[
                Text("{of}：{said}", "{of}: {said}").fill(of=title, said=said) if title else said
            ] = None
        return tuple(problem("answer-wrong", (one.zh, one.en)) for one in found)


_TITLES = {
    "since": Text("施行日期", "In force from"),
    "scope": Text("适用范围", "Scope"),
    "basis": Text("依据", "Basis"),
    _POSTS: Text("责任岗位", "Posts"),
}


def last(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The last version a block has."""
    found: Mapping[str, Any] = item["versions"][-1]
    return found


def standard_form(target: str, draft: str = "", sent: Typed | None = None) -> StandardForm | None:
    """The form of a standard, or of the draft that is there; ``sent``: with what was typed.

    None where the register has no such standard, or where the draft says what the form has no
    question for: that is written as text.
    """
    block = block_of(target)
    if not block:
        return None
    stands = read_block(block)
    item = _drafted(draft, stands) if draft.strip() else stands
    if item is None:
        return None
    is_fresh = len(item["versions"]) == len(stands["versions"])
    return StandardForm(block, item, is_fresh, _shown(item, is_fresh) if sent is None else sent)


def _drafted(draft: str, stands: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The draft's standard, if it is the one in force and at most one version more."""
    try:
        item = read_block(draft)
    except yaml.YAMLError:
        return None
    kept, versions = stands["versions"], item.get("versions")
    if not isinstance(versions, list) or versions[: len(kept)] != kept:
        return None
    others = (set(item) | set(stands)) - {"versions", "grade", "posts", "draft"}
    if any(item.get(one) != stands.get(one) for one in others) or len(versions) > len(kept) + 1:
        return None
    fresh = last(item)
    is_alike = isinstance(fresh, dict) and fresh.get("shape") == last(stands)["shape"]
    is_alike = is_alike and fresh.get("subject") == last(stands)["subject"]
    return item if is_alike and "until" not in fresh else None


def draft_of(form: StandardForm) -> tuple[str, StandardForm]:
    """The draft the form makes, and the form with what is wrong; '' where something is."""
    stands, wrong = read_block(form.block), dict[str, Text]()
    version = _version(form, wrong)
    heads = _heads(form, wrong)
    since = _since(form, last(stands)["from"], wrong)
    if not wrong and _same(version, heads, stands):
        wrong["unchanged"] = Text(
            "除施行日期外没有改动。请改动要改的内容。",
            "Nothing is changed but the day. Change what is to be different.",
        )
    found = StandardForm(form.block, form.item, form.is_fresh, form.typed, wrong)
    if wrong:
        return "", found
    fresh = {one: value for one, value in heads.items() if value != stands.get(one)}
    return redrafted(form.block, {"from": since, **version}, fresh), found


def _same(version: Mapping[str, Any], heads: Mapping[str, Any], stands: Mapping[str, Any]) -> bool:
    old = {name: value for name, value in last(stands).items() if name not in ("from", "until")}
    return dict(version) == old and all(stands.get(one) == told for one, told in heads.items())


def _since(form: StandardForm, after: dt.date, wrong: Wrong) -> dt.date | None:
    text = form.typed.get("since", "")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        wrong["since"] = Text("请填写日期", "give a day")
        return None
    if day <= after:
        wrong["since"] = Text(
            "须晚于现行版本的施行日期 {day}",
            "it has to be later than {day}, that of the version in force",
        ).fill(day=after.isoformat())
    return day


def _version(form: StandardForm, wrong: Wrong) -> dict[str, Any]:
    """The version without its day, in the order of the register's files. What was not touched
    stays as it is written."""
    old, before = form.version, _shown(form.item, form.is_fresh)
    found: dict[str, Any] = {}
    if basis := _basis(form, before, wrong):
        found["basis"] = basis
    found |= {"shape": old["shape"], "subject": old["subject"]}
    if _touched(form.typed, before, "scope"):
        scope: Any = conditions(form.typed, "scope", wrong)
    else:
        scope = old.get("scope")
    if scope:
        found["scope"] = scope
    parameters: dict[str, Any] = {}
    for question in form.questions:
        name = f"{PREFIX}.{question.name}"
        if _touched(form.typed, before, name):
            value = answer(question, form.typed, name, wrong)
        else:
            value = old["parameters"].get(question.name)
        if value is not None:
            parameters[question.name] = value
    found["parameters"] = parameters
    return found


def _touched(typed: Typed, before: Typed, name: str) -> bool:
    def of(told: Typed) -> dict[str, str]:
        mine = {
            one: text for one, text in told.items() if one == name or one.startswith(f"{name}.")
        }
        bare = {one: text.strip() for one, text in mine.items() if text.strip()}
        # A row nobody filled in still names the first operator, and a period its unit.
        filled = {one.rpartition(".")[0] for one in bare if not one.endswith((".is", ".unit"))}
        return {
            one: text
            for one, text in bare.items()
            if not one.endswith((".is", ".unit")) or one.rpartition(".")[0] in filled
        }

    return of(typed) != of(before)


def _basis(form: StandardForm, before: Typed, wrong: Wrong) -> list[Any]:
    old, found = list(form.version.get("basis", ())), []
    for place in range(1, MOST + 1):
        row = f"basis.{place}"
        told = {one: form.typed.get(f"{row}.{one}", "").strip() for one in BASIS}
        if not any(told.values()):
            continue
        if place <= len(old) and not _touched(form.typed, before, row):
            found.append(old[place - 1])
            continue
        found.append(_cited(told, row, wrong))
    return found


def _cited(told: Mapping[str, str], row: str, wrong: Wrong) -> dict[str, Any]:
    """A citation somebody wrote: nobody has checked it against the law yet."""
    cited: dict[str, Any] = {"law": listing("laws").id_of(told["law"]), "article": told["article"]}
    if cited["law"] is None:
        wrong[f"{row}.law"] = Text("请从清单中选择法规", "choose a law of the register")
    if not told["article"]:
        wrong[f"{row}.article"] = Text("请填写条款", "give the article")
    if told["edition"]:
        try:
            cited["edition"] = dt.date.fromisoformat(told["edition"])
        except ValueError:
            wrong[f"{row}.edition"] = Text("版本日期有误", "the day of the edition is no day")
    if told["quote"]:
        cited["quote"] = told["quote"]
    return cited | {"verified": False}


def _heads(form: StandardForm, wrong: Wrong) -> dict[str, Any]:
    posts = several("posts", form.typed, _POSTS, wrong)
    grade = form.typed.get("heads.grade", "")
    return {
        "posts": posts or None,
        "grade": grade if grade in GRADES else form.item["grade"],
        "draft": True if form.typed.get("heads.draft") else None,
    }


def _shown(item: Mapping[str, Any], is_fresh: bool) -> dict[str, str]:
    """Every input as it stands at first."""
    version = last(item)
    found = {"since": "" if is_fresh else str(version["from"])}
    for question in questions(version["shape"]):
        raw = version["parameters"].get(question.name)
        found |= shown(question, raw, f"{PREFIX}.{question.name}")
    found |= shown_conditions(version.get("scope"), "scope")
    for place, one in enumerate(version.get("basis", ()), 1):
        law = say(listing("laws").shown(str(one["law"])))
        told = {name: str(one.get(name) or "") for name in BASIS} | {"law": law}
        found |= {f"basis.{place}.{name}": text for name, text in told.items()}
    for place, post in enumerate(item.get("posts") or (), 1):
        found[f"{_POSTS}.{place}"] = say(listing("posts").shown(post))
    found["heads.grade"] = item["grade"]
    found["heads.draft"] = "1" if item.get("draft") else ""
    return found
