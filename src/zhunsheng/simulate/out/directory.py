"""How the numbers of a district's tables are written in its records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from zhunsheng.simulate.book import Longs

OFFICER = "officer"
MANDATES = pa.schema(
    [
        ("officer", pa.string()),
        ("kind", pa.string()),
        ("value", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
    ]
)
"""Who held what: ``start`` and ``end`` in milliseconds of the legal zone's wall clock, ``end``
null while it is still held."""


@dataclass(frozen=True, slots=True)
class Directory:
    """``code``: of the district. ``officers``, ``posts``, ``offices``: the texts behind the
    numbers. ``names``: an object type and numbers → their ids, a pyarrow array of text.
    ``mandates``: a table as :data:`MANDATES`. ``zone``: the legal zone's IANA name.
    """

    code: str
    zone: str
    officers: Sequence[str]
    posts: Sequence[str]
    offices: Sequence[str]
    names: Callable[[str, Longs], Any]
    mandates: Any

    def ids(self, type_: str, numbers: Longs) -> list[str]:
        """The ids of objects, in order."""
        if type_ == OFFICER:
            return [self.officers[number] for number in numbers.tolist()]
        found: list[str] = self.names(type_, numbers).to_pylist()
        return found
