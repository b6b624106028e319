"""What the parameters of all shapes have in common; each shape's own are in its file."""

from __future__ import annotations

from typing import Self

from zhunsheng.model.notation import Block
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Step
from zhunsheng.model.validity import Validity

MANY = 1_000_000
"""No count in a standard is above it, so that each fits the integer columns of a plan."""


class ShapeParameters(Block):
    """The parameters of a shape as written in a register; unknown keys are refused."""

    def steps(self) -> dict[str, Step]:
        """Role → step, for the roles that are filled."""
        found: dict[str, Step] = {}
        for name, info in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(value, Step):
                found[info.alias or name] = value
        return found

    def dated(self) -> tuple[Validity, ...] | None:
        """After :meth:`resolve`: the days for which what these parameters refer to (``within``
        apart) says something; None: for all days."""
        return None

    def resolve(self, register: Register) -> Self:
        """These parameters with what they refer to in the register (``within`` apart: the
        compiler splits a version by the versions of its clock).

        A shape that refers to something overrides it. Raises ValueError for what is not there.
        """
        return self
