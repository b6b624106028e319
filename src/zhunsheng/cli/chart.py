"""``zhunsheng chart``: is a chart sound, what does it look like, what follows from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhunsheng.charts import check, derive, draw, read
from zhunsheng.cli.faults import print_problems
from zhunsheng.cli.help import SpokenCommand, group
from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson, FailOn
from zhunsheng.cli.register import failed, problem_data
from zhunsheng.cli.session import session_of

commands = group(
    "流程图（BPMN 2.0）：检查、绘制、推出标准。",
    "Charts (BPMN 2.0): check them, draw them, derive standards from them.",
)
File = Annotated[Path, typer.Argument(help=both("BPMN 2.0 文件", "the BPMN 2.0 file"))]
_EXAMPLE = "registers/traffic-fines/charts/fine.bpmn"


@commands.command(
    "check",
    cls=SpokenCommand,
    help=both(
        "是否健全：每一步都走得到，从任何一步都能走完。",
        "Is it sound: can every step be taken, and does it end from everywhere?",
    ),
    epilog=both(f"zhunsheng chart check {_EXAMPLE}", f"zhunsheng chart check {_EXAMPLE}"),
)
def check_command(
    context: typer.Context, file: File, fail_on: FailOn = "error", as_json: AsJson = False
) -> int:
    session = session_of(context)
    problems = check(read(file))
    if as_json:
        session.give([problem_data(found) for found in problems])
    else:
        print_problems(session, problems)
        if not problems:
            session.tell("流程图健全。", "The chart is sound.")
    return failed(problems, fail_on)


@commands.command(
    "draw",
    cls=SpokenCommand,
    help=both("绘成 SVG。", "Draw it as SVG."),
    epilog=both(
        f"zhunsheng chart draw {_EXAMPLE} --out 流程图.svg",
        f"zhunsheng chart draw {_EXAMPLE} --out chart.svg",
    ),
)
def draw_command(
    context: typer.Context,
    file: File,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=both("写入该文件，默认打印", "write it there")),
    ] = None,
) -> int:
    session = session_of(context)
    drawn = draw(read(file), language=session.language)
    if out is None:
        session.out.file.write(drawn + "\n")
    else:
        out.write_text(drawn, encoding="utf-8")
        session.tell(f"已写入 {out}", f"written to {out}")
    return 0


@commands.command(
    "derive",
    cls=SpokenCommand,
    help=both(
        "由流程图推出的标准：必先、必后、不得并存、谁可办理、期限。",
        "The standards that follow from it: what must come before or after, never together, who "
        "may, within what time.",
    ),
    epilog=both(f"zhunsheng chart derive {_EXAMPLE}", f"zhunsheng chart derive {_EXAMPLE}"),
)
def derive_command(context: typer.Context, file: File, as_json: AsJson = False) -> int:
    session = session_of(context)
    rules = derive(read(file))
    if as_json:
        session.give(
            [
                {
                    "kind": rule.kind,
                    "shape": rule.shape,
                    "parameters": dict(rule.parameters),
                    "said": {"zh": rule.sentence.zh, "en": rule.sentence.en},
                    "nodes": rule.nodes,
                }
                for rule in rules
            ]
        )
        return 0
    for rule in rules:
        session.out.print(f"· {rule.sentence.say(session.language)}", soft_wrap=True, end="  ")
        session.out.print(rule.shape, style="dim")
    return 0
