"""Finished runs taken in: every finding once, one warning for one cause, all of it accounted for.

The long part (sentences, acts, places) comes before anything is locked; then one transaction makes
everything, or nothing: whatever ends it half way, taking the run in again gives the same warnings.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from zhunsheng.flow import Run, load_register, read_run, runs
from zhunsheng.model.errors import Problem, ZhunshengError, problem
from zhunsheng.model.moment import day_of
from zhunsheng.model.register import Register
from zhunsheng.report.leads import leads
from zhunsheng.trace import Store
from zhunsheng_web.casework.law import register as register_in_use
from zhunsheng_web.casework.models import Intake
from zhunsheng_web.casework.taking.clearing import (
    clear,
    foretold,
    known_of,
    stand_again,
    superseded_of,
)
from zhunsheng_web.casework.taking.comparing import Cell, failed_of, judged_of, keep
from zhunsheng_web.casework.taking.gathering import gathered, many_alike
from zhunsheng_web.casework.taking.muting import Mutes
from zhunsheng_web.casework.taking.placing import Places
from zhunsheng_web.casework.taking.raising import Corroborated, corroborated, raise_beside
from zhunsheng_web.casework.taking.reach import records_from
from zhunsheng_web.casework.taking.reading import Source, findings_of, told
from zhunsheng_web.casework.taking.row import Told
from zhunsheng_web.casework.taking.writing import Writing, write
from zhunsheng_web.casework.taking.yardsticks import yardsticks
from zhunsheng_web.record.deed import deed

WHO = "system"
"""Who the sealed log says has done it."""


class NotTakenIn(ZhunshengError):
    """A run that cannot be taken in: what, why, how to mend."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """All that is known of a run before the database is asked for anything but what is there."""

    source: Source
    keys: list[str]
    told: list[Told]
    superseded: dict[str, str]
    alike: frozenset[Cell]
    failed: dict[Cell, int]
    judged: dict[Cell, int]
    corroborated: list[Corroborated]
    records_from: dt.date | None


def waiting(runs_folder: Path | None = None) -> list[Run]:
    """Runs that have not been taken in, oldest first."""
    done = set(Intake.objects.values_list("run", flat=True))
    return [run for run in runs(runs_folder or settings.RUNS) if run.id not in done]


def take_in(run_folder: Path, trace_folder: Path | None = None, *, now: dt.datetime) -> Intake:
    """Takes a run in; one that was taken in before is told of again, and nothing changes.

    Raises JudgingError for a folder that holds no run, NotTakenIn if the register has changed
    since, NotSealed if it cannot be recorded.
    """
    run = read_run(run_folder)
    if before := Intake.objects.filter(run=run.id).first():
        return before
    prepared = _prepare(run, Store(trace_folder or settings.TRACE))
    with deed(
        "run.take-in", who=WHO, on=("run", run.id), now=now, name=secrets.token_hex(16)
    ) as act:
        _alone()
        if before := Intake.objects.filter(run=run.id).first():
            act.counts = {"findings": 0}
            return before
        intake = _written(prepared, now, act.name)
        act.counts = {
            name: getattr(intake, name)
            for name in ("findings", "fresh", "known", "muted", "cleared", "warnings")
        }
    return intake


def _prepare(run: Run, store: Store) -> _Prepared:
    source = Source(run, _register_of(run), store)
    findings = findings_of(run)
    keys = [one.key for one in findings]
    known = known_of(keys)
    with leads(run, source.register, store) as db:
        places = db.execute("SELECT office, standard FROM lead").fetchall()
        failed = failed_of(db)
    return _Prepared(
        source=source,
        keys=keys,
        told=list(told(source, [one for one in findings if one.key not in known])),
        superseded=superseded_of(run),
        alike=many_alike(places),
        failed=failed,
        judged=dict(judged_of(source, {standard for standard, _ in failed})),
        corroborated=corroborated(source),
        records_from=records_from(store),
    )


def _written(prepared: _Prepared, now: dt.datetime, act: str) -> Intake:
    run = prepared.source.run
    known = known_of(prepared.keys)
    fresh = [one for one in prepared.told if one.finding.key not in known]
    places = Places(fresh)
    mutes = Mutes(now)
    placed = [row for row in map(places.place, fresh) if not mutes.mute(row)]
    writing = Writing(
        run=run.id,
        sequence=run.sequence,
        now=now,
        deed=act,
        people=places.people,
        yardsticks=yardsticks(prepared.source.register, fresh),
        alike=prepared.alike,
        cleared=foretold([row.told.finding.key for row in placed], run.sequence),
    )
    back = stand_again(writing, sorted(known))
    write(writing, gathered(placed, prepared.alike, places.offices))
    cleared = clear(writing, prepared.superseded)
    raised = raise_beside(writing, prepared.corroborated)
    keep(run.id, prepared.failed, prepared.judged, places.offices)
    mutes.keep()
    return _accounted(prepared, writing, len(known), len(placed), mutes.count, cleared, {
        "grown": len(writing.grown), "raised": raised, "stand_again": back,
        "remarks": sum(bool(row.remarks) for row in placed),
        "records_from": prepared.records_from.isoformat() if prepared.records_from else None,
    })  # fmt: skip


def _accounted(
    prepared: _Prepared,
    writing: Writing,
    known: int,
    fresh: int,
    muted: int,
    cleared: int,
    details: Mapping[str, int | str | None],
) -> Intake:
    """The row that says so; the sums are checked against the run's own count."""
    run = prepared.source.run
    if fresh + known + muted != run.findings or len(prepared.keys) != run.findings:
        raise NotTakenIn((_does_not_add_up(run, fresh, known, muted),))
    return Intake.objects.create(
        run=run.id,
        sequence=run.sequence,
        as_of=day_of(run.as_of),
        taken_at=writing.now,
        findings=run.findings,
        fresh=fresh,
        known=known,
        muted=muted,
        cleared=cleared,
        warnings=len(writing.made),
        register_digest=run.register_digest,
        details=dict(details),
    )


def _alone() -> None:
    """One intake at a time: SQLite has one writer anyway, PostgreSQL is told."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Intake._meta.db_table} IN EXCLUSIVE MODE")


def _register_of(run: Run) -> Register:
    """The register the run was made by: the one in use, or the one in the run's own folder."""
    register = register_in_use()
    if register.digest == run.register_digest:
        return register
    folder = Path(run.register_folder)
    if folder.is_dir():
        register = load_register(folder)
        if register.digest == run.register_digest:
            return register
    raise NotTakenIn((_register_changed(run),))


def _register_changed(run: Run) -> Problem:
    return problem(
        "register-changed",
        (
            f"比对“{run.id}”之后权责清单已有改动，不能按当时的标准生成预警",
            f"the register has changed since run {run.id}; its findings cannot be told by what "
            "held then",
        ),
        mend=(
            "用现在的清单重新比对（zhunsheng run），再接收新的结果",
            "judge again by the register of today (zhunsheng run), and take that run in",
        ),
    )


def _does_not_add_up(run: Run, fresh: int, known: int, muted: int) -> Problem:
    return problem(
        "intake-sums",
        (
            f"比对“{run.id}”有{run.findings}条线索，接收{fresh}、已有{known}、静默{muted}，合计不符",
            f"run {run.id} has {run.findings} findings; {fresh} fresh, {known} known and {muted} "
            "muted do not add up to that",
        ),
        mend=(
            "没有写入任何数据；请保留该目录并报告维护者",
            "nothing was written; keep the folder and report it",
        ),
    )
