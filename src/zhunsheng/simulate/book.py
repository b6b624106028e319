"""The acts of a slice of simulated work, column by column: what play, schemes and noise pass on.

A book keeps, for each activity, one :class:`Acts`. Columns are numpy arrays of one length. Times
are the wall clock of the legal zone in milliseconds since 1970-01-01T00:00; the zone comes in when
they are written. Officers, posts, offices and objects are numbers of the district's tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Shorts = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = Longs | Flags

NOBODY = -1
EMPTY_TIME = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of text: ``codes`` into ``words``, −1 where empty."""

    codes: Ints
    words: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def same(cls, word: str | None, count: int) -> Coded:
        """One word, or nothing, ``count`` times."""
        if word is None:
            return cls(np.full(count, -1, np.int32), ())
        return cls(np.zeros(count, np.int32), (word,))

    def take(self, rows: Rows) -> Coded:
        return Coded(self.codes[rows], self.words)

    def code(self, word: str) -> int:
        """The code of a word; −2 for one that is not among the words."""
        return self.words.index(word) if word in self.words else -2

    def holds(self, word: str) -> Flags:
        """Where the column holds the word."""
        return np.asarray(self.codes == self.code(word))

    def texts(self) -> list[str | None]:
        """The words themselves: for tests and small numbers."""
        return [self.words[code] if code >= 0 else None for code in self.codes.tolist()]

    def recoded(self, words: tuple[str, ...]) -> Coded:
        """The same texts, coded by ``words``, which hold them all."""
        if words is self.words or words[: len(self.words)] == self.words:
            return Coded(self.codes, words)
        place = {word: number for number, word in enumerate(words)}
        table = np.array([*(place[word] for word in self.words), -1], np.int32)
        return Coded(table[self.codes], words)


@dataclass(frozen=True, slots=True)
class Clock:
    """A column of times: milliseconds of the legal zone's wall clock, EMPTY_TIME where empty."""

    at: Longs

    def __len__(self) -> int:
        return len(self.at)

    def take(self, rows: Rows) -> Clock:
        return Clock(self.at[rows])


Values = Coded | Clock | Floats
"""A field: text, times, or numbers (NaN where empty; at most four decimals are kept)."""


def taken(values: Values, rows: Rows) -> Values:
    """Some rows of a field."""
    return values[rows] if isinstance(values, np.ndarray) else values.take(rows)


def joined(parts: Sequence[Values]) -> Values:
    """Fields of one kind, one after another. Raises TypeError for unlike kinds."""
    first = parts[0]
    if isinstance(first, Coded):
        coded = [part for part in parts if isinstance(part, Coded)]
        if len(coded) != len(parts):
            raise TypeError("a field is text in one place and something else in another")
        return _texts_joined(coded)
    if isinstance(first, Clock):
        return Clock(np.concatenate([part.at for part in parts if isinstance(part, Clock)]))
    return np.concatenate([part for part in parts if isinstance(part, np.ndarray)])


def _texts_joined(parts: Sequence[Coded]) -> Coded:
    """Columns of text one after another; the words of the first, where all have the same (tables of
    thousands). Unlike words come by the hundred thousand: Arrow finds those that are alike."""
    first = parts[0].words
    if all(part.words is first or part.words == first for part in parts[1:]):
        return Coded(np.concatenate([part.codes for part in parts]), first)
    words = pa.array([word for part in parts for word in part.words], pa.string())
    known = words.dictionary_encode()
    place = np.append(known.indices.to_numpy(), np.int32(-1))
    codes, start = [], 0
    for part in parts:
        codes.append(place[np.where(part.codes >= 0, part.codes + start, -1)])
        start += len(part.words)
    return Coded(np.concatenate(codes), tuple(known.dictionary.to_pylist()))


def nothing(like: Values, count: int) -> Values:
    """An empty field of the same kind."""
    if isinstance(like, Coded):
        return Coded(np.full(count, -1, np.int32), like.words)
    if isinstance(like, Clock):
        return Clock(np.full(count, EMPTY_TIME, np.int64))
    return np.full(count, np.nan)


def written(values: Values, rows: Rows, new: Values | float | str | None) -> Values:
    """The field with ``rows`` replaced; ``None``: made empty."""
    if isinstance(values, Coded):
        if new is None or isinstance(new, str):
            words = values.words
            if new is not None and new not in words:
                words = (*words, new)
            codes = values.codes.copy()
            codes[rows] = -1 if new is None else words.index(new)
            return Coded(codes, words)
        if not isinstance(new, Coded):
            raise TypeError("a text field takes texts")
        both = _texts_joined((values, new))
        codes = both.codes[: len(values)].copy()
        codes[rows] = both.codes[len(values) :]
        return Coded(codes, both.words)
    if isinstance(values, Clock):
        at = values.at.copy()
        at[rows] = new.at if isinstance(new, Clock) else EMPTY_TIME
        return Clock(at)
    if isinstance(new, (str, Coded, Clock)):
        raise TypeError("a field of numbers takes numbers")
    numbers = values.copy()
    numbers[rows] = np.nan if new is None else new
    return numbers


