"""Reading the files of ``practice/``: YAML with the line of every fault."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from zhunsheng.model.errors import PracticeError, Problem, RegisterError, problem
from zhunsheng.model.notation import Block
from zhunsheng.register.faults import problems_in
from zhunsheng.register.source import Source, read_source

Read = TypeVar("Read", bound=BaseModel)


class PracticeBlock(Block):
    """A mapping in a file of ``practice/``: unknown keys are errors; numbers need not be exact."""

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True)


def read_block(path: Path, block: type[Read]) -> Read:
    """A file that is one block. Raises PracticeError with all that is wrong, each with its line."""
    source = _source(path)
    try:
        return block.model_validate(source.data)
    except ValidationError as error:
        raise PracticeError(tuple(problems_in(source, error, at=(), block=block))) from error


def read_source_list(path: Path) -> Source:
    """A file that is a list, not yet read as blocks. Raises PracticeError if it is no list."""
    source = _source(path)
    if not isinstance(source.data, list):
        raise PracticeError(
            (
                problem(
                    "practice-not-a-list",
                    ("文件应为列表", "the file must be a list"),
                    mend=("每项以“- ”起头", "begin each item with “- ”"),
                    place=source.place(()),
                ),
            )
        )
    return source


def blocks_of(source: Source, block: type[Read]) -> list[tuple[Read, int]]:
    """The blocks of a list, each with its place in it. Raises PracticeError with every fault."""
    found: list[tuple[Read, int]] = []
    faults: list[Problem] = []
    for number, item in enumerate(source.data):
        try:
            found.append((block.model_validate(item), number))
        except ValidationError as error:
            faults.extend(problems_in(source, error, at=(number,), block=block))
    if faults:
        raise PracticeError(tuple(faults))
    return found


def _source(path: Path) -> Source:
    try:
        return read_source(path, name=str(path))
    except RegisterError as error:
        raise PracticeError(error.problems) from error
    except FileNotFoundError as error:
        raise PracticeError(
            (
                problem(
                    "practice-file-missing",
                    (f"缺少文件 {path.name}", f"the file {path.name} is missing"),
                    mend=(
                        "指明演练业务的目录（其中应有 service.yaml）",
                        "name the folder of a practice service, with its service.yaml",
                    ),
                ),
            )
        ) from error
