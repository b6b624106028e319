"""A file of any size is taken in a portion at a time, and comes out as if taken in at once."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_conservation import here
from trace_samples import FAST, NOW, PLAIN, by_id, plain, table

from zhunsheng.trace import Mapping, Store, deciding, delimited, drafting, ingest, rebuild, strands
from zhunsheng.trace.manifest import Manifest
from zhunsheng.trace.spilling import SortedRuns

HEADER = "id,no,step,at,seen,who"
PAIRS = """
source: demo
zone: Asia/Shanghai
acts:
- activity: {constant: opened}
  happened_at: {column: at}
  recorded_at: {column: seen}
  id: {column: id}
  objects:
  - {type: declaration, column: no}
- activity: {constant: noted}
  happened_at: {column: seen}
  id: {column: who}
  officer: who
  objects:
  - {type: declaration, column: no}
"""
ROW = st.tuples(
    st.integers(0, 9).map(str),
    st.sampled_from("AB"),
    st.sampled_from(["open", "close"]),
    st.sampled_from(["2024-03-01", "2024-03-01T08:00:00.0001", "2024-03-02", "?"]),
    st.integers(1, 4).map(lambda day: f"2024-04-0{day}"),
    st.sampled_from("xyz"),
).map(",".join)
FILES = st.lists(st.lists(ROW, max_size=30), min_size=1, max_size=3)


def in_small_portions(patch: pytest.MonkeyPatch) -> None:
    """Every limit so low that a dozen rows pass each of them."""
    patch.setattr(drafting, "PORTION_ACTS", 4)
    patch.setattr(deciding, "BUCKET_ACTS", 4)
    patch.setattr(SortedRuns, "block_rows", 2)
    patch.setattr(SortedRuns, "piece_blocks", 2)


def taken(
    folder: Path,
    files: list[list[str]],
    mapping: Mapping,
    arrange: Callable[[pytest.MonkeyPatch], None] | None,
) -> tuple[Store, list[Manifest]]:
    """A store with these files taken in, row groups and batches of rows being small."""
    store = Store(folder / "store")
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BATCH_ROWS", 3)
        patch.setattr(strands, "ROW_GROUP", 5)
        if arrange is not None:
            arrange(patch)
        reports = [
            ingest(
                store, table(folder / f"{number}.csv", rows, HEADER), mapping, now=NOW, reader=here
            )
            for number, rows in enumerate(files)
        ]
    return store, [report.manifest for report in reports]


def kept(store: Store) -> dict[str, Any]:
    """Strands and objects to the byte, the rest row by row."""
    found: dict[str, Any] = {}
    for path in sorted(store.batches_folder.rglob("*.parquet")):
        name = path.relative_to(store.batches_folder)
        exact = "strands" in name.parts or name.name == "objects.parquet"
        rows = None if exact else pq.read_table(path).to_pylist()
        if name.name == "superseded.parquet":
            rows.sort(key=str)
        found[str(name)] = path.read_bytes() if exact else rows
    return found


def mappings() -> dict[str, Mapping]:
    from zhunsheng.trace import parse_mapping

    return {
        "by content": plain().model_copy(
            update={"acts": (plain().acts[0].model_copy(update={"attributes": ()}),)}
        ),
        "by id, in conflict": by_id(revises=False),
        "by id, correcting": by_id(revises=True),
        "two acts a row": parse_mapping(PAIRS),
    }


@pytest.mark.parametrize("which", mappings())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=FILES)
def test_small_portions_give_what_one_gives(which: str, files: list[list[str]]) -> None:
    mapping = mappings()[which]
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        whole, counted = taken(Path(name) / "whole", files, mapping, None)
        store, counted_too = taken(Path(name) / "parts", files, mapping, in_small_portions)
        assert [item.counts for item in counted_too] == [item.counts for item in counted]
        assert kept(store) == kept(whole)


CROWDED = [
    f"{number},A,{step},2024-03-0{1 + number // 9},2024-04-01,x"
    for number in range(30)
    for step in ("open", "close")
]


def cut_anywhere(patch: pytest.MonkeyPatch) -> None:
    """Merging that hands on every block as it comes."""
    in_small_portions(patch)

    def pieces(self: SortedRuns) -> Any:
        self._out.flush()
        for number in range(len(self._place)):
            yield self._block(number)

    patch.setattr(SortedRuns, "pieces", pieces)


def forget_counts(patch: pytest.MonkeyPatch) -> None:
    """Counting acts of an activity anew in each piece."""
    in_small_portions(patch)
    count = strands._File._nth

    def forgetful(self: strands._File, *columns: Any) -> Any:
        self._subject = None
        return count(self, *columns)

    patch.setattr(strands._File, "_nth", forgetful)


def one_bucket_each(patch: pytest.MonkeyPatch) -> None:
    """Deciding on acts where identical ones do not meet."""
    in_small_portions(patch)
    patch.setattr(deciding, "number_occurrences", lambda drafts: drafts.act)


@pytest.mark.parametrize("broken", [cut_anywhere, forget_counts, one_bucket_each])
def test_a_merge_that_loses_the_thread_is_caught(
    broken: Callable[[pytest.MonkeyPatch], None], tmp_path: Path
) -> None:
    mapping = mappings()["by content"]
    files = [[*CROWDED, *CROWDED]]
    whole, _ = taken(tmp_path / "whole", files, mapping, None)
    store, _ = taken(tmp_path / "parts", files, mapping, in_small_portions)
    assert kept(store) == kept(whole)
    other, _ = taken(tmp_path / "broken", files, mapping, broken)
    assert kept(other) != kept(whole)


def test_a_rebuild_makes_the_same_strands(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strands, "ROW_GROUP", 5)
        store, _ = taken(tmp_path / "s", [CROWDED], mappings()["by content"], in_small_portions)
        before = kept(store)
        for path in store.strand_files("officer") + store.strand_files("declaration"):
            path.unlink()
        assert len(rebuild(store)) == 2
    assert kept(store) == before


LIMITED = """
import resource, sys
from pathlib import Path
sys.path[:0] = sys.argv[1].split(":")
from test_conservation import here
from test_flat_memory import wide
from trace_samples import NOW
from zhunsheng.trace import Store, delimited, drafting, ingest
folder, portion, megabytes = Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
delimited.BATCH_ROWS, drafting.PORTION_ACTS, drafting.PORTION_BYTES = 5_000, portion, 1 << 40
ingest(Store(folder / "first"), folder / "small.csv", wide(), now=NOW, reader=here)
lines = Path("/proc/self/status").read_text().splitlines()
used = next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmData"))
hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
resource.setrlimit(resource.RLIMIT_DATA, (used + (megabytes << 20), hard))
ingest(Store(folder / f"in-{portion}"), folder / "big.csv", wide(), now=NOW, reader=here)
"""
TEXTS = 8
ROWS = 300_000
MEGABYTES = 120
"""Beside what a small file needs. All rows at once need more, a portion of 5,000 much less."""


def wide() -> Mapping:
    """Acts with some texts of their own."""
    from zhunsheng.trace import parse_mapping

    texts = "".join(f"  - {{name: t{n}, column: t{n}}}\n" for n in range(TEXTS))
    return parse_mapping(PLAIN.replace("  - {name: amount, column: amount, kind: number}\n", texts))


def long_table(path: Path, rows: int) -> None:
    texts = [f"t{n}" for n in range(TEXTS)]
    lines = [
        f"D{number * 7919 % 12_000},step{number % 7},2024-03-{1 + number // 12_000:02d},"
        f"officer{number % 500}," + ",".join(f"{text} of {number}" for text in texts)
        for number in range(rows)
    ]
    table(path, lines, ",".join(["no,step,at,who", *texts]))


def limited(folder: Path, portion: int, megabytes: int) -> int:
    """Exit code of an ingest that may use so many megabytes more than a small one did."""
    arguments = [":".join(sys.path), str(folder), str(portion), str(megabytes)]
    return subprocess.run(
        [sys.executable, "-c", LIMITED, *arguments], stderr=subprocess.DEVNULL
    ).returncode


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    long_table(tmp_path / "small.csv", 10_000)
    long_table(tmp_path / "big.csv", ROWS)
    assert limited(tmp_path, 5_000, MEGABYTES) == 0
    (batch,) = Store(tmp_path / "in-5000").batches()
    assert batch.counts.acts == ROWS
    assert limited(tmp_path, 10**9, MEGABYTES) != 0
    assert Store(tmp_path / f"in-{10**9}").batches() == []
