"""``zhunsheng report``: a run as one HTML page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from zhunsheng import flow
from zhunsheng.cli.language import both
from zhunsheng.cli.options import RunsFolder, TraceFolder
from zhunsheng.cli.run import run_chosen
from zhunsheng.cli.session import Session, session_of
from zhunsheng.model.text import Text
from zhunsheng.report.leads import write_list
from zhunsheng.report.page import page
from zhunsheng.report.practice import Practice
from zhunsheng.trace import Store

HELP = both(
    "把一次比对写成一个 HTML 文件：可离线打开、可打印、中英文可切换；旁边的 findings.csv 列出"
    "全部线索。",
    "Write a run as one HTML file: opens offline, prints, in Chinese and English; findings.csv "
    "beside it lists all findings.",
)
EXAMPLE = both(
    "zhunsheng report\nzhunsheng report --out 报告.html", "zhunsheng report --out r.html"
)


def report(
    context: typer.Context,
    run: Annotated[
        str | None,
        typer.Argument(help=both("哪次比对，默认最近一次", "which run; the latest unless said")),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=both(
                "写入该文件，默认在该次比对的目录中", "the file; in the run's folder unless said"
            ),
        ),
    ] = None,
    register: Annotated[
        Path | None,
        typer.Option(
            "--register",
            "-r",
            metavar="DIR",
            help=both(
                "权责清单目录，默认为比对时所用的", "the register; that of the run unless said"
            ),
        ),
    ] = None,
    trace: TraceFolder = None,
    runs: RunsFolder = None,
) -> int:
    session = session_of(context)
    chosen = run_chosen(runs or session.runs, run)
    target = write_report(
        session,
        chosen,
        register or Path(chosen.register_folder),
        trace or session.trace,
        out=out,
    )
    session.tell(f"报告：{target}", f"Report: {target}")
    return 0


def write_report(
    session: Session,
    run: flow.Run,
    register: Path,
    trace: Path,
    *,
    out: Path | None = None,
    offices: Mapping[str, Text] | None = None,
    practice: Practice | None = None,
) -> Path:
    """Write the page of a run, and beside it all findings as findings.csv; where the page is.

    ``offices``, ``practice``: as ``report.page.page`` takes them.
    """
    target = out or run.folder / "report.html"
    loaded, store = flow.load_register(register), Store(trace)
    text = page(run, loaded, store, language=session.language, offices=offices, practice=practice)
    target.write_text(text, encoding="utf-8")
    write_list(target.with_name("findings.csv"), run, loaded, store)
    return target
