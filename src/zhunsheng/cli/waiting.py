"""A bar on standard error for what takes more than two seconds; nothing where nobody looks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from zhunsheng.cli.session import Session
from zhunsheng.model.run import Progress as Report
from zhunsheng.model.text import Text

PATIENCE_SECONDS = 2.0
_PARTS = {
    "digest": Text("校验文件", "checking the file"),
    "read": Text("读取", "reading"),
    "contract": Text("核对各行", "holding rows to the mapping"),
    "resolve": Text("比对已有数据", "comparing with what is there"),
    "write": Text("写入", "writing"),
    "commit": Text("提交", "committing"),
    "done": Text("完成", "done"),
    "judging": Text("比对标准", "judging"),
    "tables": Text("三表", "the tables"),
    "charts": Text("流程图", "the charts"),
    "note": Text("说明", "the note"),
    "making": Text("生成", "making"),
}


@contextmanager
def waiting(session: Session, what: Text) -> Iterator[Report]:
    """Gives the function to report to; the bar comes up after two seconds on a terminal."""
    if not session.err.is_terminal:
        yield lambda part, share: None
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=session.err,
        transient=True,
    )
    task = bar.add_task(what.say(session.language), total=1.0)
    timer = threading.Timer(PATIENCE_SECONDS, bar.start)
    timer.daemon = True

    def report(part: str, share: float) -> None:
        said = _PARTS.get(part, Text(part, part)).say(session.language)
        bar.update(task, completed=share, description=f"{what.say(session.language)} · {said}")

    timer.start()
    try:
        yield report
    finally:
        timer.cancel()
        bar.stop()
