"""The truth about a simulated service: which act belongs to which scheme, and what was taken away.

It is written beside the output and never into it. Only the simulation and the benches may read it
(a contract of import-linter holds everybody else off).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Acts, Longs, Rows, Shorts

Role = Literal["deed", "trace", "removed"]
ROLES: tuple[Role, ...] = ("deed", "trace", "removed")
"""``deed``: the wrongful act itself. ``trace``: a record that tells of it. ``removed``: an act of
honest work that the scheme took away, so that no record of it is left."""

ACTS_FILE = "truth.parquet"
STORY_FILE = "truth.json"


@dataclass(frozen=True, slots=True)
class Noted:
    """Some acts of one activity in one role: their own ids, and the case each belongs to."""

    scheme: int
    role: Role
    activity: str
    subject: str
    serial: Longs
    case: Longs


@dataclass(slots=True)
class Notes:
    """What the schemes did to a slice, or to a whole service."""

    noted: list[Noted] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(len(one.serial) for one in self.noted)

    def note(
        self, scheme: int, role: Role, subject: str, acts: Acts, rows: Rows, case: Longs | None
    ) -> None:
        """Notes some acts. ``case``: the object of type ``subject`` each belongs to; None: the one
        it touches itself."""
        serial = acts.serial[rows]
        if len(serial):
            case = acts.objects[subject][rows] if case is None else case
            self.noted.append(
                Noted(scheme, role, acts.activity, subject, serial.copy(), case.copy())
            )

    def cases(self, subject: str) -> Longs:
        """Objects of a type that some scheme has laid hands on."""
        found = [one.case for one in self.noted if one.subject == subject]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)

    def take_in(self, other: Notes) -> None:
        """Adds what was noted elsewhere."""
        self.noted.extend(other.noted)

    def cut(self, serials: Longs, *, added_from: int) -> None:
        """Acts that only come after the period, or are only known then. Acts of honest work among
        them (numbered below ``added_from``) were taken away; added ones never were."""
        kept: list[Noted] = []
        for one in self.noted:
            late = np.isin(one.serial, serials)
            honest = late & (one.serial < added_from)
            for rows, role in ((~late, one.role), (honest, ROLES[2])):
                if rows.any():
                    kept.append(
                        replace(one, role=role, serial=one.serial[rows], case=one.case[rows])
                    )
        self.noted = kept

    def of(self, scheme: int, role: Role) -> Longs:
        """Own ids of a scheme's acts in a role."""
        found = [one.serial for one in self.noted if one.scheme == scheme and one.role == role]
        return np.concatenate(found) if found else np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Player:
    """A scheme or an innocent look-alike as it was played in one district."""

    id: str
    title: Text
    story: Text
    source: str
    district: str
    since: str
    until: str
    strength: float
    office: str
    officers: tuple[str, ...]
    innocent: tuple[str, ...]
    firms: tuple[str, ...]
    breaks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of a whole service. ``acts``: columns own_id, scheme, role, activity,
    subject_type, subject_id, one row for each act and scheme."""

    acts: pa.Table
    schemes: tuple[Player, ...]
    lookalikes: tuple[Player, ...]


_COLUMNS = ("own_id", "scheme", "role", "activity", "subject_type", "subject_id")
_SCHEMA = pa.schema([(name, pa.string()) for name in _COLUMNS])


def acts_table(
    notes: Notes, schemes: Sequence[str], names: Mapping[tuple[str, int], str]
) -> pa.Table:
    """The notes as a table. ``schemes``: ids by number less one; ``names``: (object type, number)
    → the object's own id as the records have it."""
    best: dict[tuple[int, int], tuple[int, Noted, int]] = {}
    for one in notes.noted:
        rank = _WEIGHT[one.role]
        for serial, case in zip(one.serial.tolist(), one.case.tolist(), strict=True):
            known = best.get((serial, one.scheme))
            if known is None or rank > known[0]:
                best[serial, one.scheme] = (rank, one, case)
    rows = sorted(
        (
            (schemes[scheme - 1], names[one.subject, case], str(serial), one)
            for (serial, scheme), (_, one, case) in best.items()
        ),
        key=lambda row: row[:3],
    )
    columns = {
        "own_id": [serial for _, _, serial, _ in rows],
        "scheme": [scheme for scheme, _, _, _ in rows],
        "role": [one.role for _, _, _, one in rows],
        "activity": [one.activity for _, _, _, one in rows],
        "subject_type": [one.subject for _, _, _, one in rows],
        "subject_id": [case for _, case, _, _ in rows],
    }
    return pa.table(columns, _SCHEMA)


_WEIGHT: dict[Role, int] = {"trace": 0, "deed": 1, "removed": 2}
"""An act noted more than once has the gravest of its roles; one taken away is no act any more."""


def write_truth(folder: Path, truth: Truth) -> None:
    """Writes ``truth.parquet`` and ``truth.json`` into a folder that exists."""
    pq.write_table(truth.acts, folder / ACTS_FILE, compression="zstd")
    said = {
        "schemes": [asdict(one) for one in truth.schemes],
        "lookalikes": [asdict(one) for one in truth.lookalikes],
    }
    text = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / STORY_FILE).write_text(text + "\n", encoding="utf-8")


def read_truth(folder: Path) -> Truth:
    """The truth as it was written. Raises FileNotFoundError where there is none."""
    said = json.loads((folder / STORY_FILE).read_text(encoding="utf-8"))
    return Truth(
        pq.read_table(folder / ACTS_FILE),
        tuple(map(_player, said["schemes"])),
        tuple(map(_player, said["lookalikes"])),
    )


def _player(said: dict[str, Any]) -> Player:
    texts = {name: Text(**said[name]) for name in ("title", "story")}
    lists = {name: tuple(said[name]) for name in ("officers", "innocent", "firms", "breaks")}
    return Player(**{**said, **texts, **lists})


def marked(books: Iterable[Acts]) -> tuple[Longs, Shorts]:
    """Own ids and scheme numbers of the acts that bear a mark, for holding against the notes."""
    serials: list[npt.NDArray[np.int64]] = [np.empty(0, np.int64)]
    schemes: list[npt.NDArray[np.int16]] = [np.empty(0, np.int16)]
    for acts in books:
        rows = np.flatnonzero(acts.scheme)
        serials.append(acts.serial[rows])
        schemes.append(acts.scheme[rows])
    return np.concatenate(serials), np.concatenate(schemes)
