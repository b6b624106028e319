"""Code tables: what a register calls its types, domains, levels and other closed lists."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhunsheng.model.errors import Place
from zhunsheng.model.text import Text


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a closed list."""

    id: str
    title: Text
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A closed list of codes (代码表), in the order of the file."""

    id: str
    title: Text
    codes: tuple[Code, ...]
    verified: bool = True
    place: Place | None = field(default=None, compare=False)

    def title_of(self, code: str) -> Text | None:
        """What ``code`` is called, or None where the table does not list it."""
        return next((one.title for one in self.codes if one.id == code), None)
