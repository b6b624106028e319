"""What to read and how: the format found in the content, the reader it calls for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zhunsheng.trace.columnar import read_parquet
from zhunsheng.trace.delimited import read_delimited
from zhunsheng.trace.detect import detect
from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.jsonl import read_jsonl
from zhunsheng.trace.ocel_json import read_ocel_json
from zhunsheng.trace.ocel_sqlite import read_ocel_sqlite
from zhunsheng.trace.ocel_xml import read_ocel_xml
from zhunsheng.trace.sink import Sink, SourceReport
from zhunsheng.trace.xes import read_xes
from zhunsheng.trace.xlsx import read_xlsx

if TYPE_CHECKING:  # the process readers run in starts sooner without the grammar of mappings
    from zhunsheng.trace.mapping import Mapping


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
