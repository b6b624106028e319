"""Where a question about the trace runs: a child process that is killed when it takes too much."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from zhunsheng.model.text import Text

MOST_ROWS = 10_000
MOST_SECONDS = 10
MOST_MEGABYTES = 512
_CHILD = Path(__file__).with_name("child.py")


class Unanswered(Exception):
    """A question without an answer. ``text`` says which limit it met, or what was wrong, and how to
    mend it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may take."""

    rows: int = MOST_ROWS
    seconds: float = MOST_SECONDS
    megabytes: int = MOST_MEGABYTES


TOO_LONG = Text(
    "查询超过 {seconds} 秒，已停止。请缩小单位或日期范围，或者增加条件后再查。",
    "The query took more than {seconds} seconds and was stopped. Narrow the offices or the days, "
    "or add a condition, and ask again.",
)
TOO_MUCH = Text(
    "查询需要的内存超过 {megabytes} MB，已停止。请缩小单位或日期范围后再查。",
    "The query needed more than {megabytes} MB of memory and was stopped. Narrow the offices or "
    "the days and ask again.",
)
BROKEN = Text(
    "查询未能完成，没有取得结果。请稍后再试；若仍出现，请告知系统管理员。",
    "The query did not finish and gave no answer. Try again in a moment; if it happens again, tell "
    "the system administrator.",
)


def run(text: str, values: Sequence[object], limits: Limits | None = None) -> list[list[Any]]:
    """The rows of a statement; one more than the limit if there are more. Raises Unanswered with
    what was too much; nothing of the process is left then."""
    allowed = limits or Limits()
    asked = json.dumps(
        {
            "text": text,
            "values": list(values),
            "folder": str(Path(settings.TRACE).resolve()),
            "seconds": int(allowed.seconds) or 1,
            "megabytes": allowed.megabytes,
        }
    )
    try:
        # No environment of ours: no keys, no database, no language.
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=asked,
            capture_output=True,
            text=True,
            timeout=allowed.seconds,
            env={"PATH": "/usr/bin:/bin"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unanswered(TOO_LONG.fill(seconds=f"{allowed.seconds:g}")) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {"fault": "memory" if "MemoryError" in done.stderr else "other"}
    if "rows" in answer:
        return list(answer["rows"])
    if answer["fault"] == "memory":
        raise Unanswered(TOO_MUCH.fill(megabytes=str(allowed.megabytes)))
    raise Unanswered(BROKEN)
