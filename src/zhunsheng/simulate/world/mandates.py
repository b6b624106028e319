"""Mandates: who held which post and certificate, and who was on duty when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from zhunsheng.simulate.book import EMPTY_TIME, Ints, Longs
from zhunsheng.simulate.hours import DAY, HOUR
from zhunsheng.simulate.out.directory import MANDATES
from zhunsheng.simulate.world.people import People
from zhunsheng.simulate.world.staffing import Staffing

ON_DUTY = "on-duty"
BREAK = 2 * HOUR
"""A break no longer than this (at noon) is not written into the roster."""


def mandates(people: People, staffing: Staffing, rostered: Ints, begin: int, end: int) -> Any:
    """A table as ``MANDATES``: posts, certificates and, of the officers ``rostered``, spells on
    duty that begin from ``begin`` until ``end`` (milliseconds)."""
    careers = people.careers
    everybody = np.arange(len(people), dtype=np.int32)
    since = np.where(careers.before_since >= 0, careers.before_since, careers.held_since)
    parts = [
        _rows(
            people, everybody, "post", people.post, people.post_names, since * np.int64(DAY), None
        )
    ]
    words = sorted({name for own in people.certificates for name in own})
    for code, certificate in enumerate(words):
        holds = np.array([certificate in own for own in people.certificates], np.bool_)
        officers = np.flatnonzero(holds[people.post]).astype(np.int32)
        granted = people.certified[officers] * np.int64(DAY)
        which = np.full(len(officers), code, np.int32)
        parts.append(_rows(people, officers, "certificate", which, words, granted, None))
    officer, starts, ends = staffing.spells_of(rostered, begin, end, joined=BREAK)
    nothing = np.zeros(len(officer), np.int32)
    parts.append(_rows(people, officer, "roster", nothing, [ON_DUTY], starts, ends))
    return pa.concat_tables(parts)


def _rows(
    people: People, officer: Any, kind: str, value: Any, words: Sequence[str], start: Longs,
    end: Longs | None,
) -> Any:  # fmt: skip
    count = len(officer)
    ends = np.full(count, EMPTY_TIME, np.int64) if end is None else end
    ids = pa.array(people.id, pa.string())
    return pa.table(
        [
            ids.take(pa.array(officer)),
            pa.array([kind], pa.string()).take(pa.array(np.zeros(count, np.int32))),
            pa.array(words, pa.string()).take(pa.array(np.asarray(value, np.int32))),
            pa.array(start),
            pa.array(ends, mask=ends == EMPTY_TIME),
        ],
        schema=MANDATES,
    )