@dataclass(slots=True)
class Acts:
    """All acts of one activity in a slice, in no particular order.

    ``at``, ``recorded``: when it was done and when it was recorded. ``officer``, ``post``,
    ``office``: numbers of the district's tables, −1 for none. ``objects``: object type → number of
    the object touched, −1 for none. ``scheme``: 0 for honest work, else the scheme's number.
    ``serial``: unique in the whole service; its decimal text is the record's own id.
    """

    activity: str
    at: Longs
    recorded: Longs
    officer: Ints
    post: Shorts
    office: Ints
    serial: Longs
    scheme: Shorts
    objects: dict[str, Longs] = field(default_factory=dict)
    fields: dict[str, Values] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.at)

    def take(self, rows: Rows) -> Acts:
        """Some of the acts."""
        return Acts(
            self.activity,
            self.at[rows],
            self.recorded[rows],
            self.officer[rows],
            self.post[rows],
            self.office[rows],
            self.serial[rows],
            self.scheme[rows],
            {name: numbers[rows] for name, numbers in self.objects.items()},
            {name: taken(values, rows) for name, values in self.fields.items()},
        )

    def without(self, rows: Flags) -> Acts:
        """The acts less those marked."""
        return self.take(~rows)

    def write(self, name: str, rows: Rows, new: Values | float | str | None) -> None:
        """Gives a field new values in some rows; ``None`` empties it. The field must exist."""
        self.fields[name] = written(self.fields[name], rows, new)

    def copied(self) -> Acts:
        """The same acts in columns of their own, so that editing them touches nothing else."""
        return replace(
            self,
            at=self.at.copy(),
            recorded=self.recorded.copy(),
            officer=self.officer.copy(),
            post=self.post.copy(),
            office=self.office.copy(),
            serial=self.serial.copy(),
            scheme=self.scheme.copy(),
            objects={name: numbers.copy() for name, numbers in self.objects.items()},
            fields=dict(self.fields),
        )


def gathered(parts: Sequence[Acts]) -> Acts:
    """Acts of one activity, one after another; a field or object missing in a part is empty."""
    if len(parts) == 1:
        return parts[0]
    objects: dict[str, Longs] = {}
    for name in dict.fromkeys(name for part in parts for name in part.objects):
        objects[name] = np.concatenate(
            [part.objects.get(name, np.full(len(part), NOBODY, np.int64)) for part in parts]
        )
    fields: dict[str, Values] = {}
    for name in dict.fromkeys(name for part in parts for name in part.fields):
        like = next(part.fields[name] for part in parts if name in part.fields)
        fields[name] = joined(
            [part.fields[name] if name in part.fields else nothing(like, len(part))
             for part in parts]
        )  # fmt: skip
    return Acts(
        parts[0].activity,
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.recorded for part in parts]),
        np.concatenate([part.officer for part in parts]),
        np.concatenate([part.post for part in parts]),
        np.concatenate([part.office for part in parts]),
        np.concatenate([part.serial for part in parts]),
        np.concatenate([part.scheme for part in parts]),
        objects,
        fields,
    )


@dataclass(slots=True)
class Book:
    """The acts of a slice, by activity."""

    acts: dict[str, Acts] = field(default_factory=dict)
    _waiting: dict[str, list[Acts]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(len(acts) for acts in self)

    def __iter__(self) -> Iterator[Acts]:
        for activity in sorted({*self.acts, *self._waiting}):
            acts = self.of(activity)
            if acts is not None:
                yield acts

    def of(self, activity: str) -> Acts | None:
        """All acts of an activity, None if there are none. Change them in place, or ``put``."""
        waiting = self._waiting.pop(activity, None)
        if waiting:
            had = [self.acts[activity]] if activity in self.acts else []
            self.acts[activity] = gathered([*had, *waiting])
        return self.acts.get(activity)

    def add(self, acts: Acts) -> None:
        """Adds acts to those of their activity."""
        if len(acts):
            self._waiting.setdefault(acts.activity, []).append(acts)

    def put(self, acts: Acts) -> None:
        """Puts these in place of all acts of their activity."""
        self._waiting.pop(acts.activity, None)
        self.acts[acts.activity] = acts


def find(acts: Acts, type_: str, numbers: Longs, *, last: bool = True) -> Longs:
    """For each object its last (or first) act, as a row of ``acts``; −1 where there is none."""
    objects = acts.objects.get(type_)
    if objects is None or not len(objects):
        return np.full(len(numbers), -1, np.int64)
    order = np.lexsort((acts.serial, acts.at, objects))
    known = objects[order]
    if last:
        place = np.searchsorted(known, numbers, "right") - 1
    else:
        place = np.searchsorted(known, numbers, "left")
    place = np.clip(place, 0, len(known) - 1)
    return np.where(known[place] == numbers, order[place], -1)
