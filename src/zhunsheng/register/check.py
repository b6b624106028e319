"""What is wrong with a register that can be read: errors first, then warnings."""

from __future__ import annotations

import datetime as dt

from zhunsheng.model.errors import Problem
from zhunsheng.model.register import Register
from zhunsheng.register.checks.basis import check_basis
from zhunsheng.register.checks.calendar import check_calendar
from zhunsheng.register.checks.lists import (
    check_codes,
    check_indicators,
    check_open_values,
)
from zhunsheng.register.checks.references import check_references
from zhunsheng.register.checks.responsibility import (
    check_incompatible,
    check_owners,
    check_risk_points,
)
from zhunsheng.register.checks.shapes import check_shapes
from zhunsheng.register.checks.timings import check_timings
from zhunsheng.register.checks.trust import check_exemptions, check_verified
from zhunsheng.register.checks.validity import check_validity
from zhunsheng.register.shapes import Parameters


def check(
    register: Register, *, parameters: Parameters, on: dt.date | None = None
) -> list[Problem]:
    """Every fault found, errors before warnings, each with its place where one is known.

    ``parameters``: shape of breach → what its parameters look like, as given to the loader.
    ``on``: today, for what depends on it (exemptions past their end, calendar years that are
    needed by now); without it those are left out.
    """
    found = [
        *check_shapes(register, parameters),
        *check_references(register, parameters),
        *check_basis(register),
        *check_validity(register),
        *check_owners(register),
        *check_risk_points(register),
        *check_incompatible(register),
        *check_codes(register),
        *check_indicators(register),
        *check_open_values(register),
        *check_timings(register),
        *check_calendar(register, parameters, on=on),
        *check_exemptions(register, on=on),
        *check_verified(register),
    ]
    return sorted(found, key=lambda fault: fault.severity != "error")
