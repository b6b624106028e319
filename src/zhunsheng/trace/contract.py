"""The contract: rows of a source become acts, or stay out with a reason; none is lost.

Works on batches of rows, column by column, parsing each distinct text once. What a batch gives is
not yet final: identical rows get their occurrence numbers, and known acts are set aside, once the
whole file has been seen (:mod:`zhunsheng.trace.resolve`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhunsheng.trace.encoded import Encoded, constant, encode, missing
from zhunsheng.trace.identity import context, digests
from zhunsheng.trace.mapping import Attribute, Mapping, Template, Time
from zhunsheng.trace.shape import (
    CLOCK,
    OFFICER,
    PREFIX,
    acts_schema,
    attribute_columns,
)
from zhunsheng.trace.sink import CASE_FIRST, RELATIONS, ROW
from zhunsheng.trace.touching import NO_OBJECTS, NO_TOUCHES, related, touch
from zhunsheng.trace.values import Parsed, decimals, number_text, parse_numbers, parse_times
from zhunsheng.trace.zone import Zone, zone_of

Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that stays out: ``row`` from 1, a reason code, and the raw content as JSON."""

    row: int
    code: str
    column: str | None
    detail: str | None
    raw: str


@dataclass(slots=True)
class Projected:
    """What one batch of rows gives: acts (identities provisional), touches by act position."""

    acts: Any
    revises: Bools
    touch_position: Longs
    touches: Any
    objects: Any
    rejects: list[Reject]
    rows: int
    doubtful: int


@dataclass(slots=True)
class _Draft:
    """One template on one batch, before rejected rows are taken out."""

    index: Longs
    person: bytes
    by_id: Encoded | None
    fields: dict[str, Any]
    canonical: list[Any]
    happened: Longs
    objects: list[tuple[str, str, Encoded]] = field(default_factory=list)
    relations: Encoded | None = None


class Contract:
    """A mapping made ready to be applied to batches of one file, in order."""

    def __init__(self, mapping: Mapping, *, now_us: int) -> None:
        self.mapping = mapping
        self.now_us = now_us
        self.zone = zone_of(mapping.zone)
        self.clock_zone: Zone = zone_of(mapping.times_in or mapping.zone)
        self.attributes = attribute_columns(mapping)
        self.schema = acts_schema(self.attributes)
        self._seen: list[set[str]] = [set() for _ in mapping.acts]

    def apply(self, batch: Any) -> Projected:
        """The acts of one batch of source rows."""
        return _Batch(self, batch).project()


