"""One batch's files: what the contract lets in, less what the trace has already."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from zhunsheng.durable import Step
from zhunsheng.trace.carried import Portion
from zhunsheng.trace.deciding import Decided, decide_all
from zhunsheng.trace.drafting import Drafted
from zhunsheng.trace.keeping import KeptFiles, Tally, keep, refuse
from zhunsheng.trace.mandates import write_mandates
from zhunsheng.trace.manifest import Counts
from zhunsheng.trace.objects import write_objects
from zhunsheng.trace.quarantine import Quarantine
from zhunsheng.trace.sink import SourceReport, read_batches
from zhunsheng.trace.store import Store
from zhunsheng.trace.strands import StrandCounts, Strands
from zhunsheng.trace.superseded import Earlier, write_superseded


@dataclass(slots=True)
class Written:
    """What went into a batch, for its manifest."""

    counts: Counts
    types: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None


def write_batch(
    store: Store,
    drafted: Drafted,
    report: SourceReport,
    source: Path,
    made: Path,
    *,
    number: int,
    step: Step,
    say: Callable[[str, float], None],
) -> Written:
    """Writes the Parquet files of a batch into ``made`` from what was drafted.

    ``source``: the reader's staging folder.
    """
    mapping, quarantine = drafted.contract.mapping, drafted.quarantine
    quarantine.take_from_reader(source)
    mandates = 0
    if mapping.mandates is not None:
        mandates, drafted.doubtful = write_mandates(
            mapping, mapping.mandates, source, made / "mandates.parquet", quarantine
        )
    say("resolve", 0.6)
    portions = drafted.portions()
    files = [
        (batch.number, store.batches_folder / batch.folder / "acts.parquet")
        for batch in store.batches()
        if "acts.parquet" in batch.files
    ]
    decided = decide_all(drafted, portions, files, drafted.work)
    step("resolved")
    say("write", 0.7)
    with ThreadPoolExecutor(1) as pool:
        writing_objects = pool.submit(
            write_objects, drafted.objects, source, made, store.object_files(), drafted.work
        )
        tally, earlier, types, strands = _keep_all(
            drafted, decided, quarantine, source, made, number=number
        )
        objects = writing_objects.result()
    quarantine.close()
    step("strands")
    write_superseded(store, drafted.contract, decided.corrections, earlier, made, number=number)
    step("written")
    rows = report.given_rows + report.rejected_rows
    counts = Counts(
        rows=rows,
        accepted=rows - quarantine.rows - tally.known_rows,
        rejected=quarantine.rows,
        duplicate=tally.known_rows,
        without_act=rows - quarantine.rows - tally.known_rows - tally.new_rows,
        acts=tally.acts,
        corrections=len(decided.corrections) + tally.earlier,
        touches=tally.touches,
        objects=objects,
        mandates=mandates,
        dangling=report.dangling,
        doubtful_times=drafted.doubtful,
        same_instant=strands.same_instant,
        rank_overflow=strands.overflow,
    )
    columns = {item.name: str(item.type) for item in drafted.contract.schema}
    return Written(counts, types, columns, quarantine.reasons, tally.first, tally.last)


def _keep_all(
    drafted: Drafted,
    decided: Decided,
    quarantine: Quarantine,
    source: Path,
    made: Path,
    *,
    number: int,
) -> tuple[Tally, list[Earlier], list[str], StrandCounts]:
    """Writes acts, touches and strands, a portion at a time."""
    tally, earlier = Tally(), list[Earlier]()
    rows = list(read_batches(source, "rows"))
    several = len(decided.portions) > 1
    out = KeptFiles(made)
    strands = Strands(made, drafted.work / "strands", number=number, several=several)
    with ThreadPoolExecutor(1) as pool:
        writing: Future[None] | None = None
        for portion in decided.portions:
            judged = decided.of(portion, drafted.identities(portion)["act"].to_numpy())
            refuse(drafted, portion, judged, quarantine, rows)
            tally.add_rows(drafted, portion, judged)
            kept = keep(drafted, portion, judged)
            if kept is None:
                continue
            tally.add_kept(kept)
            if kept.earlier.num_rows:
                earlier.append(Earlier(kept.earlier, kept.until))
            if kept.acts.num_rows:
                writing = pool.submit(out.add, kept)
                strands.take(Portion.of(kept.acts), kept.by_type())
                if several:
                    writing.result()
            del kept
        types, counts = strands.write()
        if writing is not None:
            writing.result()
    out.close()
    return tally, earlier, types, counts
