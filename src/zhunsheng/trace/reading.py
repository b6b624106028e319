"""What to read and how: the format found in the content, the reader it calls for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhunsheng.model.errors import MappingError, Place, problem
from zhunsheng.trace.delimited import read_delimited
from zhunsheng.trace.detect import detect
from zhunsheng.trace.mapping import Mapping
from zhunsheng.trace.sink import Sink, SourceReport
from zhunsheng.trace.xes import read_xes


@dataclass(frozen=True, slots=True)
class Reading:
    """One file to be read, with what the mapping says about its form."""

    path: str
    format: str | None = None
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None

    @classmethod
    def of(cls, path: Path, mapping: Mapping) -> Reading:
        return cls(str(path), mapping.format, mapping.encoding, mapping.separator, mapping.sheet)


def read_source(reading: Reading, folder: Path) -> SourceReport:
    """Reads a file into a staging folder. Raises SourceError."""
    path = Path(reading.path)
    sink = Sink(folder)
    form = detect(path, reading.format)
    if form == "xes":
        report = read_xes(path, sink)
    else:
        report = read_delimited(path, sink, encoding=reading.encoding, separator=reading.separator)
    sink.close(report)
    return report


def completed(mapping: Mapping, report: SourceReport, source: Path) -> Mapping:
    """The mapping with what the format itself says filled in (object-centric logs)."""
    return mapping


def check_columns(mapping: Mapping, report: SourceReport, source: Path) -> None:
    """Raises MappingError where the mapping names columns a table does not have."""
    if report.format not in ("csv", "tsv", "xlsx", "parquet"):
        return
    known = set(report.columns)
    problems = [
        problem(
            "column_absent",
            (f"文件中没有“{name}”这一列", f"the file has no column {name!r}"),
            why=("现有列:" + "、".join(report.columns), "it has " + ", ".join(report.columns)),
            mend=("改正映射中的列名", "correct the column's name in the mapping"),
            place=Place(str(source), column=name),
        )
        for name in dict.fromkeys(_named(mapping))
        if name not in known
    ]
    if problems:
        raise MappingError(tuple(problems))


def _named(mapping: Mapping) -> list[str]:
    names: list[str | None] = []
    for template in mapping.acts:
        names += [template.activity.column, template.happened_at.column, template.case]
        names += [template.officer, template.post, template.office]
        names += [touched.column for touched in template.objects]
        names += [attribute.column for attribute in template.attributes]
        names += [template.id.column if template.id else None]
        names += [template.recorded_at.column if template.recorded_at else None]
        names += [template.when.column if template.when else None]
    if mapping.mandates is not None:
        rows = mapping.mandates
        names += [rows.officer, rows.kind, rows.value, rows.start.column]
        names += [rows.end.column if rows.end else None]
    return [name for name in names if name is not None]
