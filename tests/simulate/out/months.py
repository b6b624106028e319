"""Small books of a made-up office, for the tests of writing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from zhunsheng.simulate.book import EMPTY_TIME, Acts, Book, Clock, Coded, Longs
from zhunsheng.simulate.hours import DAY, MINUTE, ms_of
from zhunsheng.simulate.out.directory import MANDATES, Directory

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
OCTOBER = ms_of(dt.date(2026, 10, 1))
STEPS = (
    "declaration.submit",
    "declaration.accept",
    "review.open",
    "review.pass",
    "release.order",
    "gate.out",
)


def names(type_: str, numbers: Longs) -> Any:
    return pa.array([f"{type_[:3].upper()}{number:09d}" for number in numbers.tolist()])


def directory(*, officers: int = 40, mandates: Any = None) -> Directory:
    held: Sequence[dict[str, object]] = [
        {
            "officer": f"53{number:05d}",
            "kind": "post",
            "value": "release-officer" if number % 2 else "declaration-reviewer",
            "start": ms_of(dt.date(2024, 1, 1)),
            "end": None if number % 3 else ms_of(dt.date(2027, 1, 1)),
        }
        for number in range(officers)
    ]
    return Directory(
        "5300",
        "Asia/Shanghai",
        [f"53{number:05d}" for number in range(officers)],
        ["declaration-reviewer", "release-officer", "gate-officer"],
        ["5300", "5301", "5303"],
        names,
        pa.Table.from_pylist(held, schema=MANDATES) if mandates is None else mandates,
    )


def month(declarations: int = 300, *, seed: int = 1, first: int = 0) -> Book:
    """Declarations that go from their submission to the gate, some of them not all the way.

    ``first``: of the numbers used, so that several books are unlike."""
    luck = np.random.default_rng(seed)
    book = Book()
    number = np.arange(declarations) + first
    office = luck.integers(0, 3, declarations).astype(np.int32)
    company = luck.integers(0, max(1, declarations // 10), declarations)
    at = OCTOBER + luck.integers(0, 20 * DAY, declarations)
    officers = luck.integers(0, 40, (len(STEPS), declarations)).astype(np.int32)
    for step, activity in enumerate(STEPS):
        at = at + np.where(
            luck.random(declarations) < 0.1, 0, luck.integers(0, 300, declarations) * MINUTE + step
        )
        here = luck.random(declarations) < 1 - 0.04 * step
        count = int(here.sum())
        objects = {"declaration": number[here], "company": company[here]}
        if activity == "gate.out":
            objects["vehicle"] = np.where(luck.random(count) < 0.9, number[here] % 97, -1)
        party = activity == "declaration.submit"
        book.add(
            Acts(
                activity,
                at[here],
                at[here],
                np.full(count, -1, np.int32) if party else officers[step][here],
                np.full(count, -1 if party else step % 3, np.int16),
                office[here],
                ((number[here] + 1) * 100 + step).astype(np.int64),
                np.zeros(count, np.int16),
                objects,
                _fields(activity, count, at[here], luck),
            )
        )
    return book


def _fields(activity: str, count: int, at: Longs, luck: np.random.Generator) -> dict[str, Any]:
    if activity == "declaration.submit":
        return {
            "mode": Coded(luck.integers(-1, 2, count).astype(np.int32), ("ordinary", "two-step")),
            "value": np.where(
                luck.random(count) < 0.1, np.nan, np.round(luck.lognormal(9, 2, count), 2)
            ),
            "arrived_at": Clock(np.where(luck.random(count) < 0.2, EMPTY_TIME, at - 600 * MINUTE)),
        }
    if activity == "review.pass":
        return {
            "seconds": luck.integers(5, 900, count).astype(np.float64),
            "must_review": Coded(luck.integers(0, 2, count).astype(np.int32), ("false", "true")),
        }
    if activity == "release.order":
        return {"reason": Coded(luck.integers(-1, 1, count).astype(np.int32), ("急需，先放",))}
    return {}


def with_record_twice(book: Book, activity: str, row: int) -> Book:
    """The book with one record of an activity there once more, the same."""
    acts = book.of(activity)
    assert acts is not None
    again = acts.take(np.array([row]))
    again.recorded = again.recorded + DAY
    book.add(again)
    return book


def with_correction(book: Book, activity: str, row: int, *, office: int) -> Book:
    """The book with one record of an activity corrected a day later: another office."""
    acts = book.of(activity)
    assert acts is not None
    again = acts.take(np.array([row]))
    again.recorded = again.recorded + DAY
    again.office = np.array([office], np.int32)
    book.add(again)
    return book
