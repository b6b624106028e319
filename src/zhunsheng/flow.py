"""The life of the data, top to bottom, on one page. The only place that knows the order.

source file → trace (``ingest``) · register files → plan (``plan_of``) · plan × trace → a run
(``run``) · a run → one finding in words, judged again from its evidence alone (``explain``) · a
draft standard on past data (``trial``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from zhunsheng.charts import read
from zhunsheng.charts.standing import check_charts
from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.model.errors import JudgingError, Place, Problem, problem
from zhunsheng.model.law import Law
from zhunsheng.model.moment import Moment, day_of, last_moment
from zhunsheng.model.plan import Plan
from zhunsheng.model.quoting import quoted
from zhunsheng.model.register import Register
from zhunsheng.model.run import Progress, RunOptions, RunResult, Trace
from zhunsheng.model.verdict import Outcome, Reason
from zhunsheng.register import ChartUse, Summary, Touched, check, impact, load, summary
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.examples import check_examples
from zhunsheng.standards.shapes import SHAPES
from zhunsheng.standards.vocabulary import check_vocabulary
from zhunsheng.trace import Store, ingest, load_mapping
from zhunsheng.trace.ingest import BatchReport
from zhunsheng.trace.sandbox import warm_up

RUN_FILE = "run.json"
PARAMETERS = {shape.name: shape.parameters for shape in SHAPES}
"""Shape of breach → what its parameters look like, for everything that reads a register."""


@dataclass(frozen=True, slots=True)
class StandardTotals:
    """What one standard's judgements came to in a run, over all its versions."""

    standard: str
    passed: int
    failed: int
    not_evaluated: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def in_scope(self) -> int:
        return self.passed + self.failed + self.not_evaluated


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A standard a run could not judge by, the days, and the ids of the values still open."""

    standard: str
    days: str
    open_values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run as it rests on disk. ``register_folder``: where its register lay.

    ``waiting``: standards that were not judged by, the days, and the values still open.
    """

    id: str
    folder: Path
    register_folder: str
    register_id: str
    register_digest: str
    plan_digest: str
    trace_digest: str
    as_of: Moment
    made_at: str
    sequence: int
    acts: int
    findings: int
    superseded: int
    standards: tuple[StandardTotals, ...]
    seconds: dict[str, float]
    waiting: tuple[Unjudged, ...] = ()


def take_in(
    source: Path,
    mapping: Path,
    store_folder: Path,
    *,
    now: dt.datetime,
    progress: Progress | None = None,
) -> BatchReport:
    """Stations 1 to 4: a source file through its mapping into the trace, wholly or not at all."""
    warm_up()  # its imports take longer than reading the mapping
    return ingest(Store(store_folder), source, load_mapping(mapping), now=now, progress=progress)


def trace_of(store: Store) -> Trace:
    """The trace as an engine sees it."""
    return Trace(
        strands={name: store.strand_files(name) for name in store.subject_types()},
        objects=store.object_files(),
        mandates=store.mandate_files(),
        superseded=store.superseded_files(),
        gaps=store.gaps(),
    )


def plan_of(register: Register, store: Store, *, only: list[str] | None = None) -> Plan:
    """Stations 5 and 6: the register compiled, after seeing that both count days in one zone."""
    if store.batches() and store.zone() != register.legal_zone:
        raise JudgingError(
            (
                problem(
                    "zone-differs",
                    (
                        f"数据按“{store.zone()}”计日,权责清单按“{register.legal_zone}”计日",
                        f"the trace counts days in {store.zone()}, the register in "
                        f"{register.legal_zone}",
                    ),
                    mend=(
                        "以权责清单的法定时区重新导入数据",
                        "take the sources in again with the register's legal zone",
                    ),
                ),
            )
        )
    return compile_plan(register, only=only)


def load_register(folder: Path) -> Register:
    """The register in ``folder``. Raises RegisterError with all problems, each with its line."""
    return load(folder, parameters=PARAMETERS)


def check_register(register: Register, *, on: dt.date | None = None) -> list[Problem]:
    """Every fault of a register that can be read; ``on``: today, for what depends on it.

    Its charts are held against its posts, clocks, activities and standards. Where the standards
    compile, also whether they use the register's own words, and whether their examples come out
    as they say.
    """
    found = [*check_charts(register, on=on), *check(register, parameters=PARAMETERS, on=on)]
    found.sort(key=lambda fault: fault.severity != "error")
    try:
        plan = compile_plan(register)
    except JudgingError as error:
        told = {one.code for one in found if one.severity == "error"}
        return found if told else [*error.problems, *found]
    faults = [*check_vocabulary(register, plan), *check_examples(register, plan)]
    return [*faults, *found]


