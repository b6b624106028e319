"""ISO 8601 durations, as far as a law counts in them: one unit, a whole number."""

from __future__ import annotations

import re

_FORM = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?)?")


def period_of(duration: str) -> dict[str, int]:
    """``P60D`` → ``{"days": 60}``: the parameters of a period, as the shapes name them.

    Years and months together are months (a year is twelve months in every law); weeks are seven
    calendar days. Days mixed with hours or months are refused: a day of a law is not 24 hours,
    and a month not 30 days, so the sum has no agreed meaning. Minutes and fractions likewise.

    Raises ValueError with the reason (in English) for anything else.
    """
    form = _FORM.fullmatch(duration.strip())
    if form is None or not any(form.groups()):
        raise ValueError(f"{duration!r} is not an ISO 8601 duration in years … hours")
    years, months, weeks, days, hours = (int(part or 0) for part in form.groups())
    groups = [years or months, weeks or days, hours]
    if sum(1 for group in groups if group) != 1:
        raise ValueError(f"{duration!r} mixes units, or is no time at all")
    if hours:
        return {"hours": hours}
    if weeks or days:
        return {"days": 7 * weeks + days}
    return {"months": 12 * years + months} if months else {"years": years}
