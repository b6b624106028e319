"""``zhunsheng report``: a run as one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhunsheng import flow
from zhunsheng.cli.language import both
from zhunsheng.cli.options import RunsFolder, TraceFolder
from zhunsheng.cli.run import run_chosen
from zhunsheng.cli.session import Session, session_of
from zhunsheng.report.page import page
from zhunsheng.trace import Store

HELP = both(
    "把一次比对写成一个 HTML 文件：可离线打开、可打印、中英文可切换。",
    "Write a run as one HTML file: opens offline, prints, in Chinese and English.",
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
    session: Session, run: flow.Run, register: Path, trace: Path, *, out: Path | None = None
) -> Path:
    """Write the page of a run; where it is."""
    target = out or run.folder / "report.html"
    text = page(run, flow.load_register(register), Store(trace), language=session.language)
    target.write_text(text, encoding="utf-8")
    return target
