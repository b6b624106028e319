"""The national month made anew: every district's work played and written into one trace.

``python -m bench simulate [--districts all|N|CODE,CODE…] [--scale S] [--seed N] [--folder F]``

Two processes play a district each, the largest first, and write its slices as batches of one
trace. Printed: acts a second, peak memory of a process after its first and after its last district
(flat: they do not differ much), seconds of playing and of writing, and the ratio to a floor: the
time it takes to write the same columns of the same files with one constant each.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhunsheng import flow
from zhunsheng.simulate.book import Book
from zhunsheng.simulate.out.trace import next_number, open_trace, write_batches
from zhunsheng.simulate.running import Practice, district_of, making_of, read_practice
from zhunsheng.trace import Store
from zhunsheng.trace.shape import write_options
from zhunsheng.trace.strands import ROW_GROUP

ROOT = Path(__file__).resolve().parents[1]
REGISTER, SERVICE = ROOT / "registers/china-customs", ROOT / "practice/china-customs"
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
PROCESSES = 2

_practice: list[Practice] = []


@dataclass(frozen=True, slots=True)
class Made:
    """One district: acts written, seconds of playing and of all, the process's peak so far."""

    code: str
    process: int
    acts: int
    batches: int
    playing: float
    seconds: float
    cpu: float
    peak_mb: int


def make_district(folder: Path, code: str, first: int, seed: int, scale: float) -> Made:
    """Plays a district and writes it; run in a process of its own."""
    started, cpu = time.perf_counter(), time.process_time()
    making, district = _making(code, seed, scale)
    played = [0.0]

    def books() -> Iterator[Book]:
        for number in range(making.slices):
            begun = time.perf_counter()
            book = making.slice(number)
            played[0] += time.perf_counter() - begun
            yield book

    made = write_batches(Store(folder), books(), district.directory(), now=NOW, first=first)
    return Made(
        code,
        os.getpid(),
        sum(batch.counts.acts for batch in made),
        len(made),
        played[0],
        time.perf_counter() - started,
        time.process_time() - cpu,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def floor_seconds(store: Store) -> float:
    """How long writing the same files takes with one constant a column."""
    total = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(store.batches_folder.rglob("*.parquet")):
            if "mandates" in path.name:
                continue
            file = pq.ParquetFile(path)
            table = _constants(file.schema_arrow, file.metadata.num_rows)
            options = write_options(table.schema)
            begun = time.perf_counter()
            pq.write_table(table, f"{folder}/floor.parquet", row_group_size=ROW_GROUP, **options)
            total += time.perf_counter() - begun
    return total


def _constants(schema: Any, rows: int) -> Any:
    columns = []
    for item in schema:
        if pa.types.is_string(item.type):
            none = pa.array(np.zeros(rows, np.int32))
            columns.append(pa.DictionaryArray.from_arrays(none, pa.array(["x"])))
        else:
            one = pa.scalar(Decimal(1) if pa.types.is_decimal(item.type) else 1, item.type)
            columns.append(pa.repeat(one, rows))
    return pa.Table.from_arrays(columns, names=schema.names)


def _making(code: str, seed: int, scale: float) -> tuple[Any, Any]:
    if not _practice:
        _practice.append(read_practice(SERVICE, flow.load_register(REGISTER)))
    district = district_of(_practice[0], code, seed=seed)
    declarations = max(1, round(district.declarations * scale))
    return making_of(_practice[0], district, declarations=declarations), district


def _chosen(practice: Practice, wanted: str) -> list[str]:
    """Codes of districts, the largest first, so that the processes end together."""
    districts = sorted(practice.service.offices.districts, key=lambda one: -one.weight)
    codes = [one.code for one in districts]
    if wanted == "all":
        return codes
    if wanted.isdigit() and len(wanted) < 4:
        return codes[: int(wanted)]
    return [code for code in codes if code in wanted.split(",")]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench simulate")
    parser.add_argument("--districts", default="all")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--folder", type=Path)
    said = parser.parse_args(arguments)
    folder = said.folder or Path(tempfile.gettempdir()) / "zhunsheng-bench/practice"
    shutil.rmtree(folder, ignore_errors=True)
    practice = read_practice(SERVICE, flow.load_register(REGISTER))
    codes = _chosen(practice, said.districts)
    load = os.getloadavg()[0]
    started = time.perf_counter()
    made: list[Made] = []
    with open_trace(folder) as store:
        first = next_number(store)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
            tasks = []
            for code in codes:
                tasks.append(pool.submit(make_district, folder, code, first, said.seed, said.scale))
                first += 1 + 1_000
            for task in as_completed(tasks):
                one = task.result()
                made.append(one)
                print(
                    f"{one.code}  {one.acts:>12,} acts  {one.seconds:>7.1f} s "
                    f"({one.playing:.1f} s of playing)  {one.peak_mb:,} MB so far",
                    flush=True,
                )
    seconds = time.perf_counter() - started
    _print(made, seconds, floor_seconds(store), load)


def _print(made: list[Made], seconds: float, floor: float, load: float) -> None:
    acts = sum(one.acts for one in made)
    busy = sum(one.seconds for one in made)
    playing = sum(one.playing for one in made)
    cpu = sum(one.cpu for one in made)
    print(f"acts      {acts:>14,}   in {sum(one.batches for one in made)} batches")
    print(f"time      {seconds:>14.1f} s   {acts / seconds / 1e6:.3f} M acts/s on {PROCESSES}")
    print(f"work      {cpu / acts * 1e6:>14.2f} µs of CPU an act; playing {playing / busy:.0%}")
    print(f"floor     {floor:>14.1f} s   on one core: {busy / floor:.1f} × the floor")
    for process in sorted({one.process for one in made}):
        own = [one.peak_mb for one in made if one.process == process]
        print(f"memory    {own[0]:>10,} MB after the first district, {own[-1]:,} after the last")
    print(f"load before the run {load:.1f}")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