class _Batch:
    def __init__(self, contract: Contract, batch: Any) -> None:
        self.contract = contract
        self.batch = batch
        self.rows = batch.num_rows
        self.row_numbers: Longs = batch.column(ROW).to_numpy()
        self.faults: dict[int, tuple[str, str | None, str | None]] = {}
        self.doubtful = 0
        self._columns: dict[str, Encoded] = {}
        self._names = set(batch.schema.names)

    def column(self, name: str | None) -> Encoded:
        if name is None or name not in self._names:
            return missing(self.rows)
        if name not in self._columns:
            self._columns[name] = encode(self.batch.column(name))
        return self._columns[name]

    def project(self) -> Projected:
        drafts = [
            self._draft(number, template)
            for number, template in enumerate(self.contract.mapping.acts)
        ]
        good = np.ones(self.rows, np.bool_)
        good[list(self.faults)] = False
        parts, positions, touches, objects = [], [], [], []
        revises = []
        before = 0
        for template, draft in zip(self.contract.mapping.acts, drafts, strict=True):
            keep = good[draft.index]
            acts = self._acts(draft, keep)
            parts.append(acts)
            revises.append(np.full(acts.num_rows, template.revises))
            for at, subjects, named in self._touched(draft, keep):
                positions.append(at + before)
                touches.append(subjects)
                objects.append(named)
            before += acts.num_rows
        return Projected(
            pa.concat_tables(parts, promote_options="none").unify_dictionaries()
            if parts
            else self.contract.schema.empty_table(),
            np.concatenate(revises) if revises else np.zeros(0, np.bool_),
            np.concatenate(positions) if positions else np.zeros(0, np.int64),
            pa.concat_tables([NO_TOUCHES, *touches]).unify_dictionaries(),
            pa.concat_tables([NO_OBJECTS, *objects]),
            [self._reject(index, *fault) for index, fault in sorted(self.faults.items())],
            self.rows,
            self.doubtful,
        )

    def _takes_part(self, number: int, template: Template) -> Bools:
        takes = np.ones(self.rows, np.bool_)
        if template.when is not None:
            column = self.column(template.when.column)
            among = template.when.among
            listed = set(among if among is not None else template.when.not_among or ())
            known = np.array([value in listed for value in column.values] + [False], np.bool_)
            takes = known[column.codes] if among is not None else ~known[column.codes]
        if template.per == "case":
            if template.case is None and CASE_FIRST in self._names:
                takes &= self.batch.column(CASE_FIRST).to_numpy(zero_copy_only=False)
            else:
                takes &= self._first_of_case(number, template.case)
        return takes

    def _first_of_case(self, number: int, name: str | None) -> Bools:
        column = self.column(name)
        first = np.zeros(self.rows, np.bool_)
        codes, index = np.unique(column.codes, return_index=True)
        seen = self.contract._seen[number]
        for code, at in zip(codes, index, strict=True):
            if code >= 0 and column.values[code] not in seen:
                seen.add(column.values[code])
                first[at] = True
        return first

    def _times(self, time: Time | None, takes: Bools) -> tuple[Longs, Bools]:
        """Microseconds since 1970 in UTC, and where they are filled; faults are noted."""
        values = np.zeros(self.rows, np.int64)
        if time is None:
            return values, np.zeros(self.rows, np.bool_)
        column = self.column(time.column)
        parsed = parse_times(column.values, time.format, self.contract.clock_zone)
        filled = column.filled & takes
        self._note(column, parsed, filled, time.column)
        values[filled] = parsed.numbers[column.codes[filled]]
        self.doubtful += int(parsed.doubtful[column.codes[filled]].sum())
        return values, filled

    def _note(self, column: Encoded, parsed: Parsed, filled: Bools, name: str) -> None:
        for code, fault in enumerate(parsed.faults):
            if fault is not None:
                for index in np.flatnonzero(filled & (column.codes == code)):
                    self._fault(int(index), fault, name, column.values[code])

    def _fault(self, index: int, code: str, column: str | None, detail: str | None = None) -> None:
        self.faults.setdefault(index, (code, column, detail))

    def _lacking(self, takes: Bools, filled: Bools, code: str, column: str | None) -> None:
        for index in np.flatnonzero(takes & ~filled):
            self._fault(int(index), code, column)

    def _draft(self, number: int, template: Template) -> _Draft:
        mapping = self.contract.mapping
        takes = self._takes_part(number, template)
        if template.optional:
            takes &= self.column(template.happened_at.column).filled
        happened, timed = self._times(template.happened_at, takes)
        self._lacking(takes, timed, "time_missing", template.happened_at.column)
        recorded, known = self._times(template.recorded_at, takes)
        recorded[~known] = self.contract.now_us
        activity = self._activity(template)
        self._lacking(takes, activity.filled, "activity_missing", template.activity.column)
        by_id = self.column(template.id.column) if template.id is not None else None
        if by_id is not None and template.id is not None:
            self._lacking(takes, by_id.filled, "id_missing", template.id.column)
        index = np.flatnonzero(takes)
        people = {
            name: self.column(getattr(template, name)) for name in (OFFICER, "post", "office")
        }
        for name, column in people.items():
            if name in template.required:
                self._lacking(takes, column.filled, "required_missing", getattr(template, name))
        fields: dict[str, Any] = {
            "activity": activity.text(),
            "happened_at": pa.array(happened, pa.int64()).cast(CLOCK),
            "recorded_at": pa.array(recorded, pa.int64()).cast(CLOCK),
            **{name: column.text() for name, column in people.items()},
        }
        canonical = [fields["activity"], pa.array(happened), *(fields[name] for name in people)]
        objects = [
            (touched.type, touched.qualifier, self.column(touched.column))
            for touched in template.objects
        ]
        canonical += [column.text() for _, _, column in objects]
        if objects:
            any_filled = np.logical_or.reduce([column.filled for _, _, column in objects])
            names = ", ".join(touched.column for touched in template.objects)
            self._lacking(takes, any_filled, "object_missing", names)
        for attribute in template.attributes:
            array, plain = self._attribute(attribute, template, takes)
            fields[PREFIX[attribute.kind] + attribute.name] = array
            canonical.append(plain)
        relations = self.column(RELATIONS) if RELATIONS in self._names else None
        if relations is not None:
            canonical.append(relations.text())
        layout = [f"{touched.type}/{touched.qualifier}" for touched in template.objects]
        layout += [f"{item.kind}:{item.name}" for item in template.attributes]
        person = (
            context("id", mapping.source, template.activity.constant or "")
            if by_id is not None
            else context("content", mapping.source, *layout)
        )
        return _Draft(index, person, by_id, fields, canonical, happened, objects, relations)

    def _activity(self, template: Template) -> Encoded:
        if template.activity.constant is not None:
            return constant(template.activity.constant, self.rows)
        column = self.column(template.activity.column)
        rename = template.activity.rename
        if not rename:
            return column
        return Encoded(column.codes, [rename.get(value, value) for value in column.values])

    def _attribute(self, attribute: Attribute, template: Template, takes: Bools) -> tuple[Any, Any]:
        """The stored column, and its canonical text for digests."""
        column = self.column(attribute.column)
        if attribute.name in template.required:
            self._lacking(takes, column.filled, "required_missing", attribute.column)
        if attribute.kind == "text":
            return column.text(), column.text()
        if attribute.kind == "number":
            parsed = parse_numbers(
                column.values, decimal=self.contract.mapping.decimal, rounded=attribute.round
            )
            filled = column.filled & takes
            self._note(column, parsed, filled, attribute.column)
            scaled = np.zeros(self.rows, np.int64)
            scaled[filled] = parsed.numbers[column.codes[filled]]
            plain = Encoded(
                np.where(filled, column.codes, np.int32(-1)),
                [number_text(int(value)) for value in parsed.numbers],
            )
            return decimals(scaled, filled), plain.text()
        micros, filled = self._times(Time(column=attribute.column, format=attribute.format), takes)
        moments = pa.array(self.contract.zone.moments(micros), mask=~filled)
        return moments, pa.array(micros, mask=~filled)

    def _acts(self, draft: _Draft, keep: Bools) -> Any:
        index = draft.index[keep]
        chosen = pa.array(index)
        contents = _joined([column.take(chosen) for column in draft.canonical])
        if draft.by_id is None:
            act, check = digests(contents, draft.person)
            own_id = pa.nulls(len(index), pa.string())
        else:
            own_id = draft.by_id.text().take(chosen).cast(pa.string())
            act, _ = digests(own_id.to_pylist(), draft.person)
            _, check = digests(contents, context("content", self.contract.mapping.source))
        arrays = {
            "act": pa.array(act),
            "check_": pa.array(check),
            "own_id": own_id,
            "row": pa.array(self.row_numbers[index]),
            "moment": pa.array(self.contract.zone.moments(draft.happened[index])),
        }
        columns = []
        for item in self.contract.schema:
            if item.name in arrays:
                columns.append(arrays[item.name])
            elif item.name in draft.fields:
                columns.append(draft.fields[item.name].take(chosen))
            else:
                columns.append(pa.nulls(len(index), item.type))
        return pa.Table.from_arrays(columns, schema=self.contract.schema)

    def _touched(self, draft: _Draft, keep: Bools) -> list[tuple[Longs, Any, Any]]:
        index = draft.index[keep]
        found = [
            touch(type_, qualifier, column.codes[index], column.values)
            for type_, qualifier, column in [
                *draft.objects,
                (OFFICER, "", encode(draft.fields[OFFICER])),
            ]
        ]
        if draft.relations is not None:
            found += related(draft.relations, index)
        return [item for item in found if len(item[0])]

    def _reject(self, index: int, code: str, column: str | None, detail: str | None) -> Reject:
        content = {
            name: value
            for name, value in self.batch.slice(index, 1).to_pylist()[0].items()
            if not name.startswith("\x1f") and value is not None
        }
        raw = json.dumps(content, ensure_ascii=False)
        return Reject(int(self.row_numbers[index]), code, column, detail, raw)


def _joined(columns: list[Any]) -> list[str]:
    """Rows as one text each; no source text holds NUL, so the joint is unambiguous."""
    texts = [
        column.cast(pa.string())
        if not isinstance(column, pa.DictionaryArray)
        else column.dictionary_decode()
        for column in columns
    ]
    joined = pc.binary_join_element_wise(
        *texts, "\x00", null_handling="replace", null_replacement=""
    )
    texts_out: list[str] = joined.to_pylist()
    return texts_out
