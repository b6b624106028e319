"""Which objects acts touch: pairs of act position and subject, each object named once a batch."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhunsheng.trace.encoded import Encoded, encode
from zhunsheng.trace.identity import subject_digests
from zhunsheng.trace.shape import TEXT

Longs = npt.NDArray[np.int64]

NO_TOUCHES = pa.schema([("subject", pa.int64()), ("type", TEXT), ("qualifier", TEXT)]).empty_table()
NO_OBJECTS = pa.schema(
    [("type", pa.string()), ("subject", pa.int64()), ("id", pa.string())]
).empty_table()


def touch(
    type_: str, qualifier: str, codes: npt.NDArray[np.int32], values: list[str]
) -> tuple[Longs, Any, Any]:
    """Positions of acts that touch an object of ``type_``, the touches, and the objects."""
    at = np.flatnonzero(codes >= 0)
    used = np.flatnonzero(np.bincount(codes[at], minlength=len(values)))
    ids = [values[code] for code in used.tolist()]
    subjects = subject_digests(type_, ids)
    of_code = np.zeros(len(values), np.int64)
    of_code[used] = subjects
    count = len(at)
    touches = pa.table(
        {
            "subject": pa.array(of_code[codes[at]]),
            "type": _same(type_, count),
            "qualifier": _same(qualifier, count),
        }
    )
    objects = pa.table(
        {
            "type": pa.array([type_] * len(ids), pa.string()),
            "subject": pa.array(subjects),
            "id": pa.array(ids, pa.string()),
        }
    )
    return at, touches, objects


def _same(value: str, count: int) -> Any:
    return pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(count, np.int32)), pa.array([value], pa.string())
    )


def related(relations: Encoded, index: Longs) -> list[tuple[Longs, Any, Any]]:
    """Touches out of an object-centric log's relationships (JSON of type, id, qualifier)."""
    groups: dict[tuple[str, str], tuple[list[int], list[str]]] = {}
    parsed = [json.loads(text) for text in relations.values]
    for position, code in enumerate(relations.codes[index]):
        for type_, id_, qualifier in parsed[code] if code >= 0 else ():
            at, ids = groups.setdefault((type_, qualifier), ([], []))
            at.append(position)
            ids.append(id_)
    found = []
    for (type_, qualifier), (at, ids) in groups.items():
        encoded = encode(pa.array(ids, pa.string()))
        where, touches, objects = touch(type_, qualifier, encoded.codes, encoded.values)
        found.append((np.array(at, np.int64)[where], touches, objects))
    return found
