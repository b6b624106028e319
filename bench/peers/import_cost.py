"""What a program takes, seen from outside: seconds, processor time, memory.

    python -m bench.peers.import_cost COMMAND…

A program of its own, and a small one, because Linux counts a child's peak from the size of the
process that started it. Two peaks: ``peak_mb``, from ``os.wait4``, is that of the largest single
process among the child and those it waited for; ``peak_tree_mb`` is what all of them held at the
same time (shared pages counted once), looked at every fifth of a second.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

PAUSE = 0.2


def main() -> None:
    """Runs the command; prints what it printed (one JSON object) with the cost beside it."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as wailed:
        child = subprocess.Popen(sys.argv[1:], stdout=said, stderr=wailed)
        peak = [0]
        stop = threading.Event()
        watch = threading.Thread(target=_watch, args=(child.pid, peak, stop))
        watch.start()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        stop.set()
        watch.join()
        said.seek(0)
        wailed.seek(0)
        if child.returncode:
            sys.exit(wailed.read().decode(errors="replace")[-4000:])
        answer = json.loads(said.read())
    cost = {
        "process_seconds": round(time.perf_counter() - started, 3),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 3),
        "peak_mb": round(used.ru_maxrss / 1024),
        "peak_tree_mb": peak[0] >> 10,
    }
    print(json.dumps(answer | cost))


def measured_apart(command: list[str]) -> dict[str, Any]:
    """The same, asked of a fresh process, in the repository's folder.

    Raises RuntimeError with what the command complained.
    """
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), *command],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]} … failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _watch(root: int, peak: list[int], stop: threading.Event) -> None:
    while not stop.wait(PAUSE):
        peak[0] = max(peak[0], sum(_kilobytes(pid) for pid in _tree(root)))


def _tree(root: int) -> list[int]:
    """The process and all its descendants."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                after_name = (folder / "stat").read_text().rpartition(")")[2]
            except OSError:
                continue
            parents[int(folder.name)] = int(after_name.split()[1])
    found = [root]
    for pid in found:
        found.extend(child for child, parent in parents.items() if parent == pid)
    return found


def _kilobytes(pid: int) -> int:
    try:
        for line in (Path("/proc") / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


if __name__ == "__main__":
    main()
