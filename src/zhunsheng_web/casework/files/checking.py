"""A file looked at in a child process that is ended when it takes too much (``checking_child``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from zhunsheng.model.text import Text
from zhunsheng_web.casework.files.kinds import Checked
from zhunsheng_web.casework.files.refusal import Refused
from zhunsheng_web.casework.handling import Files, handling

_CHILD = "zhunsheng_web.casework.files.checking_child"
_TOO_HARD = Text(
    "检查文件用时过长或占用内存过多，已停止，未予接收；请另存后重试，或打印成 PDF 后上传。",
    "Looking at the file took too long or too much memory and was stopped; it was not taken. Save "
    "it anew and try again, or print it as a PDF and upload that.",
)


def look_at(name: str, content: bytes) -> Checked:
    """What may be kept of a file. Raises Refused."""
    rules = handling().attachments
    answer, clean = _asked(name, content[: most_bytes() + 1], rules)
    if "refused" in answer:
        raise Refused(answer["refused"], Text(answer["zh"], answer["en"]))
    if "media_type" not in answer:
        raise Refused("too-hard", _TOO_HARD)
    kept = clean if "clean" in answer else content
    return Checked(answer["name"], answer["media_type"], kept)


def most_bytes() -> int:
    """More than any file that is taken may have is not worth reading."""
    rules = handling().attachments
    return max(rules.most_megabytes, rules.film.most_megabytes if rules.film.kinds else 0) << 20


def _asked(name: str, content: bytes, rules: Files) -> tuple[dict[str, str], bytes]:
    # No environment of ours: no keys, no database; only where the program itself lies.
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": os.pathsep.join(str(Path(path).resolve()) for path in sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    given = (
        name[-500:].replace("\0", ""),
        str(rules.check.seconds),
        str(rules.check.megabytes),
        str(rules.most_megabytes << 20),
        str(rules.film.most_megabytes << 20),
        ",".join(rules.film.kinds),
    )
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-m", _CHILD, *given],
            input=content,
            capture_output=True,
            timeout=rules.check.seconds * 2,
            env=environment,
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {}, b""
    head, _, clean = done.stdout.partition(b"\n")
    try:
        told: dict[str, str] = json.loads(head)
    except ValueError:
        return {}, b""
    return told, clean
