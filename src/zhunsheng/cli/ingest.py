"""``zhunsheng ingest``: a source file into the trace, or the draft of a mapping for it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from zhunsheng import flow
from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson, TraceFolder
from zhunsheng.cli.session import Session, UsageFault, session_of
from zhunsheng.cli.waiting import waiting
from zhunsheng.hearing.inert import inert
from zhunsheng.model.errors import problem
from zhunsheng.model.text import Text
from zhunsheng.trace import BatchReport, propose

HELP = both(
    "把一份日志按映射文件导入痕迹库；同一文件重复导入不会改变任何数据。",
    "Take a log into the trace by a mapping file; the same file twice changes nothing.",
)
EXAMPLE = both(
    "zhunsheng ingest 罚款.csv --propose-mapping > 映射.yaml   # 起草映射，逐行核对\n"
    "zhunsheng ingest 罚款.csv --mapping 映射.yaml",
    "zhunsheng ingest fines.csv --propose-mapping > mapping.yaml   # a draft; go over it\n"
    "zhunsheng ingest fines.csv --mapping mapping.yaml",
)


def ingest(
    context: typer.Context,
    log: Annotated[
        Path,
        typer.Argument(
            help=both(
                "日志文件：CSV、TSV、XLSX、JSON Lines、Parquet、XES（可为 .gz）、OCEL",
                "the log: CSV, TSV, XLSX, JSON Lines, Parquet, XES (also .gz), OCEL",
            )
        ),
    ],
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping", "-m", metavar="FILE",
            help=both("映射文件（YAML）", "the mapping file (YAML)"),
        ),
    ] = None,
    propose_mapping: Annotated[
        bool,
        typer.Option(
            "--propose-mapping",
            help=both(
                "不导入，只按文件内容起草映射并打印；与 --mapping 同用则写入该文件",
                "take nothing in; draft a mapping from the file's content and print it, or write "
                "it to the --mapping FILE if that does not exist yet",
            ),
        ),
    ] = False,
    zone: Annotated[
        str,
        typer.Option(
            metavar="ZONE",
            help=both(
                "起草时写入的法定时区，默认 Asia/Shanghai",
                "legal time zone for the draft; Asia/Shanghai unless said",
            ),
        ),
    ] = "Asia/Shanghai",
    trace: TraceFolder = None,
    as_json: AsJson = False,
) -> int:  # fmt: skip
    session = session_of(context)
    if propose_mapping:
        return _propose(session, log, mapping, zone)
    if mapping is None:
        raise UsageFault(
            (
                problem(
                    "mapping-missing",
                    ("缺少映射文件", "no mapping file is given"),
                    why=(
                        "映射说明各列是什么：哪一列是行为、时间、经办人、对象",
                        "it says what the columns are: the act, its time, the officer, the object",
                    ),
                    mend=(
                        f"先起草：zhunsheng ingest {log.name} --propose-mapping > 映射.yaml，"
                        "核对后加 --mapping 映射.yaml",
                        f"draft one: zhunsheng ingest {log.name} --propose-mapping > mapping.yaml, "
                        "go over it, then add --mapping mapping.yaml",
                    ),
                ),
            )
        )
    store = trace or session.trace
    with waiting(session, Text("导入", "taking in")) as progress:
        report = flow.take_in(log, mapping, store, now=session.now, progress=progress)
    if as_json:
        manifest = asdict(report.manifest)
        manifest.pop("mapping")
        session.give({"added": report.added, **manifest})
    else:
        say_batch(session, report)
    return 0


def _propose(session: Session, log: Path, target: Path | None, zone: str) -> int:
    draft = propose(log, zone=zone)
    if target is None:
        session.out.file.write(draft)
        return 0
    if target.exists():
        raise UsageFault(
            (
                problem(
                    "mapping-exists",
                    (f"{target} 已存在，未覆盖", f"{target} exists and was not touched"),
                    mend=("换一个文件名", "name another file"),
                ),
            )
        )
    target.write_text(draft, encoding="utf-8")
    session.tell(
        f"映射草稿已写入 {target}，请逐行核对后导入。",
        f"The draft is in {target}; go over every line before you use it.",
    )
    return 0


def say_batch(session: Session, report: BatchReport) -> None:
    """What became of a file, in lines."""
    manifest = report.manifest
    counts = manifest.counts
    name = inert(manifest.file)
    if not report.added:
        session.tell(
            f"{name} 已在第 {manifest.number} 批导入，内容和映射均未变，没有改动。",
            f"{name} is in already (batch {manifest.number}), with the same content and mapping; "
            "nothing changed.",
        )
        return
    session.tell(
        f"{name}：{counts.rows:,} 行 = 接收 {counts.accepted:,} + 退回 {counts.rejected:,} "
        f"+ 重复 {counts.duplicate:,}；得执法行为 {counts.acts:,} 次、对象 {counts.objects:,} 个"
        f"（第 {manifest.number} 批）。",
        f"{name}: {counts.rows:,} rows = {counts.accepted:,} accepted + {counts.rejected:,} "
        f"rejected + {counts.duplicate:,} duplicate; {counts.acts:,} acts on "
        f"{counts.objects:,} objects (batch {manifest.number}).",
    )
    if manifest.first_happened_at:
        session.tell(
            f"行为时间：{manifest.first_happened_at} 至 {manifest.last_happened_at}（世界时）。",
            f"They happened from {manifest.first_happened_at} to {manifest.last_happened_at} "
            "(UTC).",
        )
    if counts.corrections:
        session.tell(
            f"其中更正已有行为 {counts.corrections:,} 次，原记录保留备查。",
            f"{counts.corrections:,} of them correct earlier ones, which are kept.",
        )
    if counts.doubtful_times:
        session.tell(
            f"{counts.doubtful_times:,} 处时间落在换时的缺口或重复处，请核对时区。",
            f"{counts.doubtful_times:,} times fall into the hour a clock change skips or repeats; "
            "check the zone.",
        )
    if counts.dangling:
        session.tell(
            f"{counts.dangling:,} 处引用了文件中没有的对象，未采用。",
            f"{counts.dangling:,} references point at objects that are not in the file; they "
            "were kept out.",
        )
    if counts.rejected:
        session.tell(
            f"退回的行及原因：zhunsheng trace quarantine {manifest.number}",
            f"Rejected rows and why: zhunsheng trace quarantine {manifest.number}",
        )