def impact_of(
    register: Register, law: Law, *, article: str | None, since: dt.date
) -> list[Touched]:
    """What rests on a law, or on one article of it, on or after a day."""
    charts = {}
    for name, path in register.charts:
        chart = read(Path(path))
        clocks = {node.timer.clock for node in chart.nodes if node.timer and node.timer.clock}
        charts[name] = ChartUse(chart.title, tuple(sorted(filter(None, clocks))))
    return impact(register, law, article=article, since=since, parameters=PARAMETERS, charts=charts)


def summary_of(register: Register, *, on: dt.date) -> Summary:
    """The register in figures, on a day."""
    waiting = {one.standard for one in compile_plan(register).waiting}
    return summary(register, waiting=waiting, on=on)


def run(
    register_folder: Path,
    store_folder: Path,
    runs_folder: Path,
    *,
    now: dt.datetime,
    options: RunOptions | None = None,
    progress: Progress | None = None,
) -> Run:
    """Stations 5 to 7: judge the whole trace; the run's folder appears complete or not at all."""
    register, store = load_register(register_folder), Store(store_folder)
    plan, digest = plan_of(register, store), store.trace_digest()
    return _make(
        plan,
        store,
        digest,
        runs_folder,
        register_folder=register_folder,
        now=now,
        options=options,
        progress=progress,
    )


def end_of_day(store: Store, day: dt.date) -> Moment:
    """The last moment of a day in the trace's legal zone: what ``--as-of`` a day means."""
    return last_moment(day, ZoneInfo(store.zone()))


def runs(runs_folder: Path) -> list[Run]:
    """All runs, oldest first."""
    found = [
        read_run(folder)
        for folder in (runs_folder.iterdir() if runs_folder.exists() else ())
        if (folder / RUN_FILE).exists()
    ]
    return sorted(found, key=lambda run: run.sequence)


def readable_runs(runs_folder: Path) -> tuple[list[Run], list[Problem]]:
    """The runs that can be read, oldest first, and what is wrong with the others: one that cannot
    be read keeps nobody from the rest."""
    found: list[Run] = []
    problems: list[Problem] = []
    try:
        folders = sorted(runs_folder.iterdir())
    except OSError as fault:
        return [], [folder_unreadable(runs_folder, fault)]
    for folder in folders:
        try:
            if (folder / RUN_FILE).exists():
                found.append(read_run(folder))
        except JudgingError as fault:
            problems += fault.problems
    return sorted(found, key=lambda run: run.sequence), problems


def folder_unreadable(folder: Path, fault: OSError) -> Problem:
    """What is said of a folder of runs or of a trace that is not there or cannot be read."""
    return problem(
        "folder-unreadable",
        ("这个目录不存在或无法读取", "this folder is not there or cannot be read"),
        why=(fault.strerror or str(fault), fault.strerror or str(fault)),
        mend=(
            "核对设置中的路径和目录的读取权限；尚未比对过的，完成第一次比对后自动建立",
            "check the path that is set and who may read the folder; before the first run it is "
            "made by that",
        ),
        place=Place(str(folder)),
    )


def read_run(folder: Path) -> Run:
    """A run from its folder. Raises JudgingError for one that cannot be read."""
    try:
        said = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
        standards = tuple(
            StandardTotals(**{**row, "reasons": tuple(map(tuple, row["reasons"]))})
            for row in said.pop("standards")
        )
        waiting = tuple(
            Unjudged(one["standard"], one["days"], tuple(one["open_values"]))
            for one in said.pop("waiting", ())
        )
        return Run(folder=folder, standards=standards, waiting=waiting, **said)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise JudgingError(
            (
                problem(
                    "run-unreadable",
                    ("这次比对的记录无法读取", "this run cannot be read"),
                    why=(str(fault), str(fault)),
                    mend=(
                        "可能由另一版本的程序所作；移走该目录后重新比对",
                        "another version of the program may have made it; move the folder away "
                        "and run again",
                    ),
                    place=Place(str(folder / RUN_FILE)),
                ),
            )
        ) from fault


