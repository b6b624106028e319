"""``zhunsheng register forms``, ``import``: the carrier forms (三表一图一说明), out and in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from zhunsheng.cli.faults import print_problems
from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson, RegisterFolder
from zhunsheng.cli.register import Day, Folder, problem_data
from zhunsheng.cli.run import day_asked
from zhunsheng.cli.session import UsageFault, session_of
from zhunsheng.cli.waiting import waiting
from zhunsheng.flow import load_register
from zhunsheng.forms import KINDS, Scope, World, catalog, send_up, take_back
from zhunsheng.hearing.inert import inert
from zhunsheng.model.errors import problem
from zhunsheng.model.text import Text

FORMS_HELP = both(
    "三表一图一说明：写出行政权力目录表、岗位职责细化表、风险点审核备案表（Excel）、"
    "运行流程图（SVG、PDF）和权力类别及说明（Word）。",
    "The carrier forms: three tables (Excel), charts (SVG, PDF) and the explanatory note (Word).",
)
FORMS_EXAMPLE = both(
    "zhunsheng register forms registers/traffic-fines --to 报送/ --power notify",
    "zhunsheng register forms registers/traffic-fines --to forms/ --power notify",
)


def forms_command(
    context: typer.Context,
    register: Folder,
    to: Annotated[Path, typer.Option(metavar="DIR", help=both("写到哪个目录", "where to write"))],
    power: Annotated[
        str | None, typer.Option(metavar="ID", help=both("只写这项权责", "this power only"))
    ] = None,
    post: Annotated[
        str | None, typer.Option(metavar="ID", help=both("只写这个岗位", "this post only"))
    ] = None,
    level: Annotated[
        str | None, typer.Option(metavar="ID", help=both("只写这个层级", "this level only"))
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="KINDS",
            help=both(
                "只写其中几种，逗号分隔：" + "、".join(KINDS),
                "some of these only, by commas: " + ", ".join(KINDS),
            ),
        ),
    ] = None,
    on: Day = None,
) -> int:
    session = session_of(context)
    scope = _scope(power, post, level)
    kinds = _kinds(only)
    day = day_asked(on) if on is not None else session.today
    with waiting(session, Text("写出三表一图一说明", "writing the forms")) as report:
        report("read", 0.0)
        world = World(load_register(register), day, session.language, scope)
        written = send_up(world, to, only=kinds, progress=report)
    for path in written:
        session.out.print(str(path), soft_wrap=True)
    session.tell(
        f"{day} 有效的 {len(world.powers)} 项权责、{len(world.posts)} 个岗位、"
        f"{len(world.risk_points)} 个风险点。",
        f"{len(world.powers)} powers, {len(world.posts)} posts, {len(world.risk_points)} risk "
        f"points, in force on {day}.",
    )
    return 0


IMPORT_HELP = both(
    "回收三表：先逐句说明改了什么，加 --accept 才写入清单文件；有错则指明表、行、栏，一处不写。",
    "Take the tables in again: shows in words what changes, writes with --accept only; what is "
    "wrong is told by sheet, row and column, and then nothing is written.",
)
IMPORT_EXAMPLE = both(
    "zhunsheng register import 报送/三表.xlsx --register registers/traffic-fines",
    "zhunsheng register import forms/three-tables.xlsx --register registers/traffic-fines",
)


def import_command(
    context: typer.Context,
    workbook: Annotated[
        Path, typer.Argument(metavar="FORMS.xlsx", help=both("填好的三表", "the tables"))
    ],
    register: RegisterFolder,
    accept: Annotated[
        bool, typer.Option("--accept", help=both("写入清单文件", "write the register's files"))
    ] = False,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    with waiting(session, Text("核对三表", "holding the tables to the register")) as report:
        intake = take_back(workbook, register, progress=report)
    if accept:
        intake.accept()
    files = [path.relative_to(register).as_posix() for path in intake.texts]
    if as_json:
        session.give({
            "changes": [{"section": one.section, "item": one.item, "what": one.what,
                         "field": one.field, "said": {"zh": one.in_words().zh,
                                                      "en": one.in_words().en}}
                        for one in intake.changes],
            "notes": [problem_data(one) for one in intake.notes],
            "files": files,
            "written": accept,
        })  # fmt: skip
        return 0
    print_problems(session, intake.notes)
    for change in intake.changes:
        session.out.print("· " + inert(change.in_words().say(session.language)), soft_wrap=True)
    if not files:
        session.tell("与清单一致，没有改动。", "The tables say what the register says.")
    elif accept:
        session.tell(f"已写入：{'、'.join(files)}。", f"written: {', '.join(files)}.")
    else:
        session.tell(
            f"以上 {len(intake.changes)} 处改动尚未写入；确认无误后加 --accept。",
            f"These {len(intake.changes)} changes are not written yet; add --accept to write them.",
        )
    return 0


OSCAL_HELP = both(
    "把某日有效的内控标准写成 OSCAL 1.1 目录（JSON），供其他合规工具读取。",
    "The standards in force on a day as an OSCAL 1.1 catalog (JSON), for other tools.",
)
OSCAL_EXAMPLE = both(
    "zhunsheng register oscal registers/traffic-fines --out 目录.json",
    "zhunsheng register oscal registers/traffic-fines --out catalog.json",
)


def oscal_command(
    context: typer.Context,
    register: Folder,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=both("写入该文件，默认打印", "write it there")),
    ] = None,
    on: Day = None,
) -> int:
    session = session_of(context)
    day = day_asked(on) if on is not None else session.today
    made = catalog(World(load_register(register), day, session.language))
    if out is None:
        session.give(made)
    else:
        out.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        session.tell(f"已写入 {out}", f"written to {out}")
    return 0


def _scope(power: str | None, post: str | None, level: str | None) -> Scope:
    asked = [
        scope
        for scope in (Scope("power", power or ""), Scope("post", post or ""),
                      Scope("level", level or ""))
        if scope.id
    ]  # fmt: skip
    if len(asked) > 1:
        raise UsageFault(
            (
                problem(
                    "two-scopes",
                    (
                        "--power、--post、--level 只能用一个",
                        "only one of --power, --post and --level may be given",
                    ),
                ),
            )
        )
    return asked[0] if asked else Scope()


def _kinds(only: str | None) -> tuple[str, ...]:
    if only is None:
        return KINDS
    wanted = [word.strip() for word in only.replace("，", ",").split(",") if word.strip()]
    unknown = [word for word in wanted if word not in KINDS]
    if unknown or not wanted:
        named = "、".join(unknown) or only
        raise UsageFault(
            (
                problem(
                    "unknown-form",
                    (f"没有“{named}”这种表", f"there is no form {named!r}"),
                    mend=("可用：" + "、".join(KINDS), "one of: " + ", ".join(KINDS)),
                ),
            )
        )
    return tuple(kind for kind in KINDS if kind in wanted)
