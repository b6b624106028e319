"""One act as its source recorded it: read from the trace again, with the file and the row.

What intake kept of a finding is what pages show every day; this is the way down to the record
itself, asked for one act at a time and under limits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from zhunsheng.hearing.inert import inert
from zhunsheng.model.text import Text
from zhunsheng.model.words import Words, words_of
from zhunsheng.trace import Store
from zhunsheng.trace.manifest import Manifest
from zhunsheng_web.casework.bounded.clock import clock_of, local
from zhunsheng_web.casework.bounded.here import Asking, asking
from zhunsheng_web.casework.bounded.running import Limits
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.taking.shown import masks

LIMITS = Limits(rows=20, seconds=5, megabytes=256)
_FIXED = ("own_id", "row", "activity", "happened", "recorded", "officer", "post", "office")


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a record. ``column``: what its source calls it, empty where it does not say;
    ``mask``: ``person`` or ``company`` where it names one."""

    name: Text
    column: str
    value: Text
    mask: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An act, its source's file (with its SHA-256) and row. Times as the clock of the legal zone
    showed them. ``objects``: (kind, kind in words, number). ``earlier``: how many versions this
    one corrected; ``stands``: False if a later one has corrected it."""

    source: str
    file: str
    file_digest: str
    row: int
    own_id: str
    activity: Text
    happened: str
    recorded: str
    taken_at: str
    officer: str
    post: str
    office: str
    entries: tuple[Entry, ...]
    objects: tuple[tuple[str, Text, str], ...]
    earlier: int
    stands: bool


def recorded(act: int, file: str, row: int | None) -> Recorded | None:
    """The record of an act in a file; None where the trace does not hold it any more.

    Raises Unanswered when the limits are met.
    """
    store = Store(Path(settings.TRACE))
    for batch in store.batches():
        if batch.file == file and "acts.parquet" in batch.files:
            with asking(LIMITS) as base:
                found = _read(base, store, batch, act, row)
            if found is not None:
                return found
    return None


def _read(
    base: Asking, store: Store, batch: Manifest, act: int, row: int | None
) -> Recorded | None:
    folder = store.batches_folder / batch.folder
    columns = [name for name in batch.columns if name[:2] in ("a_", "n_", "t_")]
    shown = [clock_of(f'"{name}"') if name.startswith("t_") else f'"{name}"' for name in columns]
    fixed = ["own_id", '"row"', "activity", local("happened_at"), local("recorded_at")]
    fixed += ["officer", "post", "office"]
    # The row finds its part of the file at once; an act's name is found only by reading all of it.
    text = f"SELECT {', '.join([*fixed, *shown])} FROM read_parquet(?) WHERE act = ?"
    values: list[object] = [str(folder / "acts.parquet"), act]
    if row is not None:
        text, values = text + ' AND "row" = ?', [*values, row]
    read = base.rows(text, values)
    if not read:
        return None
    told = dict(zip((*_FIXED, *columns), read[0], strict=True))
    earlier, later = _versions(base, store, batch, act, str(told["own_id"] or ""))
    return Recorded(
        source=batch.source,
        file=batch.file,
        file_digest=batch.file_digest,
        row=int(told["row"]),
        own_id=inert(str(told["own_id"] or "")),
        activity=_words().activity(str(told["activity"])),
        happened=_second(told["happened"]),
        recorded=_second(told["recorded"]),
        taken_at=batch.committed_at,
        officer=inert(str(told["officer"] or "")),
        post=inert(str(told["post"] or "")),
        office=inert(str(told["office"] or "")),
        entries=tuple(_entries(told, columns, _named_by(batch))),
        objects=_objects(base, folder, batch, act),
        earlier=earlier,
        stands=not later,
    )


def _versions(
    base: Asking, store: Store, batch: Manifest, act: int, own_id: str
) -> tuple[int, bool]:
    """How many earlier versions the record corrected, and whether a later one corrected it."""
    files = [
        str(store.batches_folder / one.folder / "superseded.parquet")
        for one in store.batches()
        if one.source == batch.source and "superseded.parquet" in one.files
    ]
    if not files or not own_id:
        return 0, False
    rows = base.rows(
        "SELECT act, in_batch, by_batch FROM read_parquet(?, union_by_name = true) "
        "WHERE own_id = ?",
        [files, own_id],
    )
    later = any(other == act and within == batch.number for other, within, _ in rows)
    return sum(by == batch.number for _, _, by in rows), later


def _objects(
    base: Asking, folder: Path, batch: Manifest, act: int
) -> tuple[tuple[str, Text, str], ...]:
    if "touches.parquet" not in batch.files or "objects.parquet" not in batch.files:
        return ()
    rows = base.rows(
        "SELECT DISTINCT o.type, o.id FROM read_parquet(?) t JOIN read_parquet(?) o "
        "ON o.subject = t.subject AND o.type = t.type WHERE t.act = ? AND o.type <> 'officer' "
        "ORDER BY 1, 2 LIMIT 50",
        [str(folder / "touches.parquet"), str(folder / "objects.parquet"), act],
    )
    titles = object_titles()
    return tuple((kind, titles.get(kind) or Text(kind, kind), inert(name)) for kind, name in rows)


def _entries(
    told: Mapping[str, Any], columns: Iterable[str], named: Mapping[str, str]
) -> Iterable[Entry]:
    words = _words()
    for column in sorted(columns):
        value, name = told[column], column[2:]
        if value is None:
            continue
        if column.startswith("a_"):
            worded = words.value(name, str(value))
            said = Text(inert(worded.zh).strip("‘’"), inert(worded.en).strip("‘’"))
        else:
            plain = _second(value) if column.startswith("t_") else f"{float(value):g}"
            said = Text(plain, plain)
        yield Entry(words.field_name(name), inert(named.get(name, "")), said, masks().get(name))


def _named_by(batch: Manifest) -> dict[str, str]:
    """Field → the column of the source, as the mapping of the batch has it."""
    try:
        acts = json.loads(batch.mapping)["acts"]
    except (ValueError, KeyError):
        return {}
    return {
        str(one["name"]): str(one.get("column", ""))
        for act in acts
        for one in act.get("attributes", ())
        if isinstance(one, dict) and "name" in one
    }


def _second(told: object) -> str:
    return "" if told is None else str(told)[:19]


@lru_cache(maxsize=1)
def _words() -> Words:
    return words_of(register())


@lru_cache(maxsize=1)
def object_titles() -> dict[str, Text]:
    """Kind of object → what it is called."""
    table = register().code_table("object-types")
    return {code.id: code.title for code in table.codes} if table else {}
