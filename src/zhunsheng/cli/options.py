"""Options several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

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
            "权责清单目录（或环境变量 ZHUNSHENG_REGISTER）",
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
RunChosen = Annotated[
    str | None,
    typer.Option(
        "--run",
        metavar="RUN",
        help=both("哪次比对（编号开头即可），默认最近一次", "which run; the latest unless said"),
    ),
]
FailOn = Annotated[
    Literal["error", "warning", "never"],
    typer.Option(
        metavar="WHAT",
        help=both(
            "查出 error（默认）或 warning 时退出状态为 1；never 总为 0",
            "exit with 1 on an error (so unless said) or on a warning; never: always 0",
        ),
    ),
]
