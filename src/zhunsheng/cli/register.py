"""``zhunsheng register``: is the register in order, what is in force, what changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.table import Table

from zhunsheng.cli.faults import Status, print_problems
from zhunsheng.cli.help import SpokenCommand, group
from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson, FailOn
from zhunsheng.cli.run import day_asked
from zhunsheng.cli.session import Session, session_of
from zhunsheng.cli.summary import print_in_figures, summary_data
from zhunsheng.cli.waiting import waiting
from zhunsheng.flow import PARAMETERS, check_register, load_register, summary_of
from zhunsheng.model.errors import Problem
from zhunsheng.model.standard import Standard
from zhunsheng.model.text import Text
from zhunsheng.register import diff, edition, write_schemas
from zhunsheng.report.words import GRADE

commands = group(
    "权责清单：检查、查看某日有效的内容、比较两日的差别。",
    "The register: check it, see what is in force on a day, what changed between two.",
)
Folder = Annotated[Path, typer.Argument(help=both("权责清单目录", "the register's folder"))]
Day = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="DATE", help=both("哪一日，默认今日", "the day; today unless said")
    ),
]


@commands.command(
    "check",
    cls=SpokenCommand,
    help=both(
        "检查：缺依据、有效期空档或重叠、无主的标准、不相容的授权等，指明文件和行。",
        "Check: missing bases, gaps and overlaps of validity, standards nobody owns, incompatible "
        "grants and more, with file and line.",
    ),
    epilog=both(
        "zhunsheng register check registers/traffic-fines --fail-on warning",
        "zhunsheng register check registers/traffic-fines --fail-on warning",
    ),
)
def check_command(
    context: typer.Context,
    register: Folder,
    on: Day = None,
    fail_on: FailOn = "error",
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    with waiting(session, Text("检查权责清单", "checking the register")):
        loaded = load_register(register)
        problems = check_register(loaded, on=_day(session, on))
    if as_json:
        session.give([problem_data(found) for found in problems])
    else:
        print_problems(session, problems)
        errors = sum(found.severity == "error" for found in problems)
        session.tell(
            f"{len(loaded.standards)} 项标准、{len(loaded.powers)} 项权责：错误 {errors} 处，"
            f"提示 {len(problems) - errors} 处。",
            f"{len(loaded.standards)} standards, {len(loaded.powers)} powers: {errors} errors, "
            f"{len(problems) - errors} warnings.",
        )
    return failed(problems, fail_on)


def failed(problems: list[Problem], fail_on: str) -> Status:
    """The status a check ends with."""
    counted = [p for p in problems if fail_on == "warning" or p.severity == "error"]
    return Status.FOUND if counted and fail_on != "never" else Status.FINE


@commands.command(
    "show",
    cls=SpokenCommand,
    help=both(
        "某日有效的权责、标准和时限。", "What is in force on a day: powers, standards, clocks."
    ),
    epilog=both(
        "zhunsheng register show registers/traffic-fines --on 2010-08-13",
        "zhunsheng register show registers/traffic-fines --on 2010-08-13",
    ),
)
def show(
    context: typer.Context,
    register: Folder,
    on: Day = None,
    as_figures: Annotated[
        bool, typer.Option("--summary", help=both("只看数量和占比", "counts and shares only"))
    ] = False,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    day = _day(session, on)
    if as_figures:
        with waiting(session, Text("清点", "counting")):
            loaded = load_register(register)
            found = summary_of(loaded, on=day)
        if as_json:
            session.give(summary_data(found))
        else:
            print_in_figures(session, loaded, found)
        return 0
    that_day = edition(load_register(register), on=day)
    if as_json:
        session.give(
            {
                "id": that_day.register.id,
                "on": day,
                "digest": that_day.digest,
                "standards": [_standard_data(standard) for standard in that_day.register.standards],
            }
        )
        return 0
    language = session.language
    session.out.print(that_day.register.title.say(language), style="bold")
    session.tell(
        f"{day} 有效 · 摘要 {that_day.digest[:12]}",
        f"in force on {day} · digest {that_day.digest[:12]}",
    )
    for power in that_day.register.powers:
        own = [s for s in that_day.register.standards if s.power == power.id]
        basis = "; ".join(str(one) for one in power.versions[0].basis)
        session.out.print()
        session.out.print(f"{power.title.say(language)} ({power.id})", style="bold", end="  ")
        session.out.print(basis, style="dim")
        limits = power.versions[0].limits
        if limits is not None:
            session.out.print(Padding(limits.say(language), (0, 0, 0, 2)), style="italic")
        table = Table.grid(padding=(0, 2, 0, 2))
        for _ in range(4):
            table.add_column(overflow="fold")
        for standard in own:
            table.add_row(
                GRADE[standard.grade].say(language),
                standard.title.say(language),
                standard.id,
                "; ".join(str(one) for one in standard.versions[0].basis),
            )
        session.out.print(table)
    return 0


@commands.command(
    "diff",
    cls=SpokenCommand,
    help=both("两日之间改了什么，用一句一句的话说。", "What changed between two days, in words."),
    epilog=both(
        "zhunsheng register diff registers/traffic-fines 2010-08-12 2010-08-13",
        "zhunsheng register diff registers/traffic-fines 2010-08-12 2010-08-13",
    ),
)
def diff_command(
    context: typer.Context,
    register: Folder,
    before: Annotated[str, typer.Argument(help=both("前一日", "the earlier day"))],
    after: Annotated[str, typer.Argument(help=both("后一日", "the later day"))],
    other: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=both("后一日改用另一份清单", "another register for the later day"),
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    old = load_register(register)
    new = load_register(other) if other is not None else old
    changes = diff(old, new, on_a=day_asked(before), on_b=day_asked(after))
    if as_json:
        session.give(
            [
                {
                    "section": one.section,
                    "item": one.item,
                    "what": one.what,
                    "field": one.field,
                    "said": {"zh": one.in_words().zh, "en": one.in_words().en},
                }
                for one in changes
            ]
        )
        return 0
    for one in changes:
        session.out.print("· " + one.in_words().say(session.language), soft_wrap=True)
    if not changes:
        session.tell("没有差别。", "Nothing changed.")
    return 0


@commands.command(
    "schemas",
    cls=SpokenCommand,
    help=both(
        "写出各文件的 JSON Schema，编辑器据此提示和标错。",
        "Write the JSON Schemas of a register's files, for editors.",
    ),
    epilog=both("zhunsheng register schemas schemas/", "zhunsheng register schemas schemas/"),
)
def schemas(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help=both("写到哪个目录", "the folder to write to"))],
) -> int:
    write_schemas(folder, parameters=PARAMETERS)
    names = ", ".join(sorted(path.name for path in folder.glob("*.json")))
    session_of(context).tell(f"已写入 {folder}：{names}", f"written to {folder}: {names}")
    return 0


def problem_data(found: Problem) -> dict[str, object]:
    """A problem for a program."""
    said = {"zh": found.in_language("zh"), "en": found.in_language("en")}
    place = found.place
    return {
        "code": found.code,
        "severity": found.severity,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "said": said,
    }


def _standard_data(standard: Standard) -> dict[str, object]:
    version = standard.versions[0]
    return {
        "id": standard.id,
        "title": {"zh": standard.title.zh, "en": standard.title.en},
        "power": standard.power,
        "posts": standard.posts,
        "line": standard.line,
        "grade": standard.grade,
        "shape": version.shape,
        "from": version.validity.start,
        "basis": [str(one) for one in version.basis],
    }


def _day(session: Session, text: str | None) -> dt.date:
    return day_asked(text) if text is not None else session.today
