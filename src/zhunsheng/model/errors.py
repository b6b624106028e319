"""Errors as interface: what is wrong, where, why, and how to mend it.

Every error a user can meet carries the same four parts in Chinese and English, so that the
command line, a report and (later) a web page say the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from zhunsheng.model.text import Text


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a file, and as far as it is known a line, a row, a column or a sheet (all from 1)."""

    file: str
    line: int | None = None
    row: int | None = None
    column: str | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts[0] += f":{self.line}"
        if self.sheet is not None:
            parts.append(f"sheet {self.sheet}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``code`` is stable and for programs; the texts are for people."""

    code: str
    what: Text
    why: Text | None = None
    mend: Text | None = None
    place: Place | None = None
    severity: Literal["error", "warning"] = "error"

    def in_language(self, language: str) -> str:
        """The problem as one paragraph, place first, in ``zh`` or ``en``."""
        stop = "。" if language == "zh" else ". "
        said = [text.say(language) for text in (self.what, self.why, self.mend) if text is not None]
        body = stop.join(part.rstrip("。. ") for part in said) + stop.rstrip()
        return f"{self.place}: {body}" if self.place is not None else body

    def __str__(self) -> str:
        return self.in_language("en")


@dataclass(eq=False)
class ZhunshengError(Exception):
    """The root of our errors: one or more problems, all of them reported together."""

    problems: tuple[Problem, ...] = field(default_factory=tuple)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class RegisterError(ZhunshengError):
    """The register's files do not say something that can be judged by."""


class ChartError(ZhunshengError):
    """A chart cannot be read, or is not sound."""


class SourceError(ZhunshengError):
    """A source file cannot be read as what it claims to be."""


class MappingError(ZhunshengError):
    """A mapping does not fit the source it is used on."""


class TraceError(ZhunshengError):
    """The trace store is not in a state that can be used."""


class PracticeError(ZhunshengError):
    """The description of a service to practise on does not say something that can be played."""


class JudgingError(ZhunshengError):
    """A run cannot be carried out as asked."""


def problem(
    code: str,
    what: tuple[str, str],
    *,
    why: tuple[str, str] | None = None,
    mend: tuple[str, str] | None = None,
    place: Place | None = None,
    severity: Literal["error", "warning"] = "error",
) -> Problem:
    """A problem from pairs of (Chinese, English)."""
    return Problem(
        code=code,
        what=Text(*what),
        why=Text(*why) if why else None,
        mend=Text(*mend) if mend else None,
        place=place,
        severity=severity,
    )
