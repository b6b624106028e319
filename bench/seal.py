"""``python -m bench.seal``: what sealing costs: appends a second, records verified a second.

SEAL_DIR says on which disk (the system's folder for temporary files unless said): the time of an
fsync there is most of what an append takes, and is printed with the figures. RECORDS is how many
are verified (200,000).
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing import SimpleQueue
from pathlib import Path

from zhunsheng.seal.checkpoint import SecretKey
from zhunsheng.seal.log import SealedLog, create
from zhunsheng.seal.record import Record
from zhunsheng.seal.verify import verify_log

KEY = SecretKey("bench.example/seal", bytes(range(32)))
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
SECONDS = 5.0


def record(number: int) -> Record:
    return Record(
        when=NOON,
        who=f"officer-{number % 997}",
        post="section-head",
        what="warning.sign",
        on=("warning", f"w-{number:08}"),
        why="cds/201",
        result="done",
    )


def opened(folder: Path) -> SealedLog:
    return SealedLog(folder, [KEY], clock=lambda: NOON)


def appending(log: SealedLog, *, batch: int, until: float) -> int:
    """Appends until the time is up; how many records."""
    number = 0
    while time.perf_counter() < until:
        log.append([record(number + at) for at in range(batch)])
        number += batch
    return number


def threads(folder: Path, count: int, batch: int) -> float:
    """Records a second by so many threads of one process."""
    done: list[int] = []
    with opened(folder) as log:
        began = time.perf_counter()

        def work() -> None:
            done.append(appending(log, batch=batch, until=began + SECONDS))

        workers = [threading.Thread(target=work) for _ in range(count)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return sum(done) / (time.perf_counter() - began)


def _process(folder: Path, gate: Callable[[], object], done: Callable[[int], object]) -> None:
    with opened(folder) as log:
        gate()
        done(appending(log, batch=1, until=time.perf_counter() + SECONDS))


def processes(folder: Path, count: int) -> float:
    """Records a second by so many processes, each a single record at a time."""
    gate = multiprocessing.Barrier(count + 1)
    done: SimpleQueue[int] = SimpleQueue()
    workers = [
        multiprocessing.Process(target=_process, args=(folder, gate.wait, done.put))
        for _ in range(count)
    ]
    for worker in workers:
        worker.start()
    gate.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    took = time.perf_counter() - began
    return sum(done.get() for _ in workers) / took


def fsync_milliseconds(folder: Path) -> float:
    """What one fsync of an appended kilobyte takes, the middle one of 200."""
    taken = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(200):
            file.write(bytes(1024))
            began = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    return sorted(taken)[100] * 1000


def verifying(folder: Path, count: int) -> tuple[float, int]:
    """Records verified a second in a log of so many, sealed a hundred at a time."""
    create(folder, [KEY])
    with opened(folder) as log:
        for begin in range(0, count, 100):
            log.append([record(begin + at) for at in range(100)])
    began = time.perf_counter()
    report = verify_log(folder, [KEY.public_key])
    if report.findings or report.size != count:
        raise SystemExit(f"the log made for the bench is not in order: {report}")
    return count / (time.perf_counter() - began), report.checkpoints


def main() -> None:
    figures: dict[str, object] = {"seal": True, "load_before": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory(dir=os.environ.get("SEAL_DIR")) as name:
        base = Path(name)
        figures["fsync_ms"] = round(fsync_milliseconds(base), 3)
        cases: dict[str, Callable[[Path], float]] = {
            "1 writer, single records": lambda folder: threads(folder, 1, 1),
            "8 threads, single records": lambda folder: threads(folder, 8, 1),
            "8 processes, single records": lambda folder: processes(folder, 8),
            "1 writer, 100 records at once": lambda folder: threads(folder, 1, 100),
        }
        print(f"{'fsync':<32}{figures['fsync_ms']:>12} ms")
        for case, run in cases.items():
            folder = base / case.replace(" ", "-")
            create(folder, [KEY])
            figures[case] = round(run(folder))
            print(f"{case:<32}{figures[case]:>12,} records/s")
        speed, checkpoints = verifying(base / "verify", int(os.environ.get("RECORDS", "200000")))
        figures["verified"] = round(speed)
        print(f"{'verified':<32}{figures['verified']:>12,} records/s, {checkpoints:,} checkpoints")
    with (Path(__file__).parent / "history.jsonl").open("a") as file:
        file.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
