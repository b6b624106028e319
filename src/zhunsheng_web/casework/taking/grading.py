"""How grave: by the standard, one step graver for money at stake, and for rows that repeat.

A row's own facts decide whether it is open or closed, so that a warning's secrecy never changes
with what comes later, and never depends on the order in which runs come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.taking.row import Told
from zhunsheng_web.casework.taking.rules import levels

Why = list[dict[str, str]]


def of_row(told: Told) -> tuple[int, Why]:
    """The level by the facts of one finding, and the reasons."""
    finding = told.finding
    return level_of(told.kind, finding.grade, finding.line, told.domain, told.money)


def gravest(levels_of_rows: Iterable[tuple[int, Why]]) -> tuple[int, Why]:
    """The level of rows together. Of several equally grave the one with the fewest reasons: it does
    not matter which came first."""
    return min(levels_of_rows, key=lambda one: (one[0], len(one[1])))


def level_of(
    kind: str, grade: str, line: int, domain: str, at_stake: Decimal | None
) -> tuple[int, Why]:
    """The same from what a finding that was taken in still says."""
    rules = levels()
    base = next(rule for rule in rules.base if rule.fits(kind, grade, line))
    why: Why = [{"code": "standard", "zh": base.why.zh, "en": base.why.en}]
    money = rules.money_rule(domain)
    if money is not None and at_stake is not None and at_stake >= money.at_least:
        why.append(
            {
                "code": "money",
                "zh": f"涉及金额达到{money.at_least:,.0f}元，上调一级",
                "en": f"the money at stake reaches {money.at_least:,.0f} yuan: one level up",
            }
        )
        return max(base.level - 1, 1), why
    return base.level, why


def secrecy_of(level: int) -> str:
    """Open or closed, as ``handling.yaml`` says of the level."""
    return handling().level(level).secrecy


def recurs(happened_at: Iterable[dt.datetime]) -> bool:
    """Do so many rows lie within so many days?"""
    rule = levels().recurrence
    at = sorted(happened_at)
    span = dt.timedelta(days=rule.days)
    return any(last - first <= span for first, last in zip(at, at[rule.rows - 1 :], strict=False))


def repeated(level: int, secrecy: str) -> int:
    """The level of a warning whose rows repeat: one step graver, but no graver than what may
    stay open if it is open."""
    graver = max(level - 1, 1)
    return graver if secrecy_of(graver) == secrecy else level


def why_repeated() -> dict[str, str]:
    rule = levels().recurrence
    return {
        "code": "recurrence",
        "zh": f"同一经办人、同一标准{rule.days}日内出现{rule.rows}次以上，上调一级",
        "en": f"the same officer and standard {rule.rows} times or more within {rule.days} days: "
        "one level up",
    }
