"""Which acts of a file are new, known, corrections, or at odds with what is in the trace.

Nothing is ever overwritten: same identity and same content is a duplicate; other content is a
correction only if the mapping says ``revises`` and it was recorded later; else it is a conflict.
Two different identities with equal 63 bits are told by the second digest or by the own id: error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from zhunsheng.model.errors import TraceError, problem
from zhunsheng.trace.identity import occurrence

Longs = npt.NDArray[np.int64]


class Status(IntEnum):
    """What becomes of an act."""

    NEW = 0
    DUPLICATE = 1
    CONFLICT = 2
    STALE = 3
    EARLIER = 4
    DROPPED = 5


@dataclass(frozen=True, slots=True)
class Drafts:
    """All acts of one file in order, by columns; ``recorded``: microseconds since 1970."""

    act: Longs
    check: Longs
    row: Longs
    recorded: Longs
    by_id: npt.NDArray[np.bool_]
    revises: npt.NDArray[np.bool_]
    own_id: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Known:
    """The latest version of an act in the store."""

    check: int
    own_id: str | None
    recorded: int
    batch: int


@dataclass(slots=True)
class Decision:
    """``act``: final identities; ``status`` per act; ``corrected``: position → batch corrected;
    ``until``: position of a version this very file corrects → when that was recorded."""

    act: Longs
    status: npt.NDArray[np.int8]
    corrected: dict[int, int] = field(default_factory=dict)
    until: dict[int, int] = field(default_factory=dict)


def number_occurrences(drafts: Drafts) -> Longs:
    """Final identities: from the second of identical rows without an own id, with its number."""
    act = drafts.act.copy()
    for group in _groups(act):
        seen: dict[int, int] = {}
        for position in group:
            if drafts.by_id[position]:
                continue
            check = int(drafts.check[position])
            seen[check] = seen.get(check, 0) + 1
            if len(seen) > 1:
                raise _collision(int(drafts.act[position]))
            if seen[check] > 1:
                act[position] = occurrence(int(drafts.act[position]), check, seen[check])
    return act


def _groups(act: Longs) -> list[Longs]:
    """Positions that share an identity, in file order, two or more each."""
    ascending = np.sort(act)
    twice = np.unique(ascending[1:][ascending[1:] == ascending[:-1]])
    if not twice.size:
        return []
    nearest = twice[np.minimum(np.searchsorted(twice, act), len(twice) - 1)]
    crowded = np.flatnonzero(nearest == act)
    order = crowded[np.argsort(act[crowded], kind="stable")]
    same = np.flatnonzero(act[order][1:] == act[order][:-1])
    starts = np.concatenate(([0], np.flatnonzero(np.diff(same) > 1) + 1))
    ends = np.concatenate((starts[1:], [len(same)]))
    return [order[same[a] : same[b - 1] + 2] for a, b in zip(starts, ends, strict=True)]


def decide(
    drafts: Drafts, numbered: Longs, known: dict[int, Known], dropped: npt.NDArray[np.bool_]
) -> Decision:
    """Decides on every act that is not ``dropped``, all those of one identity being there.

    ``numbered``: identities as :func:`number_occurrences` gives them.
    """
    act = numbered.copy()
    decision = Decision(act, np.zeros(len(act), np.int8))
    decision.status[dropped] = Status.DROPPED
    crowded = {int(act[group[0]]): group for group in _groups(act)}
    if known:
        member = np.isin(act, np.fromiter(known, np.int64, len(known)))
        for position in np.flatnonzero(member):
            crowded.setdefault(int(act[position]), np.array([position]))
    for identity, group in crowded.items():
        _chain(drafts, decision, known.get(identity), [int(p) for p in group if not dropped[p]])
    return decision


def _chain(drafts: Drafts, decision: Decision, current: Known | None, group: list[int]) -> None:
    """One identity's versions: the store's, then the file's by time of recording."""
    if any(drafts.revises[position] for position in group):
        group = sorted(group, key=lambda position: int(drafts.recorded[position]))
    latest: int | None = None
    in_store = current.batch if current is not None else None
    for position in group:
        check, own_id = int(drafts.check[position]), drafts.own_id[position]
        if current is None:
            pass
        elif current.own_id != own_id or (own_id is None and current.check != check):
            raise _collision(int(decision.act[position]))
        elif current.check == check:
            decision.status[position] = Status.DUPLICATE
            continue
        elif not drafts.revises[position]:
            decision.status[position] = Status.CONFLICT
            continue
        elif int(drafts.recorded[position]) <= current.recorded:
            decision.status[position] = Status.STALE
            continue
        elif latest is not None:
            decision.status[latest] = Status.EARLIER
            decision.until[latest] = int(drafts.recorded[position])
        decision.status[position] = Status.NEW
        latest = position
        current = Known(check, own_id, int(drafts.recorded[position]), 0)
    if latest is not None and in_store is not None:
        decision.corrected[latest] = in_store


def _collision(identity: int) -> TraceError:
    return TraceError(
        (
            problem(
                "identity_collision",
                (
                    f"两个不同的行为得到同一标识 {identity},导入中止",
                    f"two different acts have the same identity {identity}; nothing is ingested",
                ),
                why=(
                    "63 位摘要相撞;为免误并,不予写入",
                    "their 63-bit digests collide; they must not be merged unseen",
                ),
                mend=(
                    "在映射中改用其他来源编号(id)或增加一个栏目",
                    "map another own id, or one more attribute",
                ),
            ),
        )
    )
