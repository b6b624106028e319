"""A first draft of a mapping, from what a sample of the file looks like. A person goes over it."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from zhunsheng.trace.encoded import encode
from zhunsheng.trace.mapping import NAME
from zhunsheng.trace.reading import Reading
from zhunsheng.trace.sandbox import DEFAULT, Limits, read_apart
from zhunsheng.trace.sink import SourceReport, load_batch, read_batches, read_report
from zhunsheng.trace.values import parse_numbers, parse_times
from zhunsheng.trace.zone import zone_of

FORMATS = (
    "iso",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y%m%d%H%M%S",
    "%Y%m%d",
    "%Y年%m月%d日",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y",
)
_SAMPLE = 20_000
_CASE = (
    "case:concept:name",
    "case_id",
    "caseid",
    "case",
    "declaration_no",
    "报关单号",
    "案件编号",
    "案号",
    "单号",
    "编号",
)
_ACTIVITY = (
    "concept:name",
    "activity",
    "task",
    "event",
    "action",
    "操作",
    "环节",
    "作业环节",
    "事项",
)
_TIME = ("time:timestamp", "timestamp", "happened_at", "time", "date", "操作时间", "时间", "日期")
_OFFICER = (
    "org:resource",
    "resource",
    "officer",
    "user",
    "employee",
    "关员",
    "经办人",
    "操作人",
    "工号",
)
_OFFICE = ("org:group", "office", "department", "unit", "科室", "部门", "现场")


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column's sample shows."""

    name: str
    filled: int
    distinct: int
    time: str | None
    number: bool
    plain_date: bool


def propose(path: Path, *, zone: str = "Asia/Shanghai", limits: Limits = DEFAULT) -> str:
    """A commented YAML mapping for a file. Raises SourceError if the file cannot be read."""
    with tempfile.TemporaryDirectory(prefix="zhunsheng-") as name:
        folder = Path(name)
        read_apart(Reading(str(path)), folder, limits)
        report = read_report(folder)
        columns = _columns(folder, report) if report.format != "ocel" else []
    source = re.sub(r"\..*$", "", path.name) or "source"
    head = [
        f"# 映射草稿,依据 {path.name} 的内容起草,请逐行核对。",
        f"# Draft of a mapping, made from the content of {path.name}; go over every line.",
        f"source: {_yaml(source)}",
        f"zone: {zone}   # 法定时区,请核对 / legal time zone, please check",
        f"format: {report.format}",
    ]
    if report.encoding and report.format in ("csv", "tsv", "jsonl"):
        head.append(f"encoding: {report.encoding}")
    if report.separator:
        head.append(f"separator: {_yaml(report.separator)}")
    if report.format == "ocel":
        head.append("# OCEL 日志自带全部说明 / an OCEL log says the rest by itself")
        head.append("# officer: 经办人所在属性 / the attribute that names the officer")
        return "\n".join(head) + "\n"
    return "\n".join(head + _template(columns)) + "\n"


def _columns(folder: Path, report: SourceReport) -> list[_Column]:
    zone = zone_of("UTC")
    texts: dict[str, Counter[str]] = {name: Counter() for name in report.columns}
    filled: Counter[str] = Counter()
    rows = 0
    for path in read_batches(folder, "rows"):
        batch = load_batch(path)
        for name in report.columns:
            if name not in batch.schema.names:
                continue
            column = encode(batch.column(name))
            filled[name] += int(column.filled.sum())
            texts[name].update(column.values)
        rows += batch.num_rows
        if rows >= _SAMPLE:
            break
    found = []
    for name in report.columns:
        values = [value for value in texts[name] if value]
        time = None
        if values and any(any(mark in value for mark in "-/:.年") for value in values):
            for pattern in FORMATS:
                if not any(parse_times(values, (pattern,), zone).faults):
                    time = pattern
                    break
        number = bool(values) and not any(parse_numbers(values).faults)
        codes = any(re.fullmatch(r"[+-]?0\d+", value) for value in values)
        dates = bool(values) and all(len(value) <= 10 for value in values)
        found.append(_Column(name, filled[name], len(values), time, number and not codes, dates))
    return found


def _template(columns: list[_Column]) -> list[str]:
    times = [column for column in columns if column.time is not None]
    others = [column for column in columns if column.time is None]
    time = _pick(times, _TIME) or max(times, key=lambda column: column.filled, default=None)
    case = _pick(others, _CASE)
    activity = _pick(others, _ACTIVITY, but=(case,))
    if case is None:
        free = [column for column in others if column is not activity]
        case = max(free, key=lambda column: column.distinct, default=None)
    if activity is None:
        most = max((column.filled for column in columns), default=0)
        free = [
            column
            for column in others
            if column is not case
            and not column.number
            and 1 < column.distinct <= 500
            and column.filled == most
        ]
        activity = max(free, key=lambda column: column.distinct, default=None)
    officer = _pick(others, _OFFICER, but=(case, activity))
    office = _pick(others, _OFFICE, but=(case, activity, officer))
    lines = ["acts:"]
    if activity is not None:
        lines.append(f"- activity: {{column: {_yaml(activity.name)}}}")
    else:
        lines.append("- activity: {is: 行为}   # 未找到环节列 / no column looks like an activity")
    if time is not None:
        lines.append(
            f"  happened_at: {{column: {_yaml(time.name)}, format: {_yaml(time.time or 'iso')}}}"
        )
    else:
        lines.append("  happened_at: {column: ?}   # 未找到时间列 / no column looks like a time")
    if officer is not None:
        lines.append(f"  officer: {_yaml(officer.name)}")
    if office is not None:
        lines.append(f"  office: {_yaml(office.name)}")
    if case is not None:
        lines += ["  objects:", f"  - {{type: case, column: {_yaml(case.name)}}}"]
    used = {column.name for column in (time, case, activity, officer, office) if column}
    kept = [column for column in columns if column.name not in used and column.filled]
    if kept:
        lines.append("  attributes:")
    names: set[str] = set()
    for number, column in enumerate(kept, 1):
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column.name)
        name = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        if not NAME.fullmatch(name) or name in names:
            name = f"attribute_{number}"
        names.add(name)
        kind = ""
        if column.time is not None:
            kind = ", kind: time" + (
                f", format: {_yaml(column.time)}" if column.time != "iso" else ""
            )
        elif column.number and column.distinct > 2:
            kind = "   # 若为数值:kind: number / if it is an amount: kind: number"
        plain = f"  - {{name: {name}, column: {_yaml(column.name)}"
        lines.append(f"{plain}}}{kind}" if kind.startswith("   #") else f"{plain}{kind}}}")
    return lines


def _pick(
    columns: list[_Column], names: tuple[str, ...], but: tuple[_Column | None, ...] = ()
) -> _Column | None:
    free = [column for column in columns if column not in but and column.filled]
    for name in names:
        for column in free:
            if column.name.lower() == name:
                return column
    for name in names:
        for column in free:
            if len(name) > 3 and name in column.name.lower():
                return column
    return None


def _yaml(text: str) -> str:
    if re.fullmatch(r"[A-Za-z_\u4e00-\u9fff][\w:\u4e00-\u9fff]*", text) and not text.endswith(":"):
        return text
    return "'" + text.replace("'", "''") + "'" if "\t" not in text else '"\\t"'
