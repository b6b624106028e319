"""What every command shares: the language, the working folder, the day, the two outputs."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from zhunsheng.cli.language import of_system
from zhunsheng.model.errors import ZhunshengError, problem
from zhunsheng.model.text import Language, Text

WORKSPACE = Path(".zhunsheng")
EVERYWHERE = (
    ("--lang zh|en", Text("用中文或英文", "speak Chinese or English")),
    (
        "--workspace DIR",
        Text("工作目录，默认 .zhunsheng", "the working folder; .zhunsheng unless said"),
    ),
    ("--debug", Text("出错时打印调用栈", "print the traceback of a fault")),
)
"""Options any command takes, at any place on the line."""


class UsageFault(ZhunshengError):
    """The line that was typed cannot be understood."""


@dataclass(frozen=True, slots=True)
class Session:
    """One call of the program. ``now``: when it was called, aware."""

    language: Language
    now: dt.datetime
    workspace: Path = WORKSPACE
    debug: bool = False
    out: Console = field(default_factory=lambda: Console(highlight=False, markup=False))
    err: Console = field(
        default_factory=lambda: Console(highlight=False, markup=False, stderr=True)
    )

    @property
    def trace(self) -> Path:
        return self.workspace / "trace"

    @property
    def runs(self) -> Path:
        return self.workspace / "runs"

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def say(self, zh: str, en: str) -> str:
        """The one of two texts that is in the session's language."""
        return zh if self.language == "zh" else en

    def tell(self, zh: str, en: str) -> None:
        """One line or more on standard output."""
        self.out.print(self.say(zh, en), soft_wrap=True)

    def give(self, content: Any) -> None:
        """JSON for a program, on standard output."""
        sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")


def session_of(context: typer.Context) -> Session:
    """The session a command runs in."""
    found = context.obj
    assert isinstance(found, Session)
    return found


def begin(
    arguments: Sequence[str], environment: Mapping[str, str], *, now: dt.datetime
) -> tuple[Session, list[str]]:
    """The session, and the arguments without the options that hold everywhere.

    Raises UsageFault for an option of these without a value, or a language there is not.
    """
    language, workspace, debug = of_system(environment), WORKSPACE, False
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *waiting]
            break
        if word == "--debug":
            debug = True
        elif name in ("--lang", "--workspace"):
            if not equals:
                if not waiting:
                    raise _without_value(name)
                value = waiting.pop(0)
            if name == "--workspace":
                workspace = Path(value)
            elif value == "zh":
                language = "zh"
            elif value == "en":
                language = "en"
            else:
                raise _unknown_language(value)
        else:
            rest.append(word)
    return Session(language, now, workspace, debug), rest


def _without_value(name: str) -> UsageFault:
    return UsageFault(
        (problem("option-without-value", (f"{name} 后面缺少取值", f"{name} needs a value")),)
    )


def _unknown_language(value: str) -> UsageFault:
    return UsageFault(
        (
            problem(
                "unknown-language",
                (f"没有“{value}”这种语言", f"there is no language {value!r}"),
                mend=("请写 --lang zh 或 --lang en", "say --lang zh or --lang en"),
            ),
        )
    )
