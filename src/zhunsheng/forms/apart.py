"""A workbook from outside is read in a process that may fail alone.

The archive's sizes are held against a ceiling first (``trace.archive``). What openpyxl then does
with it happens in a child that may take so much memory and so much time and no more: a joined cell
of a whole sheet or an endless string costs the child its life, and the person gets a sentence.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zhunsheng.forms import sheets
from zhunsheng.model.errors import Place, Problem, SourceError, problem
from zhunsheng.model.text import Text
from zhunsheng.trace.archive import open_archive

_UNTOUCHED = Text(
    "请核对文件是否为本系统写出的三表，另存为 .xlsx 后重试；权责清单没有任何改动",
    "see that it is a workbook this program wrote, save it as .xlsx and try again; nothing in the "
    "register was changed",
)
_FAULTS = {
    "formula": (
        Text("单元格是公式：{there}", "the cell is a formula: {there}"),
        Text(
            "把计算结果作为文字填入（复制后“选择性粘贴—数值”）",
            "write the result as text (copy, then paste values)",
        ),
    ),
    "error": (
        Text("单元格显示错误值 {there}", "the cell shows the error {there}"),
        Text("改为文字，或清空", "write text, or empty it"),
    ),
    "too_large": (
        Text("工作表过大", "the sheet is too large"),
        Text("删除表格以外的单元格后重试", "delete the cells outside the table and try again"),
    ),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may take: processor and wall-clock seconds, and megabytes of memory."""

    seconds: int = 60
    megabytes: int = 1_024


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with something in it; row and column from 1."""

    row: int
    column: int
    text: str


Sheets = dict[str, list[Cell]]


def read_apart(path: Path, limits: Limits = Limits()) -> tuple[Sheets, list[Problem]]:
    """The cells of every sheet, and what is wrong with single ones. Raises SourceError."""
    _openable(path)
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-P",
                sheets.__file__,
                str(path.resolve()),
                str(limits.seconds),
                str(limits.megabytes),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=2 * limits.seconds,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout) if done.stdout else {"fault": "died"}
    except subprocess.TimeoutExpired:
        answer = {"fault": "died"}
    if answer.get("fault") == "unreadable":
        raise _refused(path, "workbook-unreadable", ("工作簿已损坏，无法读取",
                       "the workbook is damaged"), why=answer["detail"])  # fmt: skip
    if "fault" in answer:
        raise _refused(
            path,
            "workbook-too-costly",
            (
                f"读取工作簿超出限度（{limits.seconds} 秒、{limits.megabytes} MB），已中止",
                f"reading it took more than {limits.seconds} s or {limits.megabytes} MB and was "
                "stopped",
            ),
        )
    found = {name: [Cell(*cell) for cell in cells] for name, cells in answer["sheets"].items()}
    return found, [_fault(path, *fault) for fault in answer["faults"]]


def letter(column: int) -> str:
    """The name a sheet gives a column, from 1: A, B … AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _openable(path: Path) -> None:
    try:
        open_archive(path).close()
    except SourceError as error:
        told = tuple(replace(one, mend=_UNTOUCHED) for one in error.problems)
        raise SourceError(told) from error


def _fault(path: Path, sheet: str, row: int, column: int, kind: str, there: str) -> Problem:
    what, mend = _FAULTS[kind]
    place = Place(str(path), row=row or None, column=letter(column) or None, sheet=sheet)
    return Problem(f"cell-{kind}", what.fill(there=there[:60]), mend=mend, place=place)


def _refused(path: Path, code: str, what: tuple[str, str], why: str | None = None) -> SourceError:
    said = problem(code, what, why=(why, why) if why else None, place=Place(str(path)))
    return SourceError((replace(said, mend=_UNTOUCHED),))
