"""What went wrong, said so that it can be mended; and the exit statuses a script can use."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable
from enum import IntEnum

import typer
from rich.text import Text as Styled

from zhunsheng.cli.session import Session, UsageFault
from zhunsheng.hearing.inert import inert
from zhunsheng.model.errors import Problem, ZhunshengError
from zhunsheng.model.text import Text


class Status(IntEnum):
    """How a call ended."""

    FINE = 0
    FOUND = 1
    USAGE = 2
    INPUT = 3
    FAULT = 4
    INTERRUPTED = 130


STATUS_TEXT: dict[Status, Text] = {
    Status.FINE: Text("完成", "done"),
    Status.FOUND: Text(
        "完成，且查出 --fail-on 所指的问题", "done, and what --fail-on names was found"
    ),
    Status.USAGE: Text("命令写法有误", "the line that was typed is wrong"),
    Status.INPUT: Text(
        "所给的文件、权责清单或数据有问题", "a file, the register or the trace is not in order"
    ),
    Status.FAULT: Text("程序自身出错", "a fault of the program itself"),
}

_USAGE: dict[str, Text] = {
    "MissingParameter": Text("缺少 {name}", "{name} is missing"),
    "NoSuchOption": Text("没有 {name} 这个选项", "there is no option {name}"),
    "BadParameter": Text("{name} 的取值不能用：{said}", "{name} cannot be used: {said}"),
}


def print_problems(session: Session, problems: Iterable[Problem]) -> None:
    """Each problem on standard error, errors in red, the place first."""
    for found in problems:
        is_error = found.severity == "error"
        word = session.say("错误", "error") if is_error else session.say("提示", "warning")
        line = Styled(f"{word}: ", style="bold red" if is_error else "bold yellow")
        line.append(inert(found.in_language(session.language)), style="not bold default")
        session.err.print(line, soft_wrap=True)


def answer(session: Session, fault: BaseException) -> Status:
    """Print what a fault means for the person at the terminal; the status to exit with."""
    if isinstance(fault, KeyboardInterrupt | typer.Abort):
        session.err.print(
            session.say(
                "已中断；未完成的内容没有写入。", "Interrupted; nothing half-done was kept."
            )
        )
        return Status.INTERRUPTED
    if session.debug:
        session.err.print("".join(traceback.format_exception(fault)), soft_wrap=True, style="dim")
    if isinstance(fault, ZhunshengError):
        print_problems(session, fault.problems)
        return Status.USAGE if isinstance(fault, UsageFault) else Status.INPUT
    if type(fault).__name__ == "NoArgsIsHelpError":
        session.out.print(str(fault), soft_wrap=True)
        return Status.USAGE
    if isinstance(fault, typer.BadParameter.__mro__[1]):  # UsageError; Typer does not export it
        session.err.print(inert(_misused(fault).say(session.language)), soft_wrap=True)
        session.err.print(session.say("写法见 --help。", "See --help."))
        return Status.USAGE
    if isinstance(fault, OSError) and fault.filename is not None:
        what = inert(f"{fault.filename}: {fault.strerror}")
        session.err.print(session.say(f"文件无法使用：{what}", f"cannot use a file: {what}"))
        return Status.INPUT
    session.err.print(
        session.say(
            "程序出错，数据未改动。加 --debug 重试可得调用栈，请连同命令一并报给维护者。",
            "This is a fault of the program; your data are as they were. Run it again with "
            "--debug for the traceback, and report it together with the command.",
        ),
        soft_wrap=True,
    )
    session.err.print(inert(f"{type(fault).__name__}: {fault}"), soft_wrap=True)
    return Status.FAULT


def _misused(fault: BaseException) -> Text:
    said = str(getattr(fault, "message", fault))
    param = getattr(fault, "param", None)
    name = getattr(fault, "option_name", None) or (
        (param.opts[0] if param.param_type_name == "option" else param.human_readable_name.upper())
        if param is not None
        else ""
    )
    text = _USAGE.get(type(fault).__name__)
    if text is not None and name:
        return text.fill(name=name, said=said)
    if said.startswith("No such command"):
        name = said.split("'")[1] if "'" in said else said
        return Text(f"没有“{name}”这个命令", said)
    return Text(f"命令写法有误：{said}", said)


def quiet_pipe() -> None:
    """A reader that stops reading (``| head``) is no fault: let nothing more be written."""
    import sys

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
