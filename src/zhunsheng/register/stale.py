"""Whether the register kept up with the law (职权清单是否随制度更新)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from zhunsheng.model.law import Law
from zhunsheng.model.register import Register
from zhunsheng.model.review import Review
from zhunsheng.model.validity import Validity

REVIEW_DAYS = 60
"""Days for the review after a change, where the register does not say (a default of ours)."""
PARAMETER = "register-review-days"


@dataclass(frozen=True, slots=True)
class Stale:
    """An item that still rests on an edition that is no longer the law.

    ``cited``: the edition it cites; ``changed_on``: the day of the next edition, or of the repeal;
    ``due``: the last day for its review.
    """

    section: str
    item: str
    law: str
    cited: dt.date
    changed_on: dt.date
    due: dt.date


def stale(register: Register, *, on: dt.date) -> list[Stale]:
    """Items in force on the day ``on`` whose law changed, with the review overdue by then.

    An item is up to date when its version in force cites the edition in force, or when a review on
    record, made after the change, covers it.
    """
    days = dt.timedelta(days=_review_days(register, on))
    laws = {law.id: law for law in register.laws}
    found: dict[tuple[str, str, str], Stale] = {}
    for section, item, validity, law_id, edition in _citations(register):
        law = laws.get(law_id)
        if law is None or edition is None or on not in validity:
            continue
        changed = _changed_after(law, edition)
        if changed is None or changed + days >= on:
            continue
        if not any(_covers(one, section, item, law_id, changed, on) for one in register.reviews):
            found[section, item, law_id] = Stale(
                section, item, law_id, edition, changed, changed + days
            )
    return sorted(found.values(), key=lambda one: (one.due, one.section, one.item))


def _citations(
    register: Register,
) -> Iterator[tuple[str, str, Validity, str, dt.date | None]]:
    for section in ("powers", "clocks", "tables", "standards"):
        for item in getattr(register, section):
            for version in item.versions:
                for basis in version.basis:
                    yield section, item.id, version.validity, basis.law, basis.edition


def _changed_after(law: Law, edition: dt.date) -> dt.date | None:
    """The day on which ``edition`` ceased to be the law, or None while it is."""
    later = [day for day in law.editions if day > edition]
    if law.repealed_on is not None:
        later.append(law.repealed_on)
    return min(later, default=None)


def _covers(
    review: Review, section: str, item: str, law: str, changed: dt.date, on: dt.date
) -> bool:
    return (
        review.law == law
        and changed <= review.on <= on
        and (not review.items or f"{section}/{item}" in review.items)
    )


def _review_days(register: Register, on: dt.date) -> int:
    for parameter in register.parameters:
        if parameter.id == PARAMETER:
            for version in parameter.versions:
                if on in version.validity:
                    return int(str(version.value))
    return REVIEW_DAYS
