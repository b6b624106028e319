"""From a source file to a committed batch, top to bottom."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from zhunsheng.durable import Step, clear_folder, commit_folder, make_folder, no_step, writing
from zhunsheng.model.errors import Place, TraceError, problem
from zhunsheng.trace.drafting import Drafted, arriving
from zhunsheng.trace.fitting import check_columns, completed
from zhunsheng.trace.manifest import Counts, Manifest, file_digest, write_manifest
from zhunsheng.trace.mapping import Mapping
from zhunsheng.trace.reading import Reading
from zhunsheng.trace.sandbox import DEFAULT, Limits, read_apart, warm_up
from zhunsheng.trace.sink import SourceReport, read_batches, read_report
from zhunsheng.trace.store import Store
from zhunsheng.trace.writing import Written, write_batch
from zhunsheng.trace.zone import zone_of

Progress = Callable[[str, float], None]
Reader = Callable[[Reading, Path, Limits], None]


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What an ingest did. ``added`` is False if the same file and mapping were in already."""

    added: bool
    manifest: Manifest
    source: SourceReport | None = None


def ingest(
    store: Store,
    source: Path,
    mapping: Mapping,
    *,
    now: dt.datetime,
    limits: Limits = DEFAULT,
    progress: Progress | None = None,
    mends: int | None = None,
    step: Step = no_step,
    reader: Reader = read_apart,
) -> BatchReport:
    """Reads a source file into a new batch of the store, wholly or not at all.

    ``now``: aware; the time of recording where the source has none. ``mends``: the batch whose
    quarantined rows this file brings back. ``step`` is told the name of every step (tests).

    Raises SourceError, MappingError or TraceError; the store is then as it was.
    """
    if reader is read_apart:
        warm_up()
    say = progress or (lambda _what, _part: None)
    now_utc = now.astimezone(dt.UTC).replace(tzinfo=None)
    zone_of(mapping.zone)
    with writing(store.folder):
        batches = store.batches()
        make_folder(store.batches_folder)
        clear_folder(store.staging_folder)
        say("digest", 0.0)
        before = source.stat()
        digest = file_digest(source)
        for batch in batches:
            if batch.file_digest == digest and batch.mapping_digest == mapping.digest:
                return BatchReport(False, batch)
        _same_zone(store, mapping, batches)
        number = batches[-1].number + 1 if batches else 1
        staging = store.staging_folder / f"{number:06d}"
        rows, made = staging / "rows", staging / "batch"
        rows.mkdir(parents=True)
        made.mkdir()
        step("staged")
        say("read", 0.05)
        begin = partial(Drafted.begin, now=now_utc, made=made)
        drafted = begin(mapping, work=staging / "drafts") if mapping.acts else None
        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(reader, Reading.of(source, mapping), rows, limits)
            if drafted is not None:
                for path in arriving(rows, reading):
                    drafted.take(path)
            reading.result()
        step("read")
        after = source.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise _changed(source)
        report = read_report(rows)
        mapping_used = completed(mapping, report, source)
        check_columns(mapping_used, report, source)
        if drafted is None or report.attempt > 1:
            drafted = begin(mapping_used, work=staging / "drafts-again")
            if mapping_used.mandates is None:
                for path in read_batches(rows, "rows"):
                    drafted.take(path)
        say("contract", 0.5)
        step("projected")
        written = write_batch(store, drafted, report, rows, made, number=number, step=step, say=say)
        counts = written.counts
        if counts.accepted + counts.rejected + counts.duplicate != counts.rows or (
            counts.rows != report.raw_rows
        ):
            raise _miscounted(source, counts, report)
        manifest = _manifest(
            mapping, source, digest, before.st_size, report, written, number, now_utc, mends, made
        )
        write_manifest(manifest, made)
        step("manifest")
        say("commit", 0.95)
        final = store.batches_folder / manifest.folder
        commit_folder(made, final, step=step)
        shutil.rmtree(staging)
        say("done", 1.0)
        return BatchReport(True, manifest, report)


def _manifest(
    mapping: Mapping,
    source: Path,
    digest: str,
    size: int,
    report: SourceReport,
    written: Written,
    number: int,
    now: dt.datetime,
    mends: int | None,
    made: Path,
) -> Manifest:
    files = {
        str(path.relative_to(made)): file_digest(path) for path in sorted(made.rglob("*.parquet"))
    }
    return Manifest(
        number=number,
        source=mapping.source,
        zone=mapping.zone,
        file=source.name,
        file_digest=digest,
        file_bytes=size,
        mapping_digest=mapping.digest,
        mapping=mapping.text,
        format=report.format,
        encoding=report.encoding,
        committed_at=now.isoformat() + "Z",
        counts=written.counts,
        first_happened_at=written.first,
        last_happened_at=written.last,
        columns=written.columns,
        subject_types=tuple(written.types),
        rejected_by_reason=dict(sorted(Counter(written.reasons).items())),
        dangling_rows=tuple(report.dangling_rows),
        mends=mends,
        files=files,
        folder=f"{number:06d}-{digest[:12]}",
    )


def _same_zone(store: Store, mapping: Mapping, batches: list[Manifest]) -> None:
    if batches and store.zone() != mapping.zone:
        raise TraceError(
            (
                problem(
                    "second_zone",
                    (
                        f"库的法定时区是 {store.zone()},映射写的是 {mapping.zone}",
                        f"the trace counts days in {store.zone()}, the mapping in {mapping.zone}",
                    ),
                    mend=(
                        "法定时区须全库一致;来源的钟不同时请用 times_in:",
                        "one trace has one legal zone; say times_in: if only the clock differs",
                    ),
                    place=Place(str(store.folder)),
                ),
            )
        )


def _changed(source: Path) -> TraceError:
    return TraceError(
        (
            problem(
                "source_changed",
                ("读取期间文件被改动", "the file changed while it was read"),
                mend=("待文件写完后再导入", "ingest it when it is no longer written to"),
                place=Place(str(source)),
            ),
        )
    )


def _miscounted(source: Path, counts: Counts, report: SourceReport) -> TraceError:
    detail = json.dumps(
        {
            "raw": report.raw_rows,
            "rows": counts.rows,
            "accepted": counts.accepted,
            "rejected": counts.rejected,
            "duplicate": counts.duplicate,
        }
    )
    return TraceError(
        (
            problem(
                "rows_not_conserved",
                (
                    "接收、退回、重复之和与独立清点的行数不符,导入中止",
                    "accepted, rejected and duplicate rows do not add up to the rows counted "
                    "independently; nothing is ingested",
                ),
                why=(detail, detail),
                mend=(
                    "检查文件的引号与分行是否规范,再重新导出",
                    "check the quotes and line ends of the file, and export it again",
                ),
                place=Place(str(source)),
            ),
        )
    )
