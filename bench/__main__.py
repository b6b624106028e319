"""``python -m bench``: the speed of judging, importing and of the single act, in one run.

SCALE (1 = 100 million acts) and BENCH_DIR (where generated traces are kept) come from the
environment. Every figure is taken in a process of its own; a line per run is appended to
``bench/history.jsonl``. ``python -m bench simulate`` makes a month of the practice service instead;
``python -m bench schemes`` holds one district's month against the truth about its schemes.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import practice_month, schemes

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("ZHUNSHENG_SHARED", HERE.parent.parent / "shared"))
FINES = SHARED / "data/fines/road_traffic_fines.xes.gz"


def measured(*arguments: str) -> dict[str, Any]:
    """What ``python -m bench.one …`` says, with its wall time, CPU time and peak memory."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen([sys.executable, "-m", "bench.one", *arguments], stdout=said)
        _, status, usage = os.wait4(child.pid, 0)
        if status != 0:
            raise SystemExit(f"bench.one {' '.join(arguments)} ended with status {status}")
        said.seek(0)
        figures: dict[str, Any] = json.loads(said.read().splitlines()[-1])
    figures["process_seconds"] = round(time.perf_counter() - started, 2)
    figures["process_cpu_seconds"] = round(usage.ru_utime + usage.ru_stime, 2)
    figures["peak_mb"] = usage.ru_maxrss // 1024
    return figures


def main() -> None:
    scale = os.environ.get("SCALE", "1")
    folder = os.environ.get("BENCH_DIR", str(Path(tempfile.gettempdir()) / "zhunsheng-bench"))
    history: dict[str, Any] = {
        "on": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load_before": os.getloadavg()[0],
        "scale": float(scale),
    }
    measured("generate", folder, scale)
    floor = history["floor"] = measured("floor", folder, scale)
    print(f"acts                  {floor['acts']:>14,}   subjects {floor['subjects']:,}")
    print(f"floor                 {floor['seconds']:>14.1f} s   {floor['peak_mb']:,} MB")
    for name, finer in (("1,856 standards", "1"), ("18,560 standards", "10")):
        run = history[name] = measured("judge", folder, scale, finer)
        again = measured("floor", folder, scale)
        run["floor_after"] = again["seconds"]
        base = min(floor["seconds"], again["seconds"])
        run["ratio_to_floor"] = round(run["seconds"] / base, 2)
        print(
            f"{name:<22}{run['seconds']:>14.1f} s   {run['peak_mb']:,} MB   "
            f"{run['acts'] / run['seconds'] / 1e6:.2f} M acts/s   "
            f"{run['ratio_to_floor']} × floor   {run['judgements']:,} judgements, "
            f"{run['findings']:,} findings"
        )
        for part, seconds in sorted(run["parts"].items(), key=lambda item: -item[1]):
            print(f"    {part:<20}{seconds:>12.2f} s")
    growth = history["18,560 standards"]["seconds"] / history["1,856 standards"]["seconds"]
    print(f"ten times the standards take {growth:.2f} times as long")
    for name, finer in (("row check", "1"), ("row check, ten times", "10")):
        row = history[name] = measured("row", folder, scale, finer)
        print(
            f"{name:<22}{row['microseconds_per_act']:>14.1f} µs per act "
            f"({row['cpu_microseconds_per_act']:.1f} µs of CPU), {row['rules']:,} rules in force, "
            f"{row['judgements_per_act']:.1f} judgements per act"
        )
    if FINES.exists():
        taken = history["import"] = measured("import", str(FINES))
        print(
            f"import of the fines   {taken['seconds']:>14.2f} s   {taken['peak_mb']:,} MB "
            f"(largest process)   {taken['acts']:,} acts"
        )
    else:
        print(f"import of the fines   left out: no {FINES}")
    with (HERE / "history.jsonl").open("a") as file:
        file.write(json.dumps(history) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["simulate"]:
        practice_month.main(sys.argv[2:])
    elif sys.argv[1:2] == ["schemes"]:
        schemes.main(sys.argv[2:])
    else:
        main()
