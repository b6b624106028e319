"""The inputs of a proposal's form as its page lays them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from zhunsheng.model.text import Text
from zhunsheng.report.words import GRADE
from zhunsheng_web.book.answers import MOST, OPERATORS
from zhunsheng_web.book.lists import listing
from zhunsheng_web.book.questions import Question
from zhunsheng_web.book.standard_form import GRADES, PREFIX, StandardForm
from zhunsheng_web.casework.shape_words import UNITS

Options = tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One input. ``source``: the list it is chosen from; ``is_bare``: its label is heard only."""

    name: str
    label: Text
    kind: str = "text"
    value: str = ""
    source: str = ""
    options: Options = ()
    wrong: Text | None = None
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A question with its inputs. ``rows``: conditions, or citations, one below the other;
    ``of_rows``: what they are; None: the group is nothing but its rows."""

    title: Text
    cells: tuple[Cell, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    of_rows: Text | None = None
    hint: Text | None = None
    is_needed: bool = False
    has_answers: bool = False
    has_rows: bool = False


FIELD, IS, VALUE = Text("栏目", "Field"), Text("关系", "Relation"), Text("内容", "Value")
_CONDITIONS = Text("附加条件", "Only where")
_CITED = {
    "law": Text("法规", "Law"),
    "article": Text("条款", "Article"),
    "edition": Text("版本日期", "Edition of"),
    "quote": Text("原文", "Wording"),
}


def asked(form: StandardForm) -> tuple[Group, ...]:
    """The groups of the shape's parameters, in its order, and of the scope."""
    return tuple(_filled(form, [*(_question(form, one) for one in form.questions), _scope(form)]))


def concerned(form: StandardForm) -> tuple[Group, ...]:
    """What is said of the standard as a whole, and the laws it rests on."""
    posts = _listed(form, "heads.posts", Text("责任岗位", "Post"), "posts")
    grade = Cell(
        "heads.grade",
        Text("风险等级", "Grade of risk"),
        "select",
        options=tuple((one, GRADE[one]) for one in GRADES),
    )
    state = Cell(
        "heads.draft", Text("仍为草案，暂不用于比对", "Still a draft: not judged by yet"), "check"
    )
    rows = tuple(
        tuple(
            Cell(
                f"basis.{place}.{part}",
                _CITED[part],
                kind="date" if part == "edition" else "text",
                source="laws" if part == "law" else "",
            )
            for part in _CITED
        )
        for place in range(1, _most(form, "basis", "law", "article", "quote") + 2)
    )
    groups = (
        Group(Text("责任岗位", "Posts"), posts),
        Group(Text("等级和状态", "Grade and state"), (grade, state)),
        Group(Text("依据", "Basis"), rows=rows),
    )
    return tuple(_filled(form, groups))


def sources(groups: Iterable[Group]) -> tuple[tuple[str, tuple[Text, ...]], ...]:
    """The lists the inputs choose from: name, and what the entries are called."""
    names = {
        cell.source
        for group in groups
        for cell in (*group.cells, *(one for row in group.rows for one in row))
        if cell.source
    }
    return tuple((name, tuple(listing(name).titles.values())) for name in sorted(names))


def _question(form: StandardForm, question: Question) -> Group:
    name = f"{PREFIX}.{question.name}"
    group = Group(question.title, is_needed=question.is_needed)
    match question.kind:
        case "step":
            cells = _listed(form, name, question.title, "activities")
            return replace(group, cells=cells, rows=_conditions(form, name), of_rows=_CONDITIONS)
        case "several":
            return replace(group, cells=_listed(form, name, question.title, question.source))
        case "period":
            return replace(group, cells=_period(name), hint=_OR_CLOCK)
        case "flag":
            return replace(group, cells=(Cell(name, question.title, "check"),))
        case "choice":
            return replace(
                group,
                cells=(
                    Cell(name, question.title, "select", options=question.options, is_bare=True),
                ),
            )
        case "number":
            return replace(
                group,
                cells=(Cell(name, question.title, source="parameters", is_bare=True),),
                hint=_OR_PARAMETER,
            )
    return replace(group, cells=(Cell(name, question.title, source=question.source, is_bare=True),))


_OR_PARAMETER = Text(
    "填数值，或选择由各单位自定的站点参数。", "A number, or a site parameter that each site sets."
)
_OR_CLOCK = Text(
    "填长度和单位（长度也可选站点参数），或引用清单中的时限；二者只填其一。",
    "A length with its unit (a site parameter will do), or else a time limit of the register.",
)


def _period(name: str) -> tuple[Cell, ...]:
    units: Options = tuple(UNITS.items())
    return (
        Cell(f"{name}.length", Text("长度", "Length"), source="parameters"),
        Cell(f"{name}.unit", Text("单位", "Unit"), "select", options=units),
        Cell(f"{name}.roll", Text("末日遇休息日顺延", "Rolls on to a working day"), "check"),
        Cell(
            f"{name}.clock", Text("或引用时限", "Or a time limit of the register"), source="clocks"
        ),
    )


def _scope(form: StandardForm) -> Group:
    rows = _conditions(form, "scope")
    hint = Text("不填即适用于全部。", "Left empty, it holds for all.")
    return Group(Text("适用范围", "Scope"), rows=rows, hint=hint)


def _listed(form: StandardForm, name: str, title: Text, source: str) -> tuple[Cell, ...]:
    """The inputs that are filled in, and two more."""
    most = min(_most(form, name) + 2, MOST)
    return tuple(
        Cell(
            f"{name}.{place}",
            Text(f"{title.zh} {place}", f"{title.en} {place}"),
            source=source,
            is_bare=True,
        )
        for place in range(1, most + 1)
    )


def _conditions(form: StandardForm, name: str) -> tuple[tuple[Cell, ...], ...]:
    most = min(_most(form, f"{name}.c", "field", "value") + 1, MOST)
    return tuple(
        (
            Cell(f"{name}.c{place}.field", FIELD, source="fields"),
            Cell(f"{name}.c{place}.is", IS, "select", options=tuple(OPERATORS.items())),
            Cell(f"{name}.c{place}.value", VALUE),
        )
        for place in range(1, most + 1)
    )


def _most(form: StandardForm, name: str, *parts: str) -> int:
    """The last place of a list that holds something."""
    tail = rf"\.(?:{'|'.join(parts)})" if parts else ""
    dot = "" if name.endswith(".c") else r"\."
    pattern = re.compile(rf"{re.escape(name)}{dot}([0-9]{{1,2}}){tail}")
    found = (pattern.fullmatch(one) for one, text in form.typed.items() if text.strip())
    return max((int(one[1]) for one in found if one), default=0)


def _filled(form: StandardForm, groups: Iterable[Group]) -> Iterator[Group]:
    """With what stands in each input, and what is wrong with it."""

    def one(cell: Cell) -> Cell:
        return replace(cell, value=form.typed.get(cell.name, ""), wrong=form.wrong.get(cell.name))

    for group in groups:
        cells = tuple(one(cell) for cell in group.cells)
        rows = tuple(tuple(one(cell) for cell in row) for row in group.rows)
        in_rows = _holds(one for row in rows for one in row)
        yield replace(
            group,
            cells=cells,
            rows=rows,
            has_answers=in_rows or _holds(cells),
            has_rows=in_rows,
        )


def _holds(cells: Iterable[Cell]) -> bool:
    return any(cell.wrong or (cell.value and cell.kind != "select") for cell in cells)
