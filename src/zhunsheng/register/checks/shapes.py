"""Standards against the shapes of breach they name."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from zhunsheng.model.errors import Problem
from zhunsheng.model.notation_faults import problems_of
from zhunsheng.model.open_value import spans
from zhunsheng.model.register import Register
from zhunsheng.register.shapes import Parameters, shape_unknown


def check_shapes(register: Register, parameters: Parameters) -> Iterator[Problem]:
    """Versions of an unknown shape, or with parameters the shape cannot read.

    Nothing in a register that was loaded with the same ``parameters``; everything in one that
    was put together otherwise.
    """
    for standard in register.standards:
        for version in standard.versions:
            block = parameters.get(version.shape)
            if block is None:
                yield shape_unknown(version.shape, parameters, version.place)
                continue
            for span in spans(version, register.parameters):
                if span.missing:
                    continue
                try:
                    block.model_validate(dict(span.written))
                except ValidationError as error:
                    place = version.place
                    yield from problems_of(error, block=block, locate=lambda _, at=place: at)  # type: ignore[misc]
