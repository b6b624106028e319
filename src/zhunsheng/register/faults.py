"""What is wrong in a file, with file and line."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ValidationError

from zhunsheng.model.errors import Problem
from zhunsheng.model.notation_faults import problems_of
from zhunsheng.register.source import Source, Trail


def problems_in(
    source: Source, error: ValidationError, *, at: Trail, block: type[BaseModel]
) -> Iterator[Problem]:
    """Each of pydantic's errors about the value at ``at``, on its line of ``source``."""
    return problems_of(error, block=block, locate=lambda trail: source.place((*at, *trail)))
