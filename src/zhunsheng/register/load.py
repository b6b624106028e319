"""A folder of files becomes a register, or every problem in them is told at once.

One block is one version: what holds, ``from`` when, on what ``basis``. The folder's layout is in
docs/en/register.md and docs/zh/register.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from zhunsheng.model.clock import Calendar
from zhunsheng.model.errors import Place, Problem, RegisterError, problem
from zhunsheng.model.open_value import asked, filled
from zhunsheng.model.parameter import SiteParameter
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard
from zhunsheng.register import (
    build,
    build_lists,
    build_timings,
    schema,
    schema_lists,
    schema_timings,
)
from zhunsheng.register.build_parts import text
from zhunsheng.register.digest import register_digest
from zhunsheng.register.faults import problems_in
from zhunsheng.register.shapes import Parameters, shape_unknown
from zhunsheng.register.source import Source, Trail, read_source

B = TypeVar("B", bound=BaseModel)
N = TypeVar("N")

SECTIONS: dict[str, type[BaseModel]] = {
    "laws": schema.LawBlock,
    "codes": schema_lists.CodeTableBlock,
    "fields": schema_lists.RecordFieldBlock,
    "activities": schema_lists.ActivityBlock,
    "powers": schema.PowerBlock,
    "public_defaults": schema.PublicDefaultBlock,
    "posts": schema.PostBlock,
    "risk_points": schema.RiskPointBlock,
    "indicators": schema_lists.IndicatorBlock,
    "parameters": schema_lists.SiteParameterBlock,
    "clocks": schema.ClockBlock,
    "tables": schema.BoundsTableBlock,
    "exemptions": schema.ExemptionBlock,
    "glossary": schema_lists.CodeBlock,
    "reviews": schema_lists.ReviewBlock,
    "timings": schema_timings.TimingBlock,
    "standards": schema.StandardBlock,
}
"""Each section is ``<name>.yaml``, a folder ``<name>/`` of YAML files, or both."""


def load(folder: Path, *, parameters: Parameters) -> Register:
    """The register in ``folder``.

    ``parameters``: shape of breach → what its parameters look like; no other shape may be named.

    Raises RegisterError with all problems found in all of its files, each with file and line.
    """
    reading = _Reading(folder, parameters)
    head = reading.head()
    found = {
        section: reading.items(section, block, _MAKERS[section])
        for section, block in SECTIONS.items()
    }
    calendar = reading.calendar(head) if head is not None else None
    if head is None or reading.problems:
        raise RegisterError(tuple(reading.problems))
    charts = tuple(
        (path.stem, str(path.resolve())) for path in sorted((folder / "charts").glob("*.bpmn"))
    )
    register = Register(
        head.id,
        text(head.title),
        head.legal_zone,
        digest="",
        calendar=calendar,
        charts=charts,
        **found,
    )
    return replace(register, digest=register_digest(register))


def load_standards(
    folder: Path, register: Register, *, parameters: Parameters
) -> tuple[Standard, ...]:
    """The standards of a folder that has nothing else, read as if they stood in ``register``.

    Raises RegisterError with all problems found, each with file and line.
    """
    decided = {one.id: one.versions[-1].value for one in register.parameters if one.versions}
    reading = _Reading(folder, parameters, decided=decided)
    found: tuple[Standard, ...] = reading.items(
        "standards", schema.StandardBlock, _MAKERS["standards"]
    )
    if reading.problems:
        raise RegisterError(tuple(reading.problems))
    return found


@dataclass
class _Reading:
    """One reading of a folder: collects problems and goes on.

    ``decided``: the latest value of each site parameter, known once that section is read.
    """

    folder: Path
    parameters: Parameters
    problems: list[Problem] = field(default_factory=list)
    decided: dict[str, Any] = field(default_factory=dict)

    def head(self) -> schema.RegisterBlock | None:
        path = self.folder / "register.yaml"
        if not path.is_file():
            self.problems.append(
                problem(
                    "not-a-register",
                    (f"{self.folder} 中没有 register.yaml", f"no register.yaml in {self.folder}"),
                    mend=(
                        "请指向权责清单所在目录，并在其中写明 id、title、legal_zone",
                        "point at a register's folder; the file gives id, title and legal_zone",
                    ),
                    place=Place(self._name(path)),
                )
            )
            return None
        source = self._read(path)
        return self._block(schema.RegisterBlock, source, (), source.data) if source else None

    def items(
        self, section: str, block: type[B], make: Callable[[B, Source, Trail], N]
    ) -> tuple[N, ...]:
        """All items of a section by id; one id twice is a problem."""
        found: dict[str, N] = {}
        places: dict[str, Place] = {}
        for source in self._sources(section):
            for trail, raw in self._entries(source):
                item_id = raw.get("id") if isinstance(raw, dict) else None
                parsed = self._block(block, source, trail, raw)
                if section == "standards":
                    self._check_parameters(source, trail, raw)
                if isinstance(item_id, str):
                    if item_id in places:
                        self.problems.append(_id_twice(item_id, source.place(trail), places))
                        continue
                    places[item_id] = source.place(trail)
                if parsed is not None and isinstance(item_id, str):
                    found[item_id] = make(parsed, source, trail)
        for item in found.values():
            if isinstance(item, SiteParameter) and item.versions:
                self.decided[item.id] = item.versions[-1].value
        return tuple(found[item_id] for item_id in sorted(found))

    def calendar(self, head: schema.RegisterBlock) -> Calendar | None:
        if head.calendar is None:
            return None
        years = []
        for path in sorted((self.folder / "calendars" / head.calendar).glob("*.yaml")):
            source = self._read(path)
            if source is None:
                continue
            parsed = self._block(schema.CalendarYearBlock, source, (), source.data)
            if parsed is None:
                continue
            if path.stem != str(parsed.year):
                self.problems.append(
                    problem(
                        "year-not-the-files",
                        (
                            f"文件名与 year: {parsed.year} 不符",
                            f"the file is not named for year: {parsed.year}",
                        ),
                        mend=(
                            f"一年一个文件，应名为 {parsed.year}.yaml",
                            f"one file a year: call it {parsed.year}.yaml",
                        ),
                        place=source.place(("year",)),
                    )
                )
                continue
            years.append(build.calendar_year(parsed))
        years.sort(key=lambda known: known.year)
        return Calendar(head.calendar, build.weekend(head.weekend), tuple(years))

    def _sources(self, section: str) -> Iterator[Source]:
        paths = [self.folder / f"{section}.yaml", *sorted((self.folder / section).rglob("*.yaml"))]
        for path in paths:
            if path.is_file():
                source = self._read(path)
                if source is not None:
                    yield source

    def _entries(self, source: Source) -> Iterator[tuple[Trail, Any]]:
        if source.data is None:
            return
        if not isinstance(source.data, list):
            self.problems.append(
                problem(
                    "list-expected",
                    ("此文件应为列表", "this file holds a list"),
                    mend=("每一项以“- id: …”开头", "begin every item with '- id: …'"),
                    place=source.place(()),
                )
            )
            return
        for position, raw in enumerate(source.data):
            yield (position,), raw

    def _read(self, path: Path) -> Source | None:
        try:
            return read_source(path, name=self._name(path))
        except RegisterError as error:
            self.problems.extend(error.problems)
            return None

    def _name(self, path: Path) -> str:
        return f"{self.folder.resolve().name}/{path.relative_to(self.folder).as_posix()}"

    def _block(self, block: type[B], source: Source, trail: Trail, raw: Any) -> B | None:
        try:
            return block.model_validate(raw)
        except ValidationError as error:
            self.problems.extend(problems_in(source, error, at=trail, block=block))
            return None

    def _check_parameters(self, source: Source, trail: Trail, raw: Any) -> None:
        versions = raw.get("versions") if isinstance(raw, dict) else None
        for position, version in enumerate(versions if isinstance(versions, list) else []):
            if not isinstance(version, dict):
                continue
            here = (*trail, "versions", position)
            shape, written = version.get("shape"), version.get("parameters")
            block = self.parameters.get(shape) if isinstance(shape, str) else None
            if block is not None and isinstance(written, dict):
                written = filled(written, self.decided)
                if asked(written):
                    continue  # a value nobody has decided yet: the check tells
                self._block(block, source, (*here, "parameters"), written)
            elif block is None and isinstance(shape, str) and shape:
                place = source.place((*here, "shape"))
                self.problems.append(shape_unknown(shape, self.parameters, place))


def _placed(make: Callable[[B, Place], N]) -> Callable[[B, Source, Trail], N]:
    return lambda block, source, trail: make(block, source.place(trail))


_MAKERS: dict[str, Callable[[Any, Source, Trail], Any]] = {
    "laws": _placed(build.law),
    "codes": _placed(build_lists.code_table),
    "fields": _placed(build_lists.record_field),
    "activities": _placed(build_lists.activity),
    "powers": _placed(build.power),
    "public_defaults": _placed(build.public_default),
    "posts": _placed(build.post),
    "risk_points": _placed(build.risk_point),
    "indicators": _placed(build_lists.indicator),
    "parameters": _placed(build_lists.parameter),
    "clocks": _placed(build.clock),
    "tables": _placed(build.table),
    "exemptions": _placed(build.exemption),
    "glossary": _placed(build_lists.term),
    "reviews": _placed(build_lists.review),
    "timings": _placed(build_timings.timing),
    "standards": build.standard,
}


def _id_twice(item_id: str, place: Place, places: dict[str, Place]) -> Problem:
    return problem(
        "id-twice",
        (
            f"标识“{item_id}”重复，已见于 {places[item_id]}",
            f"id {item_id!r} is taken, see {places[item_id]}",
        ),
        mend=(
            "改用其他标识；如为同一事项的新版本，写入该项的 versions",
            "choose another id, or add a version to that item",
        ),
        place=place,
    )
