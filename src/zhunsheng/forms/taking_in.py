"""The tables taken in again: shown as what changes, in words, and written only when accepted.

Everything happens on a copy of the register first. The copy is loaded and checked, and what it
says is held against what it said. Files are put in place last, each by one rename.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zhunsheng.flow import PARAMETERS, load_register
from zhunsheng.forms import origin
from zhunsheng.forms.apart import Limits, Sheets, read_apart
from zhunsheng.forms.files import Files
from zhunsheng.forms.filled import find_tables
from zhunsheng.forms.mending import NotMended, Put, meant, mended
from zhunsheng.forms.origin import Origin
from zhunsheng.forms.proposal import Proposal, proposed
from zhunsheng.forms.workbook import FORMS
from zhunsheng.forms.world import World
from zhunsheng.model.errors import Place, Problem, RegisterError, SourceError, problem
from zhunsheng.model.register import Register
from zhunsheng.model.run import Progress
from zhunsheng.register import Change, check, diff
from zhunsheng.register.source import read_source


@dataclass(frozen=True, slots=True)
class Intake:
    """What a workbook would change. ``texts``: file of the register → its new text.

    ``notes``: what the person should know before accepting.
    """

    changes: tuple[Change, ...]
    notes: tuple[Problem, ...]
    texts: dict[Path, str]
    was: dict[Path, str]

    def accept(self) -> None:
        """Writes the files. Raises RegisterError, writing nothing, where one has changed since."""
        for path, before in self.was.items():
            if _text(path) != before:
                raise RegisterError((_meanwhile(path),))
        ready: list[tuple[Path, Path]] = []
        for path, text in self.texts.items():
            part = path.with_name(f".{path.name}.part")
            with part.open("w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            ready.append((part, path))
        for part, path in ready:
            part.replace(path)


def take_back(
    workbook: Path,
    folder: Path,
    *,
    progress: Progress = lambda part, share: None,
    limits: Limits | None = None,
) -> Intake:
    """What the workbook changes in the register in ``folder``; nothing is written yet.

    Raises SourceError or RegisterError with everything that is wrong, by sheet, row and column.
    """
    progress("read", 0.1)
    sheets, faults = read_apart(workbook, limits or Limits())
    return compared(sheets, faults, folder, file=str(workbook), progress=progress)


def compared(
    sheets: Sheets,
    faults: Iterable[Problem],
    folder: Path,
    *,
    file: str,
    progress: Progress = lambda part, share: None,
) -> Intake:
    """What the cells of a workbook change; ``faults``: what is wrong with single ones already.

    ``file``: its name in messages. Raises SourceError or RegisterError.
    """
    made_from = _origin(sheets, file)
    progress("contract", 0.4)
    register = load_register(folder)
    if register.id != made_from.register:
        raise SourceError((_other_register(file, made_from.register, register.id),))
    world = World(register, made_from.on, made_from.language, made_from.scope)
    forms = [form for form in FORMS if form.name in made_from.forms]
    tables, missing = find_tables(sheets, forms, made_from.language, file=file)
    files = Files(folder)
    proposals = [proposed(world, table, made_from, files) for table in tables]
    problems = [*faults, *missing, *(one for found in proposals for one in found.problems)]
    if problems:
        raise SourceError(tuple(problems))
    texts = _texts(proposals, files)
    progress("resolve", 0.7)
    changes = _tried(register, folder, texts, on=made_from.on)
    notes = [one for proposal in proposals for one in proposal.notes]
    was = {path: _text(path) for path in texts}
    return Intake(tuple(changes), tuple(notes), texts, was)


def _origin(sheets: Sheets, file: str) -> Origin:
    rows: dict[int, dict[int, str]] = {}
    for cell in sheets.get(origin.SHEET, []):
        rows.setdefault(cell.row, {})[cell.column] = cell.text
    listed = [
        [cells.get(column, "") for column in range(1, max(cells) + 1)]
        for _, cells in sorted(rows.items())
    ]
    found = origin.read(listed)
    if found is not None:
        return found
    raise SourceError(
        (
            problem(
                "origin-missing",
                (
                    "这不是本系统写出的三表，或者其中的比对页已丢失",
                    "this is no workbook the program wrote, or its sheet of origin is lost",
                ),
                why=(
                    "没有比对页，就不能断定哪些格是改过的",
                    "without it nobody can tell which cells were changed",
                ),
                mend=(
                    "重新导出三表，把填写的内容抄入后再导入",
                    "write the forms anew and copy into them what was filled in",
                ),
                place=Place(file),
            ),
        )
    )


def _texts(proposals: Iterable[Proposal], files: Files) -> dict[Path, str]:
    """File → new text, for the files that change. Raises RegisterError."""
    found: dict[Path, str] = {}
    problems: list[Problem] = []
    for proposal in proposals:
        puts: dict[Path, list[Put]] = {}
        added: dict[Path, list[dict[str, object]]] = {}
        items = files.items(proposal.section)
        for item, own in proposal.puts.items():
            where = items[item]
            puts.setdefault(where.path, []).extend(
                Put((where.position, *put.trail), put.value) for put in own
            )
        for item in proposal.removed:
            puts.setdefault(items[item].path, []).append(Put((items[item].position,), None))
        for block in proposal.added:
            added.setdefault(_home(files, proposal.section, block), []).append(block)
        for path in dict.fromkeys([*puts, *added]):
            try:
                found[path] = _mended(path, files, puts.get(path, []), added.get(path, []))
            except NotMended as error:
                problems.append(_by_hand(path, files.folder, error))
    if problems:
        raise RegisterError(tuple(problems))
    return found


def _mended(path: Path, files: Files, puts: list[Put], added: list[dict[str, object]]) -> str:
    """The new text of a file, read again and found to say exactly what was meant."""
    data = files.data(path) if path.is_file() else None
    text = mended(_text(path), data, puts, added)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_text(text, encoding="utf-8", newline="")
        try:
            says = read_source(copy, name=path.name).data
        except RegisterError as error:
            raise NotMended(str(error)) from error
    if (says or []) != meant(data, puts, added):
        raise NotMended("read again, it would say something else")
    return text


def _home(files: Files, section: str, block: dict[str, object]) -> Path:
    """The file for a new item: where its power's others stand, else the section's last."""
    alike = [
        one.path
        for one in files.items(section).values()
        if one.block.get("power") == block.get("power")
    ]
    listed = alike or files.paths(section)
    return listed[-1] if listed else files.folder / f"{section}.yaml"


def _tried(
    register: Register, folder: Path, texts: dict[Path, str], *, on: dt.date
) -> list[Change]:
    """What a copy with the new texts says otherwise. Raises RegisterError for new faults."""
    if not texts:
        return []
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / folder.resolve().name
        shutil.copytree(folder, copy)
        for path, text in texts.items():
            target = copy / path.relative_to(folder)
            target.write_text(text, encoding="utf-8", newline="")
        changed = load_register(copy)
        before = {_fault(one) for one in _errors(register)}
        new = [one for one in _errors(changed) if _fault(one) not in before]
        if new:
            raise RegisterError(tuple(new))
        return diff(register, changed, on_a=on, on_b=on)


def _errors(register: Register) -> list[Problem]:
    found = check(register, parameters=PARAMETERS)
    return [one for one in found if one.severity == "error"]


def _fault(one: Problem) -> tuple[str, str, str | None]:
    return one.code, one.what.en, one.place.file if one.place else None


def _text(path: Path) -> str:
    """The text with the line ends it has."""
    return path.read_bytes().decode("utf-8") if path.is_file() else ""


def _other_register(file: str, made_from: str, given: str) -> Problem:
    return problem(
        "other-register",
        (
            f"该表出自清单“{made_from}”，不是“{given}”",
            f"the form is of register {made_from!r}, not {given!r}",
        ),
        mend=("用 --register 指明原来的清单", "name its own register with --register"),
        place=Place(file),
    )


def _by_hand(path: Path, folder: Path, error: NotMended) -> Problem:
    return problem(
        "not-mended",
        ("无法只改动这一处而不牵动文件其他内容", "the change cannot be made without touching more"),
        why=(str(error), str(error)),
        mend=("请在该文件中手工修改", "change the file by hand"),
        place=Place(path.relative_to(folder).as_posix()),
    )


def _meanwhile(path: Path) -> Problem:
    return problem(
        "changed-meanwhile",
        ("文件在比对之后又被改动", "the file was changed in the meantime"),
        mend=("重新导入一次", "take the workbook in again"),
        place=Place(str(path)),
    )
