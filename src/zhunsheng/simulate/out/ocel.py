"""Books as an object-centric event log in JSON (OCEL 2.0), for the tools that read such logs.

Of records that come more than once, the version that holds is written. An object's id is its type
and its id, since OCEL wants one name space for all objects. Times are UTC. The whole log is held in
memory, and so it is meant for small services.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from zhunsheng.model.errors import Place, PracticeError, problem
from zhunsheng.simulate.book import Book, Clock, Coded, Longs, Values
from zhunsheng.simulate.out.directory import OFFICER, Directory
from zhunsheng.simulate.out.ledger import Ledger, lay_out
from zhunsheng.simulate.out.settling import settle
from zhunsheng.trace.values import number_text
from zhunsheng.trace.zone import Zone, zone_of

MOST_ACTS = 200_000
PEOPLE = ("officer", "post", "office")
_KINDS = {"text": "string", "number": "float", "time": "time"}

Json = dict[str, Any]


def write_ocel(
    path: Path, books: Iterable[Book], directory: Directory, *, most: int = MOST_ACTS
) -> int:
    """Writes the log and, beside it, the mapping it is taken in with; how many events it has.

    Raises PracticeError for more than ``most`` acts; nothing is then left behind.
    """
    settled = Book()
    for book in books:
        for acts in settle(book).book:
            settled.add(acts)
        if len(settled) > most:
            raise _too_many(path, most)
    log = _Log(lay_out(settled), directory)
    content = {
        "objectTypes": [{"name": type_, "attributes": []} for type_ in sorted(log.touched)],
        "eventTypes": log.event_types(),
        "objects": log.objects(),
        "events": list(log.events()),
    }
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for piece in json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).iterencode(
            content
        ):
            out.write(piece)
    mapping = path.with_name(f"{path.name.split('.')[0]}.mapping.yaml")
    mapping.write_text(log.mapping_text(), encoding="utf-8")
    return len(settled)


class _Log:
    def __init__(self, ledger: Ledger, directory: Directory) -> None:
        self._ledger, self._directory = ledger, directory
        self._zone = zone_of(directory.zone)
        self.touched: dict[str, tuple[Longs, Longs]] = {}
        for type_ in ledger.types():
            rows, numbers = ledger.touched(type_)
            if len(rows):
                self.touched[type_] = rows, numbers
        people = np.flatnonzero(ledger.officer >= 0)
        also = self.touched.get(OFFICER, (people[:0], people[:0]))
        if len(people) or len(also[0]):
            self.touched[OFFICER] = (
                np.concatenate([also[0], people]),
                np.concatenate([also[1], ledger.officer[people]]),
            )
        self._fields = [
            (name, _kind(values), rows, _plain(values, self._zone))
            for name, rows, values in ledger.fields()
        ]

    def event_types(self) -> list[Json]:
        """Each activity with the attributes its events may have."""
        always = [{"name": name, "type": "string"} for name in PEOPLE]
        always.append({"name": "recorded_at", "type": "time"})
        kinds = {name: _KINDS[kind] for name, kind, _, _ in self._fields}
        found = []
        for part in self._ledger.parts:
            own = [
                {"name": name, "type": kinds[name]}
                for name in sorted(part.acts.fields)
                if name in kinds
            ]
            found.append({"name": part.acts.activity, "attributes": always + own})
        return found

    def objects(self) -> list[Json]:
        """Every object that is touched."""
        found = []
        for type_ in sorted(self.touched):
            numbers = np.unique(self.touched[type_][1])
            ids = self._directory.ids(type_, numbers)
            found += [{"id": f"{type_}:{id_}", "type": type_} for id_ in ids]
        return found

    def events(self) -> Iterator[Json]:
        """The acts in order of time."""
        ledger, directory = self._ledger, self._directory
        related: list[list[Json]] = [[] for _ in range(len(ledger))]
        for type_ in sorted(self.touched):
            rows, numbers = self.touched[type_]
            ids = directory.ids(type_, numbers)
            for row, id_ in zip(rows.tolist(), ids, strict=True):
                relation = {"objectId": f"{type_}:{id_}", "qualifier": ""}
                if relation not in related[row]:
                    related[row].append(relation)
        said: list[list[Json]] = [[] for _ in range(len(ledger))]
        for name, _, rows, values in self._fields:
            for row, value in zip(rows.tolist(), values, strict=True):
                said[row].append({"name": name, "value": value})
        at, recorded = (_iso(wall, self._zone) for wall in (ledger.at, ledger.recorded))
        words = (directory.officers, directory.posts, directory.offices)
        people = list(
            zip(ledger.officer.tolist(), ledger.post.tolist(), ledger.office.tolist(), strict=True)
        )
        for row, serial in enumerate(ledger.serial.tolist()):
            who = [
                {"name": name, "value": texts[code]}
                for name, texts, code in zip(PEOPLE, words, people[row], strict=True)
                if code >= 0
            ]
            yield {
                "id": str(serial),
                "type": ledger.activities[int(ledger.activity[row])],
                "time": at[row],
                "attributes": [*who, {"name": "recorded_at", "value": recorded[row]}, *said[row]],
                "relationships": related[row],
            }

    def mapping_text(self) -> str:
        """The mapping (YAML) that takes the log in."""
        lines = [
            "source: simulated",
            f"zone: {self._directory.zone}",
            "format: ocel",
            "acts:",
            "- activity: {column: 'ocel:activity'}",
            "  happened_at: {column: 'ocel:timestamp'}",
            "  recorded_at: {column: recorded_at}",
            "  id: {column: 'ocel:eid'}",
            *(f"  {name}: {name}" for name in PEOPLE),
        ]
        if self._fields:
            lines.append("  attributes:")
        for name, kind, _, _ in self._fields:
            lines.append(f"  - {{name: {name}, column: {name}, kind: {kind}}}")
        return "\n".join(lines) + "\n"


def _kind(values: Values) -> str:
    if isinstance(values, Coded):
        return "text"
    return "time" if isinstance(values, Clock) else "number"


def _plain(values: Values, zone: Zone) -> Sequence[str | None]:
    """Values as the standard's schema has them: text, numbers too."""
    if isinstance(values, Coded):
        return values.texts()
    if isinstance(values, Clock):
        return _iso(values.at, zone)
    scaled = np.rint(values * 10_000).astype(np.int64)
    return [number_text(number) for number in scaled.tolist()]


def _iso(wall: Longs, zone: Zone) -> list[str]:
    micros, _ = zone.to_utc(wall * 1000)
    texts = np.datetime_as_string((micros // 1000).astype("datetime64[ms]"))
    return [f"{text}Z" for text in texts.tolist()]


def _too_many(path: Path, most: int) -> PracticeError:
    return PracticeError(
        (
            problem(
                "practice-ocel-too-large",
                (
                    f"行为超过 {most:,} 条，不写为 OCEL 文件",
                    f"more than {most:,} acts are not written as OCEL",
                ),
                why=(
                    "OCEL 的 JSON 文件须整份读入内存",
                    "an OCEL file in JSON has to be read into memory as a whole",
                ),
                mend=(
                    "减少报关单数，或改为输出行为库、表格",
                    "simulate fewer declarations, or write a trace or tables instead",
                ),
                place=Place(str(path)),
            ),
        )
    )
