"""Reading apart: a hostile file can cost a child process its life, and nothing else.

Limits rise with the honest size of a file: 60 s and one second for every megabyte on disk;
512 MB and a quarter of the size on disk, at most 2 GB. What a file unpacks to has its own caps.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from zhunsheng.model.errors import Place, Problem, SourceError
from zhunsheng.model.text import Text
from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.reading import Reading

_MOST_MEGABYTES = 2_048


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for reading one file: wall-clock seconds and resident megabytes, before size."""

    seconds: float = 60.0
    megabytes: int = 512

    def for_size(self, size: int) -> Limits:
        """The ceilings for a file of ``size`` bytes on disk."""
        megabytes = size >> 20
        return Limits(
            self.seconds + megabytes,
            max(self.megabytes, min(self.megabytes + megabytes // 4, _MOST_MEGABYTES)),
        )


DEFAULT = Limits()
# glibc otherwise returns every large array to the kernel and faults it in again
_MALLOC = {"MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TOP_PAD_": "16777216"}

# Readers need neither DuckDB nor the grammar of mappings. The package, were it imported as a
# whole, would load both, and every reading waits for this process.
START = """
import sys, types
package = types.ModuleType("zhunsheng.trace")
package.__path__ = [sys.argv[1]]
sys.modules[package.__name__] = package
from zhunsheng.trace.reader_host import main
main()
"""


def read_apart(reading: Reading, folder: Path, limits: Limits) -> None:
    """Reads a file into a staging folder in a process of its own. Raises SourceError."""
    path = Path(reading.path)
    ceiling = limits.for_size(path.stat().st_size)
    reply = _HOST.ask(
        {
            "reading": asdict(reading),
            "folder": str(folder),
            "seconds": ceiling.seconds,
            "megabytes": ceiling.megabytes,
        }
    )
    raise_faults(path, folder, reply, ceiling)


def warm_up() -> None:
    """Starts the host beforehand, so that its imports run beside other work."""
    _HOST.start()


def raise_faults(path: Path, folder: Path, reply: dict[str, Any], limits: Limits) -> None:
    """Turns what the reading process left behind into a SourceError, if it failed."""
    if reply["killed"] == "time":
        raise source_fault(
            "too_slow",
            path,
            ("读取超时,已中止", "reading took too long and was stopped"),
            why=(f"上限 {limits.seconds:.0f} 秒", f"the limit is {limits.seconds:.0f} s"),
        )
    faults = _faults(folder)
    codes = {fault["code"] for fault in faults}
    if reply["killed"] == "memory" or "memory" in codes:
        raise source_fault(
            "too_much_memory",
            path,
            ("读取占用内存过多,已中止", "reading took too much memory and was stopped"),
            why=(f"上限 {limits.megabytes} MB", f"the limit is {limits.megabytes} MB"),
        )
    if "crashed" in codes or (reply["code"] != 0 and not faults):
        detail = faults[0].get("detail", "") if faults else f"exit code {reply['code']}"
        raise source_fault(
            "reader_crashed",
            path,
            ("读取程序异常终止", "the reading process failed"),
            why=(detail, detail),
            mend=(
                "请将文件与此信息交给系统管理员;库中没有任何改动",
                "give file and message to the administrator; nothing in the trace was changed",
            ),
        )
    if faults:
        raise SourceError(tuple(_problem(fault) for fault in faults))


def _faults(folder: Path) -> list[dict[str, Any]]:
    path = folder / "fault.json"
    if not path.exists():
        return []
    faults: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return faults


def _problem(fault: dict[str, Any]) -> Problem:
    return Problem(
        fault["code"],
        Text(**fault["what"]),
        Text(**fault["why"]) if fault["why"] else None,
        Text(**fault["mend"]) if fault["mend"] else None,
        Place(**fault["place"]) if fault["place"] else None,
    )


class _Host:
    """The one reader host of this process, started when first needed and again if it died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._owner = 0

    def start(self) -> None:
        with self._lock:
            self._running()

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            process = self._running()
            assert process.stdin is not None and process.stdout is not None
            try:
                process.stdin.write(json.dumps(job) + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
            except OSError:
                line = ""
            if not line:
                self._process = None
                return {"killed": "", "code": -1, "peak": 0}
            reply: dict[str, Any] = json.loads(line)
            return reply

    def stop(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            if process is not None and self._owner == os.getpid() and process.stdin is not None:
                process.stdin.close()
                process.wait()

    def _running(self) -> subprocess.Popen[str]:
        process = self._process
        if process is not None and self._owner == os.getpid() and process.poll() is None:
            return process
        environment = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
        environment.update(_MALLOC)
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        process = subprocess.Popen(
            [sys.executable, "-c", START, str(Path(__file__).parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self._process, self._owner = process, os.getpid()
        return process


_HOST = _Host()
atexit.register(_HOST.stop)
