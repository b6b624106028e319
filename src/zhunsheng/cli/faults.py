"""What went wrong, said so that it can be mended; and the exit statuses a script can use."""

from __future__ import annotations

import errno
import os
import re
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

_SYSTEM: dict[int, Text] = {
    errno.ENOENT: Text("不存在", "there is no such file"),
    errno.EACCES: Text("没有权限", "permission denied"),
    errno.EISDIR: Text("是目录，不是文件", "it is a folder, not a file"),
    errno.ENOTDIR: Text("路径中有一段不是目录", "a part of the path is no folder"),
    errno.ENOSPC: Text("磁盘已满", "the disk is full"),
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
        strange = Text(str(fault.strerror), str(fault.strerror))
        why = _SYSTEM.get(fault.errno or 0, strange).say(session.language)
        session.err.print(inert(f"{fault.filename}: {why}"), soft_wrap=True)
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
    quoted = re.findall(r"'([^']+)'", said)
    param = getattr(fault, "param", None)
    name = getattr(fault, "option_name", None)
    if name is None and param is not None:
        name = param.opts[0] if param.param_type_name == "option" else str(param.name).upper()
    if said.startswith("No such command"):
        text = Text(f"没有“{quoted[0]}”这个命令", f"there is no command {quoted[0]!r}")
        return _perhaps(text, quoted[1:])
    match type(fault).__name__:
        case "MissingParameter":
            return Text(f"缺少 {name}", f"{name} is missing")
        case "NoSuchOption":
            text = Text(f"没有 {name} 这个选项", f"there is no option {name}")
            return _perhaps(text, list(getattr(fault, "possibilities", None) or ()))
        case "BadParameter" if "is not one of" in said and quoted:
            known = ", ".join(quoted[1:])
            return Text(
                f"{name} 的取值“{quoted[0]}”不能用，可用：{known}",
                f"{name} cannot be {quoted[0]!r}; it is one of {known}",
            )
        case "BadParameter":
            return Text(f"{name} 的取值不能用：{said}", f"{name} cannot be used: {said}")
    return Text(f"命令写法有误：{said}", said)


def _perhaps(text: Text, names: list[str]) -> Text:
    if not names:
        return text
    listed = ", ".join(names)
    return Text(f"{text.zh}；是否要用 {listed}？", f"{text.en}; perhaps {listed}?")


def quiet_pipe() -> None:
    """A reader that stops reading (``| head``) is no fault: let nothing more be written."""
    import sys

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
