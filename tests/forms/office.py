"""A register that fills every column of the forms, written in every way YAML knows; and the way of
a workbook to an office and back without a process of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from register.minimal import MINIMAL, Files, write
from zhunsheng.flow import load_register
from zhunsheng.forms import Intake, World
from zhunsheng.forms.apart import Cell, Sheets
from zhunsheng.forms.form import Form
from zhunsheng.forms.sheets import cells_of
from zhunsheng.forms.taking_in import compared
from zhunsheng.forms.workbook import FORMS, write_workbook
from zhunsheng.model.text import Language

ON = dt.date(2022, 3, 1)
OFFICE: Files = {
    **MINIMAL,
    "codes.yaml": """\
- id: power-types
  title: {zh: 权力类型, en: types}
  codes:
  - {id: penalty, title: {zh: 行政处罚, en: penalty}, note: {zh: 依职权, en: on its own motion}}
  - {id: licence, title: {zh: 行政许可, en: licence}}
- id: domains
  title: {zh: 领域, en: domains}
  codes:
  - {id: general, title: {zh: 综合, en: general}}
  - {id: special, title: {zh: 专项, en: special}}
- id: levels
  title: {zh: 层级, en: levels}
  codes:
  - {id: upper, title: {zh: 上级, en: upper}}
  - {id: lower, title: {zh: 下级, en: lower}}
- id: approvals
  title: {zh: 审批, en: approvals}
  codes:
  - {id: head, title: {zh: 负责人批准, en: head}}
  - {id: panel, title: {zh: 集体讨论, en: panel}}
- id: misconduct
  title: {zh: 禁止行为, en: misconduct}
  codes:
  - {id: bribe, title: {zh: 收受贿赂, en: bribes}}
  - {id: favour, title: {zh: 徇私, en: favours}}
- id: certificates
  title: {zh: 资格, en: certificates}
  codes:
  - {id: enforcement, title: {zh: 执法证, en: enforcement certificate}}
""",
    "powers.yaml": """\
# What this authority may do.
- id: fine   # the first of them
  title: {zh: 罚款, en: fine}
  code: CF-001
  type: penalty
  domain: general
  chart: case
  public: true
  levels: [upper, lower]
  approval: head
  clocks: [serve]
  subitems:
  - {zh: 当场罚款, en: on the spot}
  # and by far the more frequent
  - zh: 一般罚款
    en: ordinary fines
  columns:
    content: {zh: 对违法行为处以罚款, en: "fining, where the law says so"}
  versions:
  - from: 1996-10-01
    basis: [{law: penalties, article: "9", edition: 1996-10-01}]
    limits:
      zh: 五千元以下
      en: up to 5,000
  - from: 2021-07-15
    basis:
    # the article moved
    - {law: penalties, article: "9(2)", edition: 2021-07-15, quote: 罚款、没收违法所得}
    - {law: penalties, article: "66", edition: 2021-07-15, verified: false}
    limits: {zh: "一万元以下", en: "up to 10,000"}

- id: review
  title:
    zh: >-
      法制
      审核
    en: legal review
  type: penalty
  domain: general
  versions:
  - {from: 1996-10-01, basis: [{law: penalties, article: "38", edition: 1996-10-01}]}
""",
    "posts.yaml": """\
- id: handler
  title: {zh: 经办岗, en: handler}
  duties: {zh: 立案、调查、提出意见, en: "opens, looks into, proposes"}
  levels: [lower]
  key: true
  certificates: [enforcement]
  grants:
  - {power: fine, from: 1996-10-01, until: 2021-07-15, up_to: 5000}
  - {power: fine, from: 2021-07-15, up_to: 10000}
  incompatible_with: [review]
- id: reviewer
  title: {zh: 审核岗, en: reviewer}
  grants:
  - {power: review, from: 1996-10-01}
- id: archivist
  title: {zh: 档案岗, en: archivist}
""",
    "risk_points/a.yaml": """\
- id: favour
  title: {zh: 办人情案, en: favours}
  power: fine
  post: handler
  grade: high
  sign: {zh: 同案不同罚, en: like cases unlike}
  misconduct: [favour, bribe]
  graded_on: 2022-01-31
  measures:
  - {zh: 双人办案, en: two officers a case, by: people}  # since 2015
  - {zh: 系统自动比对, en: compared by the system, by: system}
  standards: [serve-in-time, within-bands]
# the second one
- id: delay
  title: {zh: "拖延, 不办", en: delay}
  power: fine
  post: handler
  grade: low
""",
}
del OFFICE["risk_points.yaml"]


def office(folder: Path) -> Path:
    """The register's folder."""
    return write(folder / "office", OFFICE)


def form(name: str) -> Form:
    return next(one for one in FORMS if one.name == name)


class Desk:
    """A workbook on its way: written from a register, changed by a hand, taken in again."""

    def __init__(self, folder: Path, book: Path, language: Language = "zh") -> None:
        self.folder, self.path, self.language = folder, book, language
        write_workbook(World(load_register(folder), ON, language), book)
        self.book = load_workbook(book)

    def sheet(self, name: str) -> Any:
        return self.book[form(name).tab.say(self.language)]

    def at(self, name: str, key: tuple[str, ...], column: str) -> Any:
        """The cell of a column in the row of a key."""
        heads = form(name)
        sheet = self.sheet(name)
        first = len(heads.columns) + 1
        row = next(
            number
            for number in range(6, sheet.max_row + 1)
            if tuple(
                str(sheet.cell(number, first + place).value or "")
                for place in range(len(heads.ids))
            )
            == key
        )
        place = [one.key for one in heads.columns].index(column) + 1
        return sheet.cell(row, place)

    def put(self, name: str, key: tuple[str, ...], column: str, value: object) -> None:
        self.at(name, key, column).value = value

    def back(self) -> Intake:
        """Taken in again, in this process."""
        self.book.save(self.path)
        return taken_back(self.path, self.folder)


def taken_back(path: Path, folder: Path) -> Intake:
    """A workbook taken in without a process of its own."""
    answer = cells_of(str(path))
    assert not answer["faults"]
    sheets: Sheets = {
        name: [Cell(*cell) for cell in cells] for name, cells in answer["sheets"].items()
    }
    return compared(sheets, (), folder, file=path.name)


def texts_of(folder: Path) -> dict[str, str]:
    """Every file of a register, as it stands."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.yaml"))
    }


Change = Callable[[Desk], None]
