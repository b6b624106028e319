"""What a table that came back says otherwise than the register does.

Three texts are held against one another for each cell: what it says now, what the form said when
it was written (its digest), and what the register says today. A cell nobody touched changes
nothing, even where the register has moved on since; a cell both have changed is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from zhunsheng.forms.files import Files
from zhunsheng.forms.filled import Filled, FilledRow
from zhunsheng.forms.form import Column, Entry, Form, Row, shown
from zhunsheng.forms.mending import Put, Trail
from zhunsheng.forms.naming import Unread
from zhunsheng.forms.origin import Origin, held, mark, tidy
from zhunsheng.forms.world import World
from zhunsheng.hearing.inert import inert
from zhunsheng.model.errors import Problem, problem
from zhunsheng.model.text import Text

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass
class Proposal:
    """Changes to items of a section, or what is wrong with them.

    ``puts``: item → values at trails under its block; ``added``: new blocks; ``removed``: ids.
    ``notes``: what the person should know, without being wrong.
    """

    section: str
    puts: dict[str, list[Put]] = field(default_factory=dict)
    added: list[dict[str, Any]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def proposed(world: World, filled: Filled, origin: Origin, files: Files) -> Proposal:
    """The changes one table asks for."""
    return _Comparison(world, filled, origin, files).made()


class _Comparison:
    def __init__(self, world: World, filled: Filled, origin: Origin, files: Files) -> None:
        self.world, self.filled, self.origin, self.files = world, filled, origin, files
        self.form: Form = filled.form
        self.rows = {row.key: row for row in self.form.rows(world)}
        self.found = Proposal(self.form.section)

    def made(self) -> Proposal:
        came = {row.key: row for row in self.filled.rows}
        cells = {key: shown(self.form, self.world, row) for key, row in self.rows.items()}
        for key, filled in came.items():
            row = self.rows.get(key)
            if row is None:
                self._unknown(filled)
                continue
            for column in self.form.columns:
                if held(column) and not column.joined:
                    self._cell(row, filled, column, cells[key][column.key])
        for item in dict.fromkeys(row.item.id for row in self.rows.values()):
            own = [row for row in self.rows.values() if row.item.id == item]
            back = [came[row.key] for row in own if row.key in came]
            for column in self.form.columns:
                if column.joined and held(column) and back:
                    self._joined(own[0], back, column, cells[own[0].key][column.key])
        for key in self.rows:
            if key not in came and (self.form.name, key) in self.origin.marks:
                self._gone(self.rows[key])
        return self.found

    def _cell(self, row: Row, filled: FilledRow, column: Column, now: str) -> None:
        text, base = tidy(filled.cells[column.key]), self._base(row.key, column)
        if text != tidy(now) and mark(text) != base:
            self._changed(row, filled, column, text, moved=base not in (None, mark(now)))

    def _joined(self, row: Row, back: list[FilledRow], column: Column, now: str) -> None:
        """A value that several rows show. Where it is shown more than once, one may be changed."""
        said = {tidy(one.cells[column.key]): one for one in reversed(back)}
        if len(said) > 1:
            said.pop("", None)
        base = self._base(row.key, column)
        new = {text: one for text, one in said.items() if text != tidy(now) and mark(text) != base}
        if len(new) > 1:
            one = next(iter(new.values()))
            self._tell(
                "cells-differ",
                (
                    f"同一岗位的“{column.title.zh}”在各行不一致",
                    f"{column.title.en!r} of one post is not the same in its rows",
                ),
                one.number,
                column,
                mend=("各行填写一致", "write the same in all of them"),
            )
        for text, one in new.items() if len(new) == 1 else ():
            self._changed(row, one, column, text, moved=base not in (None, mark(now)))

    def _changed(
        self, row: Row, filled: FilledRow, column: Column, text: str, *, moved: bool
    ) -> None:
        if column.entry is None:
            self._tell(
                "column-not-yours",
                (
                    f"“{column.title.zh}”栏由系统生成，不能在表中改动",
                    f"{column.title.en!r} is filled in by the program and cannot be changed here",
                ),
                filled.number,
                column,
                mend=(
                    "恢复原内容；要改的，请改权责清单中的相应文件",
                    "put back what was there; to change it, change the register's files",
                ),
            )
        elif moved and not self._says_the_same(row, column.entry, text):
            self._tell(
                "changed-twice",
                (
                    f"“{column.title.zh}”在导出之后清单里也改了，两处不一致",
                    f"{column.title.en!r} has been changed in the register as well since the form "
                    "was written",
                ),
                filled.number,
                column,
                mend=("重新导出，在新表上修改", "write the form anew and fill that in"),
            )
        else:
            self._put(row, filled, column, column.entry, text)

    def _says_the_same(self, row: Row, entry: Entry, text: str) -> bool:
        """Whether the register says in its own words what the cell says: taken in before."""
        if entry.trail[0] == "@grant" and row.grant is None:
            return False
        block, trail = self._where(row, entry)
        there = _at(block, trail)
        try:
            return bool(entry.read(self.world, text, there) == there)
        except Unread:
            return False

    def _where(self, row: Row, entry: Entry) -> tuple[dict[str, Any], Trail]:
        block = self.files.items(self.form.section)[row.item.id].block
        return block, _trail(entry, row, block)

    def _put(self, row: Row, filled: FilledRow, column: Column, entry: Entry, text: str) -> None:
        if entry.trail[0] == "@grant" and row.grant is None:
            self._tell(
                "no-grant",
                ("该岗位没有这项授权", "the post has no such grant"),
                filled.number,
                column,
                mend=(
                    "清空此格；新增授权请改权责清单中的文件",
                    "empty the cell; add the grant in the register's files",
                ),
            )
            return
        block, trail = self._where(row, entry)
        there = _at(block, trail)
        value = self._read(entry, text, there, filled, column)
        if value is not _FAULTY and value != there:
            self.found.puts.setdefault(row.item.id, []).append(Put(trail, value))
            self._translation(filled, column, there, value)

    def _read(self, entry: Entry, text: str, there: Any, filled: FilledRow, column: Column) -> Any:
        if entry.required and not text:
            self._tell(
                "cell-empty",
                (f"“{column.title.zh}”不能为空", f"{column.title.en!r} must not be empty"),
                filled.number,
                column,
                mend=("填写后重试", "fill it in and try again"),
            )
            return _FAULTY
        if inert(text.replace("\n", "")) != text.replace("\n", ""):
            self._tell(
                "unseen-letters",
                (
                    f"“{column.title.zh}”含有看不见的字符：{inert(text)[:80]}",
                    f"{column.title.en!r} holds letters nobody sees: {inert(text)[:80]}",
                ),
                filled.number,
                column,
                mend=(
                    "从网页或文档粘贴所致；重新键入该处文字",
                    "they come from pasting; type the words again",
                ),
            )
            return _FAULTY
        try:
            return entry.read(self.world, text, there)
        except Unread as fault:
            self._tell(
                "cell-unread",
                (f"“{column.title.zh}”：{fault.what.zh}", f"{column.title.en!r}: {fault.what.en}"),
                filled.number,
                column,
                mend=(fault.mend.zh, fault.mend.en),
            )
            return _FAULTY

    def _unknown(self, filled: FilledRow) -> None:
        """A row the register has not: new, or one it no longer has."""
        if (self.form.name, filled.key) in self.origin.marks:
            self._note(
                "row-outdated",
                (
                    f"“{' '.join(filled.key)}”已不在清单中，该行不予理会",
                    f"{' '.join(filled.key)!r} has left the register; the row is passed over",
                ),
                filled.number,
            )
        elif not self.form.grows or not self._is_new_id(filled.key[0]):
            self._tell(
                "row-unknown",
                (
                    f"清单中没有“{' '.join(filled.key)}”，也不能用作新标识",
                    f"the register has no {' '.join(filled.key)!r}, and it cannot be a new id",
                ),
                filled.number,
                None,
                mend=(
                    "恢复原标识；新增的，标识由字母、数字、连字符组成且未被占用"
                    if self.form.grows
                    else "恢复原标识；新增事项请改权责清单中的文件",
                    "put the id back; a new one is letters, digits and hyphens, and not taken"
                    if self.form.grows
                    else "put the id back; add new items in the register's files",
                ),
            )
        else:
            block: dict[str, Any] = {"id": filled.key[0]}
            for column in self.form.columns:
                entry = column.entry
                if entry is None:
                    continue
                text = tidy(filled.cells[column.key])
                value = self._read(entry, text, None, filled, column)
                if value is not _FAULTY and value is not None:
                    block[entry.trail[-1]] = value
                    self._translation(filled, column, None, value)
            self.found.added.append(block)

    def _is_new_id(self, id_: str) -> bool:
        return bool(_ID.fullmatch(id_)) and id_ not in self.files.items(self.form.section)

    def _gone(self, row: Row) -> None:
        if self.form.grows:
            self.found.removed.append(row.item.id)
            return
        self.found.problems.append(
            problem(
                "row-gone",
                (
                    f"“{' '.join(row.key)}”一行不见了，此表不能删行",
                    f"the row of {' '.join(row.key)!r} is gone; rows cannot be deleted here",
                ),
                mend=(
                    "恢复该行；要停用的，请在清单文件中写明终止日期",
                    "put it back; to end it, say until when in the register's files",
                ),
                place=self.filled.place(),
            )
        )

    def _translation(self, filled: FilledRow, column: Column, was: Any, now: Any) -> None:
        own = self.world.language
        before = _said(was, own)
        blocks = now if isinstance(now, list) else [now]
        if any(isinstance(one, dict) and own in one and one[own] not in before for one in blocks):
            other = Text("英文", "English") if own == "zh" else Text("中文", "Chinese")
            self._note(
                "other-language",
                (
                    f"“{column.title.zh}”的{other.zh}未随之修改，请在清单文件中补译",
                    f"{column.title.en!r}: the {other.en} text is not changed with it; translate "
                    "it in the register's files",
                ),
                filled.number,
                column,
            )

    def _base(self, key: tuple[str, ...], column: Column) -> str | None:
        return self.origin.marks.get((self.form.name, key), {}).get(column.key)

    def _tell(
        self,
        code: str,
        what: tuple[str, str],
        row: int,
        column: Column | None,
        *,
        mend: tuple[str, str],
    ) -> None:
        place = self.filled.place(row, column.key if column else None)
        self.found.problems.append(problem(code, what, mend=mend, place=place))

    def _note(
        self, code: str, what: tuple[str, str], row: int, column: Column | None = None
    ) -> None:
        place = self.filled.place(row, column.key if column else None)
        self.found.notes.append(problem(code, what, place=place, severity="warning"))


_FAULTY = object()


def _trail(entry: Entry, row: Row, block: dict[str, Any]) -> Trail:
    """The way under the item's block; a version or grant is found by its first day."""
    head, *rest = entry.trail
    if head == "@version":
        start = row.item.versions[0].validity.start
        place = next(n for n, one in enumerate(block["versions"]) if one["from"] == start)
        return ("versions", place, *rest)
    if head == "@grant" and row.grant is not None:
        grant = row.grant
        place = next(
            n
            for n, one in enumerate(block["grants"])
            if one["power"] == grant.power and one["from"] == grant.validity.start
        )
        return ("grants", place, *rest)
    return entry.trail


def _at(block: Any, trail: Trail) -> Any:
    for step in trail:
        if isinstance(block, dict):
            block = block.get(str(step))
        elif isinstance(block, list):
            block = block[int(step)]
    return block


def _said(value: Any, language: str) -> set[str]:
    """Every text of a language in a value of a file."""
    if isinstance(value, dict):
        own = {value[language]} if isinstance(value.get(language), str) else set()
        return own.union(*(_said(one, language) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(_said(one, language) for one in value))
    return set()
