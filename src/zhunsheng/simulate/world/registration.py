"""Registration numbers of firms and plates of vehicles: shaped like the field's, and invented.

No real firm can be hit: the division 99 and the province 演 do not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from zhunsheng.simulate.book import Ints, Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.world.firms import Firms
from zhunsheng.simulate.world.offices import Offices

DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of social credit codes (GB 32100-2015)."""
NOWHERE = "99"


def firm_names(firms: Firms, offices: Offices, code: str, chance: Chance) -> Mapping[str, Any]:
    """For companies, brokers and vehicles the id of each number; for ``company-credit-code`` the
    company's unified social credit code."""
    dice = chance.of("registration")
    brokers = _texts(
        f"{NOWHERE}{code[:2]}98", _base31(np.arange(len(firms.broker_size), dtype=np.int64), 4)
    )
    serial = _base31(np.arange(len(firms), dtype=np.int64), 4)
    companies = _texts(
        f"{NOWHERE}{code[:2]}", np.column_stack([firms.nature, np.full(len(firms), 6), serial])
    )
    return {
        "company": pa.array(companies, pa.string()),
        "company-credit-code": _credit_codes(len(firms), dice),
        "broker": pa.array(brokers, pa.string()),
        "vehicle": pa.array(_plates(len(firms.vehicle_size), dice), pa.string()),
    }


def _base31(numbers: Longs, width: int) -> Ints:
    """Numbers as digits of base 31, ``width`` each, highest first."""
    powers = 31 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (numbers[:, None] // powers % 31).astype(np.int32)


def _texts(ahead: str, digits: Ints) -> list[str]:
    """Texts of some fixed characters and digits of base 31."""
    letters = np.frombuffer(DIGITS.encode("ascii"), np.uint8)[digits]
    return [
        ahead + row.decode("ascii") for row in letters.view(f"S{digits.shape[1]}")[:, 0].tolist()
    ]


def _credit_codes(count: int, dice: np.random.Generator) -> Any:
    """91, the division 990000, nine characters of the organisation and a check character: the sum
    of all weighted by 3^place is divisible by 31 (GB 32100-2015)."""
    ahead = f"91{NOWHERE}0000MA"
    start = int(dice.integers(0, 31**6))
    own = _base31(start + 7919 * np.arange(count, dtype=np.int64), 7)
    weights = np.array([pow(3, place, 31) for place in range(17)])
    total = sum(int(weights[place]) * DIGITS.index(one) for place, one in enumerate(ahead))
    sums = total + own @ weights[len(ahead) :]
    check = ((31 - sums % 31) % 31).astype(np.int32)
    return pa.array(_texts(ahead, np.column_stack([own, check])), pa.string())


def _plates(count: int, dice: np.random.Generator) -> list[str]:
    letters: Ints = dice.integers(0, 8, count).astype(np.int32)
    order = dice.permutation(100_000 if count <= 100_000 else count)[:count]
    return [
        f"演{'ABCDEFGH'[a]}{n:05d}" for a, n in zip(letters.tolist(), order.tolist(), strict=True)
    ]
