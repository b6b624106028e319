"""The shapes of breach as the register is given them: names, parameters, what these refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError

from zhunsheng.model.errors import Place, Problem, problem
from zhunsheng.model.notation import RefersTo
from zhunsheng.model.notation_period import PeriodReference
from zhunsheng.model.open_value import spans
from zhunsheng.model.register import Register
from zhunsheng.model.standard import StandardVersion

Parameters = Mapping[str, type[BaseModel]]
"""Shape → what its parameters look like."""


def read_parameters(
    version: StandardVersion, parameters: Parameters, register: Register
) -> BaseModel | None:
    """The version's parameters, read with the latest value of every site parameter.

    None where they cannot be read (the check tells), or where a value is still open.
    """
    block = parameters.get(version.shape)
    decided = [span for span in spans(version, register.parameters) if not span.missing]
    try:
        return block.model_validate(dict(decided[-1].written)) if block and decided else None
    except ValidationError:
        return None


def referred(read: BaseModel) -> Iterator[tuple[str, str]]:
    """Section and id of every item of the register that parameters name."""
    for name, field in type(read).model_fields.items():
        value = getattr(read, name)
        if isinstance(value, PeriodReference) and value.clock is not None:
            yield "clocks", value.clock
        for mark in field.metadata:
            if isinstance(mark, RefersTo):
                ids = (value,) if isinstance(value, str) else value or ()
                yield from ((mark.section, item_id) for item_id in ids)


def shape_unknown(shape: str, known: Iterable[str], place: Place | None) -> Problem:
    """No such shape of breach; the nearest one is offered."""
    names = list(known)
    near = get_close_matches(shape, names, n=1)
    return problem(
        "shape-unknown",
        (f"没有名为“{shape}”的违规形态", f"there is no shape {shape!r}"),
        mend=(
            f"是否应为“{near[0]}”？" if near else f"可用的形态：{'、'.join(names)}",
            f"did you mean {near[0]!r}?" if near else f"the shapes are {', '.join(names)}",
        ),
        place=place,
    )