def _make(
    plan: Plan,
    store: Store,
    trace_digest: str,
    runs_folder: Path,
    *,
    register_folder: Path,
    now: dt.datetime,
    options: RunOptions | None,
    progress: Progress | None,
) -> Run:
    before = runs(runs_folder)
    staging = runs_folder / "staging"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    result = judge_trace(plan, trace_of(store), staging, options=options, progress=progress)
    (staging / "plan.sql").write_text(
        "\n\n".join(f"-- {query.shape} on {query.subject}\n{query.sql}" for query in plan.queries)
    )
    identity = f"{plan.digest}|{trace_digest}|{result.as_of}"
    name = (
        f"{day_of(result.as_of).isoformat()}-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
    )
    previous = next((run for run in reversed(before) if run.id != name), None)
    superseded = _supersede(previous, staging, plan, trace_digest=trace_digest, as_of=result.as_of)
    same = next((run for run in before if run.id == name), None)
    said = {
        "id": name,
        "register_folder": str(register_folder.resolve()),
        "register_id": plan.register_id,
        "register_digest": plan.register_digest,
        "plan_digest": plan.digest,
        "trace_digest": trace_digest,
        "as_of": result.as_of,
        "made_at": now.isoformat(),
        "sequence": same.sequence if same else (before[-1].sequence + 1 if before else 1),
        "acts": result.acts,
        "findings": result.findings,
        "superseded": superseded,
        "standards": [_totals_row(plan, result, standard) for standard in _standards(plan)],
        "seconds": result.seconds,
        "waiting": [
            {
                "standard": one.standard,
                "days": str(one.validity),
                "open_values": (*one.parameters, *one.tables),
            }
            for one in plan.waiting
        ],
    }
    (staging / RUN_FILE).write_text(json.dumps(said, ensure_ascii=False, indent=1))
    final = runs_folder / name
    shutil.rmtree(final, ignore_errors=True)
    staging.rename(final)
    return read_run(final)


def _standards(plan: Plan) -> list[str]:
    return list(dict.fromkeys(rule.standard for rule in plan.rules))


def _totals_row(plan: Plan, result: RunResult, standard: str) -> dict[str, object]:
    numbers = {rule.number for rule in plan.rules if rule.standard == standard}
    sums = result.totals.by_outcome(sorted(numbers))
    reasons: dict[str, int] = {}
    for (number, _, reason), n in sorted(result.totals.counts.items()):
        if number in numbers and n and reason is not Reason.NONE:
            reasons[reason.name] = reasons.get(reason.name, 0) + n
    return {
        "standard": standard,
        "passed": sums[Outcome.PASS],
        "failed": sums[Outcome.FAIL],
        "not_evaluated": sums[Outcome.NOT_EVALUATED],
        "reasons": sorted(reasons.items(), key=lambda item: -item[1]),
    }


def _supersede(
    previous: Run | None, staging: Path, plan: Plan, *, trace_digest: str, as_of: Moment
) -> int:
    """Findings of the run before that this one no longer makes: kept, with the reason.

    ``standard_changed``: its version is gone, or nothing but the register differs;
    ``day_changed``: the run looks from another day; ``trace_changed``: more, or corrected, records.
    """
    if previous is None:
        return 0
    target = staging / "superseded.parquet"
    why = "trace_changed"
    if previous.trace_digest == trace_digest:
        why = "standard_changed" if previous.as_of == as_of else "day_changed"
    with duckdb.connect() as db:
        db.execute("CREATE TABLE version (id VARCHAR)")
        for version in sorted({rule.version_id for rule in plan.rules}):
            db.execute("INSERT INTO version VALUES (?)", [version])
        db.execute(
            f"""COPY (
              SELECT o.*, {quoted(previous.id)} AS found_in,
                CASE WHEN v.id IS NULL THEN 'standard_changed' ELSE '{why}' END AS why
              FROM read_parquet({quoted(previous.folder / "findings.parquet")}) AS o
              LEFT JOIN version AS v ON v.id = o.standard || '@' || o.since
              WHERE o.finding_key NOT IN (
                SELECT finding_key FROM read_parquet({quoted(staging / "findings.parquet")}))
              ORDER BY o.finding_key
            ) TO {quoted(target)} (FORMAT parquet, COMPRESSION zstd)"""
        )
        row = db.execute(f"SELECT count(*) FROM read_parquet({quoted(target)})").fetchone()
    assert row is not None
    return int(row[0])
