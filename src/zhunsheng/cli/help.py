"""Help in the session's language: what for, how to write it, an example, the exit statuses."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled
from typer.core import TyperCommand, TyperGroup

from zhunsheng.cli.faults import STATUS_TEXT
from zhunsheng.cli.language import both, text_of
from zhunsheng.cli.session import EVERYWHERE, Session, session_of
from zhunsheng.model.text import Text

_HEADS = {
    "usage": Text("写法", "Usage"),
    "arguments": Text("参数", "Arguments"),
    "options": Text("选项", "Options"),
    "everywhere": Text("各命令通用", "With every command"),
    "commands": Text("命令", "Commands"),
    "example": Text("例", "Example"),
    "statuses": Text("退出状态", "Exit status"),
}
_HELP = Text("显示本页", "show this page")


class SpokenCommand(TyperCommand):
    """A command whose help is said in the session's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_page(self, ctx))


class SpokenGroup(TyperGroup):
    """A group of commands whose help is said in the session's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_page(self, ctx))


def group(zh: str, en: str) -> typer.Typer:
    """A group of commands."""
    return typer.Typer(
        cls=SpokenGroup,
        help=both(zh, en),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
    )


def _page(command: Any, ctx: Any) -> str:
    session = session_of(ctx)
    out = StringIO()
    console = Console(
        file=out,
        width=min(session.out.width, 100),
        highlight=False,
        markup=False,
        force_terminal=session.out.is_terminal,
        color_system=session.out.color_system if session.out.is_terminal else None,  # type: ignore[arg-type]
    )
    language = session.language
    console.print(text_of(command.help).say(language))
    _head(console, "usage", session)
    pieces = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    console.print("  " + re.sub(r"\{(\w+)\}", lambda name: name[1].upper(), pieces))
    commands = getattr(command, "commands", {})
    if commands:
        _head(console, "commands", session)
        _table(
            console,
            [
                (name, text_of(c.help).say(language).split("\n")[0])
                for name, c in commands.items()
                if not c.hidden
            ],
        )
    named = [p for p in command.params if p.param_type_name == "argument"]
    if named:
        _head(console, "arguments", session)
        _table(
            console,
            [(str(p.name).upper(), text_of(p.help).say(language)) for p in named],
        )
    options = [p for p in command.params if p.param_type_name == "option"]
    _head(console, "options", session)
    _table(
        console,
        [*((_option(p), text_of(p.help).say(language)) for p in options),
         ("--help", _HELP.say(language))],
    )  # fmt: skip
    _head(console, "everywhere", session)
    _table(console, [(name, text.say(language)) for name, text in EVERYWHERE])
    if command.epilog:
        _head(console, "example", session)
        for line in text_of(command.epilog).say(language).splitlines():
            console.print("  " + line, soft_wrap=True)
    _head(console, "statuses", session)
    _table(console, [(str(int(s)), text.say(language)) for s, text in STATUS_TEXT.items()])
    return out.getvalue()


def _head(console: Console, name: str, session: Session) -> None:
    console.print()
    console.print(Styled(_HEADS[name].say(session.language), style="bold"))


def _table(console: Console, rows: list[tuple[str, str]]) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, max_width=34)
    table.add_column(ratio=1, overflow="fold")
    for left, right in rows:
        table.add_row(Styled(left, style="cyan"), Styled(right))
    console.print(Padding(table, (0, 0, 0, 2)))


def _option(param: Any) -> str:
    names = ", ".join(param.opts)
    if param.is_flag:
        return names
    return f"{names} {param.metavar or param.name.upper()}"
