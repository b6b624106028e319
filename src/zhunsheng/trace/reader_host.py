"""The process readers run under: started once, warm, forking one limited child for each file.

Run by :mod:`zhunsheng.trace.sandbox`; speaks JSON lines on standard input and output.
The child that reads has a memory ceiling (RLIMIT_DATA as a backstop, its resident size watched
every few milliseconds), a time ceiling, no core dumps, and writes only its staging folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
import time
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any

from zhunsheng.model.errors import Problem, SourceError
from zhunsheng.trace.reading import Reading, read_source

_PAGE = resource.getpagesize()
_PAUSE = 0.004


def main() -> None:
    """Serves readings until standard input closes."""
    os.setpgid(0, 0)
    parent = os.getppid()
    for line in sys.stdin:
        job = json.loads(line)
        reply = _serve(job, parent)
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


def _serve(job: dict[str, Any], parent: int) -> dict[str, Any]:
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        _read(job)
    most = 0
    killed = ""
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        size = _resident(child)
        most = max(most, size)
        if not killed and size > job["megabytes"] << 20:
            killed = "memory"
        elif not killed and time.monotonic() - started > job["seconds"]:
            killed = "time"
        if os.getppid() != parent:
            os.kill(child, signal.SIGKILL)
            os._exit(0)
        if killed:
            os.kill(child, signal.SIGKILL)
        time.sleep(_PAUSE)
    code = os.waitstatus_to_exitcode(status)
    return {"killed": killed, "code": code, "peak": most}


def _read(job: dict[str, Any]) -> None:
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        backstop = 4 * job["megabytes"] << 20
        resource.setrlimit(resource.RLIMIT_DATA, (backstop, backstop))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        code = run(Reading(**job["reading"]), Path(job["folder"]))
    finally:
        os._exit(code)


def run(reading: Reading, folder: Path) -> int:
    """Reads; leaves ``report.json`` (returns 0) or ``fault.json`` (returns 1) in the folder."""
    try:
        read_source(reading, folder)
        return 0
    except SourceError as error:
        problems = [asdict(problem) for problem in error.problems]
    except MemoryError:
        problems = [{"code": "memory"}]
    except Exception:
        problems = [{"code": "crashed", "detail": traceback.format_exc(limit=-3)}]
    with contextlib.suppress(OSError):
        text = json.dumps(problems, ensure_ascii=True)
        (folder / "fault.json").write_text(text, encoding="utf-8")
    return 1


def _resident(child: int) -> int:
    try:
        return int(Path(f"/proc/{child}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


__all__ = ["Problem", "main", "run"]
