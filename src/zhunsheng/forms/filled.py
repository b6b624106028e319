"""The tables found again in the sheets of a workbook: by their heads, not by their places.

Rows and columns may have been moved, put in or hidden; what says which is which are the heads and
the ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zhunsheng.forms.apart import Cell, Sheets, letter
from zhunsheng.forms.form import Form
from zhunsheng.forms.origin import tidy
from zhunsheng.forms.workbook import NOTE
from zhunsheng.model.errors import Place, Problem, problem
from zhunsheng.model.text import Language

_HEAD_WITHIN = 40
_FOOT = {language: NOTE.say(language)[:6] for language in ("zh", "en")}


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row as it came back: the ids, the row of the sheet, the cells by column."""

    key: tuple[str, ...]
    number: int
    cells: Mapping[str, str]


@dataclass
class Filled:
    """A table as it came back. ``letters``: column → its letter on the sheet."""

    form: Form
    file: str
    sheet: str
    letters: dict[str, str] = field(default_factory=dict)
    rows: list[FilledRow] = field(default_factory=list)

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Where a cell is, for a message."""
        return Place(self.file, row=row, column=self.letters.get(column or ""), sheet=self.sheet)


def find_tables(
    sheets: Sheets, forms: Iterable[Form], language: Language, *, file: str
) -> tuple[list[Filled], list[Problem]]:
    """The tables that are there. A sheet that is not is no fault: one may send back one table."""
    found: list[Filled] = []
    problems: list[Problem] = []
    for form in forms:
        cells = sheets.get(form.tab.say(language))
        if cells is not None:
            filled = Filled(form, file, form.tab.say(language))
            problems += _table(filled, cells, language)
            found.append(filled)
    if not found:
        names = "、".join(form.tab.say(language) for form in forms)
        problems.append(
            problem(
                "no-table",
                ("工作簿中没有任何一张表", "the workbook holds none of the tables"),
                mend=(
                    f"工作表名称应为：{names}",
                    f"the sheets should be named: {names.replace('、', ', ')}",
                ),
                place=Place(file),
            )
        )
    return found, problems


def _table(filled: Filled, cells: list[Cell], language: Language) -> list[Problem]:
    by_row: dict[int, dict[int, str]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, {})[cell.column] = tidy(cell.text)
    ids = [text.say(language) for text in filled.form.ids]
    top = next(
        (row for row in sorted(by_row)[:_HEAD_WITHIN] if set(ids) <= set(by_row[row].values())),
        None,
    )
    if top is None:
        return [
            problem(
                "no-head",
                ("找不到表头", "the heads of the table are not to be found"),
                why=(
                    f"表头应含“{'”“'.join(ids)}”栏",
                    f"among them there should be {', '.join(ids)}",
                ),
                mend=("恢复表头，或重新导出后再填", "put them back, or write the form anew"),
                place=filled.place(),
            )
        ]
    places, problems = _columns(filled, by_row[top], by_row.get(top + 1, {}), language)
    if problems:
        return problems
    seen: dict[tuple[str, ...], int] = {}
    for number in (row for row in sorted(by_row) if row > top + 1):
        own = by_row[number]
        if any(text.startswith(_FOOT[language]) for text in own.values()):
            break
        key = tuple(own.get(places[id_], "") for id_ in ids)
        row = {name: own.get(place, "") for name, place in places.items() if name not in ids}
        if not any(key):
            if any(row[column.key] for column in filled.form.columns if column.entry is not None):
                problems.append(_without_id(filled, number, ids))
            continue
        if key in seen:
            problems.append(_twice(filled, number, key, seen[key]))
            continue
        seen[key] = number
        filled.rows.append(FilledRow(key, number, row))
    return problems


def _columns(
    filled: Filled, upper: dict[int, str], lower: dict[int, str], language: Language
) -> tuple[dict[str, int], list[Problem]]:
    """Column → its place on the sheet, by the lower head, or the upper where there is but one."""
    heads: dict[str, list[int]] = {}
    for place in sorted(upper.keys() | lower.keys()):
        head = (lower.get(place) or upper.get(place) or "").replace("\n", "")
        heads.setdefault(head, []).append(place)
    wanted = {column.key: column.title.say(language) for column in filled.form.columns}
    wanted |= {text.say(language): text.say(language) for text in filled.form.ids}
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for key, head in wanted.items():
        at = heads.get(head, [])
        if len(at) == 1:
            places[key] = at[0]
            filled.letters[key] = letter(at[0])
        else:
            count = ("没有", "there is no") if not at else ("有不止一个", "there is more than one")
            problems.append(
                problem(
                    "head-missing" if not at else "head-twice",
                    (f"表中{count[0]}“{head}”栏", f"{count[1]} column {head!r}"),
                    mend=(
                        "表头不要增删改名；请恢复，或重新导出后再填",
                        "leave the heads as they are: put it back, or write the form anew",
                    ),
                    place=filled.place(),
                )
            )
    return places, problems


def _without_id(filled: Filled, row: int, ids: list[str]) -> Problem:
    grows = filled.form.grows
    return problem(
        "row-without-id",
        ("这一行没有标识", "the row has no id"),
        mend=(
            f"在“{ids[0]}”栏填写新标识（字母、数字、连字符）"
            if grows
            else "此表不能增行；请在权责清单文件中新增后重新导出",
            f"give it a new id (letters, digits, hyphens) in {ids[0]!r}"
            if grows
            else "rows cannot be added here: add the item to the register's files",
        ),
        place=filled.place(row, ids[0]),
    )


def _twice(filled: Filled, row: int, key: tuple[str, ...], first: int) -> Problem:
    said = " ".join(key)
    return problem(
        "row-twice",
        (f"标识“{said}”已见于第 {first} 行", f"{said!r} is already in row {first}"),
        mend=("删除重复的一行", "delete one of the two rows"),
        place=filled.place(row),
    )
