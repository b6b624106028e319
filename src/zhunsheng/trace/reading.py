"""What to read and how: the format found in the content, the reader it calls for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhunsheng.model.errors import MappingError, Place, problem
from zhunsheng.trace.columnar import read_parquet
from zhunsheng.trace.delimited import read_delimited
from zhunsheng.trace.detect import detect
from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.jsonl import read_jsonl
from zhunsheng.trace.mapping import Mapping
from zhunsheng.trace.ocel import log_template
from zhunsheng.trace.ocel_json import read_ocel_json
from zhunsheng.trace.ocel_sqlite import read_ocel_sqlite
from zhunsheng.trace.ocel_xml import read_ocel_xml
from zhunsheng.trace.sink import Sink, SourceReport
from zhunsheng.trace.xes import read_xes
from zhunsheng.trace.xlsx import read_xlsx


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
    match form:
        case "xes":
            report = read_xes(path, sink)
        case "ocel-json":
            report = read_ocel_json(path, sink, encoding=reading.encoding)
        case "ocel-xml":
            report = read_ocel_xml(path, sink)
        case "ocel-sqlite":
            report = read_ocel_sqlite(path, sink)
        case "jsonl":
            report = read_jsonl(path, sink, encoding=reading.encoding)
        case "xlsx":
            report = read_xlsx(path, sink, sheet=reading.sheet)
        case "parquet":
            report = read_parquet(path, sink)
        case "csv" | "tsv":
            separator = reading.separator or ("\t" if reading.format == "tsv" else None)
            report = read_delimited(path, sink, encoding=reading.encoding, separator=separator)
        case _:
            raise source_fault(
                "format_unknown",
                path,
                ("不认识这种文件", "this kind of file is not known"),
                why=(f"内容像是 {form}", f"the content looks like {form}"),
            )
    sink.close(report)
    return report


def completed(mapping: Mapping, report: SourceReport, source: Path) -> Mapping:
    """The mapping with what the format itself says filled in (object-centric logs)."""
    if report.format == "ocel" and not mapping.acts and mapping.mandates is None:
        return mapping.model_copy(update={"acts": (log_template(mapping, report),)})
    if not mapping.acts and mapping.mandates is None:
        raise MappingError(
            (
                problem(
                    "acts_absent",
                    (
                        "映射既没有 acts 也没有 mandates",
                        "the mapping has neither acts nor mandates",
                    ),
                    mend=("先用 propose 起草映射", "let propose draft a mapping first"),
                    place=Place(str(source)),
                ),
            )
        )
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
