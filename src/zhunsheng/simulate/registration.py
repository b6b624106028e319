"""Registration numbers of firms and plates of vehicles: shaped like the field's, and invented.

No real firm can be hit: the division 99 and the province 演 do not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from zhunsheng.simulate.book import Ints
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.firms import Firms
from zhunsheng.simulate.offices import Offices

DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of social credit codes (GB 32100-2015)."""
NOWHERE = "99"


def firm_names(firms: Firms, offices: Offices, code: str, chance: Chance) -> Mapping[str, Any]:
    """For companies, brokers and vehicles the id of each number; for ``company-credit-code`` the
    company's unified social credit code."""
    dice = chance.of("registration")
    return {
        "company": pa.array(
            [
                f"{NOWHERE}{code[:2]}{kind}6{_base31(number, 4)}"
                for number, kind in enumerate(firms.nature.tolist())
            ],
            pa.string(),
        ),
        "company-credit-code": _credit_codes(len(firms), dice),
        "broker": pa.array(
            [f"{NOWHERE}{code[:2]}98{_base31(n, 4)}" for n in range(len(firms.broker_size))],
            pa.string(),
        ),
        "vehicle": pa.array(_plates(len(firms.vehicle_size), dice), pa.string()),
    }


def _base31(number: int, width: int) -> str:
    """A number in the characters of social credit codes."""
    text = ""
    for _ in range(width):
        number, rest = divmod(number, len(DIGITS))
        text = DIGITS[rest] + text
    return text


def _credit_codes(count: int, dice: np.random.Generator) -> Any:
    """91, the division 990000, nine characters of the organisation, a check character."""
    start = int(dice.integers(0, 31**6))
    bodies = (f"91{NOWHERE}0000MA{_base31(start + 7919 * n, 7)}" for n in range(count))
    return pa.array([body + _check(body) for body in bodies], pa.string())


def _check(body: str) -> str:
    """The check character of the first seventeen (GB 32100-2015: weights 3^i mod 31)."""
    total = sum(DIGITS.index(one) * pow(3, place, 31) for place, one in enumerate(body))
    return DIGITS[(31 - total % 31) % 31]


def _plates(count: int, dice: np.random.Generator) -> list[str]:
    letters: Ints = dice.integers(0, 8, count).astype(np.int32)
    order = dice.permutation(100_000 if count <= 100_000 else count)[:count]
    return [
        f"演{'ABCDEFGH'[a]}{n:05d}" for a, n in zip(letters.tolist(), order.tolist(), strict=True)
    ]
