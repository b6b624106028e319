"""Errors about source files, each with its place and how to mend it."""

from __future__ import annotations

from pathlib import Path

from zhunsheng.model.errors import Place, SourceError, problem

_MEND = (
    "请从来源系统重新导出该文件后再试;库中没有任何改动",
    "export the file from its source again; nothing in the trace was changed",
)


def source_fault(
    code: str,
    path: Path,
    what: tuple[str, str],
    *,
    why: tuple[str, str] | None = None,
    mend: tuple[str, str] = _MEND,
    line: int | None = None,
    row: int | None = None,
    column: str | None = None,
    sheet: str | None = None,
) -> SourceError:
    """A :class:`SourceError` with one problem."""
    place = Place(str(path), line=line, row=row, column=column, sheet=sheet)
    return SourceError((problem(code, what, why=why, mend=mend, place=place),))
