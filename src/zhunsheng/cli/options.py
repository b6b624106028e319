"""Options several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhunsheng.cli.language import both

RegisterFolder = Annotated[
    Path,
    typer.Option(
        "--register",
        "-r",
        metavar="DIR",
        envvar="ZHUNSHENG_REGISTER",
        help=both(
            "权责登记册目录（或环境变量 ZHUNSHENG_REGISTER）",
            "the register's folder (or the variable ZHUNSHENG_REGISTER)",
        ),
    ),
]
TraceFolder = Annotated[
    Path | None,
    typer.Option(
        "--trace",
        metavar="DIR",
        help=both("痕迹库目录，默认 <工作目录>/trace", "the trace; <workspace>/trace unless said"),
    ),
]
RunsFolder = Annotated[
    Path | None,
    typer.Option(
        "--runs",
        metavar="DIR",
        help=both("比对结果目录，默认 <工作目录>/runs", "the runs; <workspace>/runs unless said"),
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=both("以 JSON 输出", "print JSON"))]
