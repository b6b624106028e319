"""``zhunsheng trace``: what the trace holds, what stayed out, what is known to be missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from zhunsheng.cli.faults import Status
from zhunsheng.cli.help import SpokenCommand, group
from zhunsheng.cli.ingest import say_batch
from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson, TraceFolder
from zhunsheng.cli.run import day_asked
from zhunsheng.cli.session import session_of
from zhunsheng.cli.waiting import waiting
from zhunsheng.hearing.inert import inert
from zhunsheng.model.text import Text
from zhunsheng.report.words import count
from zhunsheng.trace import (
    Store,
    export_quarantine,
    ingest,
    parse_mapping,
    quarantined,
    rebuild,
    summary,
)
from zhunsheng.trace.manifest import file_digest

commands = group(
    "痕迹库：概况、退回的行、补正、已知缺口、完整性。",
    "The trace: what it holds, rejected rows, mending them, known gaps, whether it is whole.",
)
Batch = Annotated[int, typer.Argument(help=both("批次号", "number of the batch"))]


@commands.command(
    "summary",
    cls=SpokenCommand,
    help=both(
        "概况：批次、行为、对象、路径、同日先后不明和重复的行为。",
        "Batches, acts, objects, variants, ties within a day, duplicates.",
    ),
    epilog=both("zhunsheng trace summary", "zhunsheng trace summary"),
)
def summary_command(
    context: typer.Context, trace: TraceFolder = None, as_json: AsJson = False
) -> int:
    session = session_of(context)
    found = summary(Store(trace or session.trace))
    if as_json:
        session.give(asdict(found))
        return 0
    session.tell(
        f"{found.batches} 批，{count(found.acts)} 次行为，经办人 {count(found.officers)} 名，"
        f"{found.first} 至 {found.last}（世界时）。",
        f"{found.batches} batch(es), {count(found.acts)} acts by {count(found.officers)} officers, "
        f"from {found.first} to {found.last} (UTC).",
    )
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(session.say("行为", "Act"))
    table.add_column(session.say("次数", "How often"), justify="right")
    for name, number in found.activities:
        table.add_row(inert(name), count(number))
    session.out.print(table)
    for one in found.types:
        session.tell(
            f"{inert(one.type)}：{count(one.subjects)} 个，行为 {count(one.acts)} 次，"
            f"路径 {count(one.variants)} 种；同日先后不明 {count(one.same_day_ties)}，"
            f"重复 {count(one.duplicated)}。",
            f"{inert(one.type)}: {count(one.subjects)} with {count(one.acts)} acts in "
            f"{count(one.variants)} variants; {count(one.same_day_ties)} ties within a day, "
            f"{count(one.duplicated)} duplicates.",
        )
        for path, number in one.top[:3]:
            session.out.print(f"  {count(number):>9}  " + inert(" → ".join(path)), soft_wrap=True)
    return 0


@commands.command(
    "quarantine",
    cls=SpokenCommand,
    help=both(
        "退回的行及原因；--out 导出为 CSV，改好后用 trace mend 导回。",
        "Rejected rows and why; --out writes a CSV to be mended and brought back by trace mend.",
    ),
    epilog=both(
        "zhunsheng trace quarantine 1 --out 退回.csv", "zhunsheng trace quarantine 1 --out bad.csv"
    ),
)
def quarantine(
    context: typer.Context,
    batch: Batch,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help=both("导出到该文件", "write them there"))
    ] = None,
    trace: TraceFolder = None,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    store = Store(trace or session.trace)
    rows = quarantined(store, batch)
    if as_json:
        session.give(rows)
    elif out is not None:
        out.write_text(export_quarantine(store, batch), encoding="utf-8-sig", newline="")
        session.tell(
            f"{len(rows)} 行已写入 {out}。改好后：zhunsheng trace mend {batch} {out}",
            f"{len(rows)} rows are in {out}. When mended: zhunsheng trace mend {batch} {out}",
        )
    else:
        for row in rows:
            reason = row["reason_zh" if session.language == "zh" else "reason_en"]
            where = session.say(f"第{row['row']}行", f"row {row['row']}")
            session.out.print(inert(f"{where}: {reason}"), soft_wrap=True)
        if not rows:
            session.tell("没有退回的行。", "No row was rejected.")
    return 0


@commands.command(
    "mend",
    cls=SpokenCommand,
    help=both("把改好的退回行（CSV）导回。", "Bring mended rows (CSV) back in."),
    epilog=both("zhunsheng trace mend 1 退回.csv", "zhunsheng trace mend 1 bad.csv"),
)
def mend(
    context: typer.Context,
    batch: Batch,
    file: Annotated[Path, typer.Argument(help=both("改好的 CSV", "the mended CSV"))],
    trace: TraceFolder = None,
) -> int:
    session = session_of(context)
    store = Store(trace or session.trace)
    folder = store.batch_folder(batch)
    manifest = next(one for one in store.batches() if one.folder == folder.name)
    mapping = parse_mapping(manifest.mapping, name=f"{manifest.folder}/manifest.json")
    as_csv = mapping.model_copy(
        update={"format": "csv", "encoding": None, "separator": ",", "sheet": None}
    )
    with waiting(session, Text("导入", "taking in")) as progress:
        report = ingest(store, file, as_csv, now=session.now, mends=batch, progress=progress)
    say_batch(session, report)
    return 0


@commands.command(
    "gap",
    cls=SpokenCommand,
    help=both(
        "登记一段已知缺数的时间：其间“没有记录”不算违反，记为未评价。不给日期则列出已登记的。",
        "Note a stretch of time whose records are missing: absence in it proves nothing. Without "
        "days, list what is noted.",
    ),
    epilog=both(
        'zhunsheng trace gap 2012-03-01 2012-03-04 --reason "系统停机"',
        'zhunsheng trace gap 2012-03-01 2012-03-04 --reason "system down"',
    ),
)
def gap(
    context: typer.Context,
    first: Annotated[
        str | None, typer.Argument(help=both("缺数的第一日", "first day without records"))
    ] = None,
    last: Annotated[
        str | None, typer.Argument(help=both("缺数的最后一日", "last day without records"))
    ] = None,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help=both("原因（必填）", "why (needed)"))
    ] = "",
    activity: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ACT",
            help=both("只缺这种行为，可多次给出；默认全部", "only this act; may be repeated"),
        ),
    ] = None,
    trace: TraceFolder = None,
) -> int:
    session = session_of(context)
    store = Store(trace or session.trace)
    zone = ZoneInfo(store.zone())
    if first is not None:
        begin = dt.datetime.combine(day_asked(first), dt.time(), zone)
        until = day_asked(last or first) + dt.timedelta(days=1)
        end = dt.datetime.combine(until, dt.time(), zone)
        store.add_gap(begin, end, reason=reason, activities=activity or ())
    for one in store.gaps():
        acts = ", ".join(one.activities) or session.say("全部行为", "all acts")
        begun, ended = _wall(one.start, zone), _wall(one.end, zone)
        session.out.print(inert(f"{begun} – {ended}  {acts}  {one.reason}"), soft_wrap=True)
    if not store.gaps():
        session.tell("没有登记缺口。", "No gap is noted.")
    return 0


@commands.command(
    "verify",
    cls=SpokenCommand,
    help=both(
        "核对每个文件与批次清单的摘要；--mend 重做可由原始行为推出的文件。",
        "Hold every file against the digest in its manifest; --mend makes again what can be "
        "derived from the acts.",
    ),
    epilog=both("zhunsheng trace verify", "zhunsheng trace verify"),
)
def verify(
    context: typer.Context,
    mend: Annotated[
        bool, typer.Option("--mend", help=both("重做损坏的派生文件", "make damaged strands again"))
    ] = False,
    trace: TraceFolder = None,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    store = Store(trace or session.trace)
    mended = rebuild(store) if mend else []
    bad, files = [], 0
    for batch in store.batches():
        for name, digest in batch.files.items():
            path = store.batches_folder / batch.folder / name
            files += 1
            if not path.exists() or file_digest(path) != digest:
                bad.append(f"{batch.folder}/{name}")
    if as_json:
        session.give({"files": files, "bad": bad, "mended": mended})
    else:
        for name in mended:
            session.tell(f"已重做：{name}", f"made again: {name}")
        for name in bad:
            session.tell(f"与清单不符：{name}", f"not what the manifest says: {name}")
        session.tell(
            f"{files} 个文件，不符 {len(bad)} 个。", f"{files} files, {len(bad)} of them damaged."
        )
    return Status.FOUND if bad else Status.FINE


def _wall(moment: int, zone: ZoneInfo) -> str:
    from zhunsheng.model.moment import instant_of

    at = instant_of(moment).replace(tzinfo=dt.UTC).astimezone(zone)
    return at.strftime("%Y-%m-%d %H:%M")
