"""Finished runs taken in: every finding once, one warning for one cause, all of it accounted for.

The long part (sentences, acts, places) comes before anything is locked; then it is written in
portions (``taking.portions``). Whatever ends it half way, taking the run in again goes on from
there and gives the same warnings. The run counts as taken in when all of it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from zhunsheng.flow import Run, load_register, read_run, readable_runs
from zhunsheng.model.errors import Problem, ZhunshengError, problem
from zhunsheng.model.moment import day_of
from zhunsheng.model.register import Register
from zhunsheng.report.leads import leads
from zhunsheng.trace import Store
from zhunsheng_web.casework.law import register as register_in_use
from zhunsheng_web.casework.models import Finding, Intake, Warning
from zhunsheng_web.casework.spread import know_the_spread
from zhunsheng_web.casework.taking.clearing import (
    by_warning,
    clear,
    cleared_by,
    foretold,
    found_again,
    known_of,
    stand_again,
    superseded_of,
)
from zhunsheng_web.casework.taking.comparing import Cell, failed_of, judged_of, keep
from zhunsheng_web.casework.taking.gathering import gathered, many_alike
from zhunsheng_web.casework.taking.muting import Mutes
from zhunsheng_web.casework.taking.placing import Places
from zhunsheng_web.casework.taking.portions import (
    MOST_CAUSES,
    MOST_KEYS,
    MOST_RAISED,
    cut,
    one_intake,
    parts,
    portion,
)
from zhunsheng_web.casework.taking.raising import (
    Corroborated,
    called_for,
    corroborated,
    raise_beside,
)
from zhunsheng_web.casework.taking.reach import records_from
from zhunsheng_web.casework.taking.reading import Source, findings_of, told
from zhunsheng_web.casework.taking.row import Told
from zhunsheng_web.casework.taking.writing import BATCH, Writing, write
from zhunsheng_web.casework.taking.yardsticks import yardsticks


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
    """Runs that have not been taken in, oldest first; one that cannot be read keeps the others from
    nothing (maintenance tells of it)."""
    done = set(Intake.objects.values_list("run", flat=True))
    found, _ = readable_runs(Path(runs_folder or settings.RUNS))
    return [run for run in found if run.id not in done]


def take_in(run_folder: Path, trace_folder: Path | None = None, *, now: dt.datetime) -> Intake:
    """Takes a run in; one that was taken in before is told of again, and nothing changes.

    Raises JudgingError for a folder that holds no run, NotTakenIn if the register has changed
    since, NotSealed if it cannot be recorded.
    """
    run = read_run(run_folder)
    if before := Intake.objects.filter(run=run.id).first():
        return before
    prepared = _prepare(run, Store(trace_folder or settings.TRACE))
    with one_intake():
        # By somebody else, while this one was preparing or waiting.
        if before := Intake.objects.filter(run=run.id).first():
            return before
        intake = _Taking(prepared, now).done()
    know_the_spread()
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


class _Taking:
    """A run being taken in, a portion after the other. What an earlier try has done is there: the
    findings of it are known, and count as this run's own."""

    def __init__(self, prepared: _Prepared, now: dt.datetime) -> None:
        self._prepared, self._now, self._run = prepared, now, prepared.source.run
        known = known_of(prepared.keys)
        self._fresh = [one for one in prepared.told if one.finding.key not in known]
        self._known = sorted(known)
        self._places, self._mutes = Places(self._fresh), Mutes(now)
        self._placed = [
            row for row in map(self._places.place, self._fresh) if not self._mutes.mute(row)
        ]
        self._back = self._cleared = self._raised = 0

    def done(self) -> Intake:
        """Takes everything in. Raises NotTakenIn before anything is written if it does not add
        up."""
        self._add_up(len(self._placed), len(self._known))
        self._stand_again()
        self._write()
        self._clear()
        self._raise()
        return self._end()

    def _writing(self, act: str, told: Sequence[Told] = ()) -> Writing:
        return Writing(
            run=self._run.id,
            sequence=self._run.sequence,
            now=self._now,
            deed=act,
            people=self._places.people,
            yardsticks=yardsticks(self._prepared.source.register, told),
            alike=self._prepared.alike,
            cleared=foretold([one.finding.key for one in told], self._run.sequence),
            gone=self._places.gone(self._now),
        )

    def _stand_again(self) -> None:
        back, still = found_again(self._known, self._run.sequence)
        for keys in (*back, *parts(still, MOST_KEYS)):
            with portion(self._run.id, self._now) as act:
                self._back += stand_again(self._writing(act.name), keys)

    def _write(self) -> None:
        for some in cut(gathered(self._placed, self._prepared.alike, self._places.offices)):
            with portion(self._run.id, self._now) as act:
                # Another run may have brought some of them while the others had their turn.
                there = known_of([r.told.finding.key for g in some.values() for r in g.rows])
                for group in some.values():
                    group.rows = [row for row in group.rows if row.told.finding.key not in there]
                left = {key: group for key, group in some.items() if group.rows}
                told = [row.told for group in left.values() for row in group.rows]
                writing = self._writing(act.name, told)
                write(writing, left)
                act.counts = {"findings": len(told), "warnings": len(writing.made)}

    def _clear(self) -> None:
        for some in by_warning(self._prepared.superseded, MOST_CAUSES):
            with portion(self._run.id, self._now) as act:
                self._cleared += clear(self._writing(act.name), some)
                act.counts = {"cleared": self._cleared}

    def _raise(self) -> None:
        called = called_for(self._touched(), self._prepared.corroborated)
        for some in parts(called, MOST_RAISED):
            with portion(self._run.id, self._now) as act:
                writing = self._writing(act.name)
                self._raised += raise_beside(writing, self._prepared.corroborated, some)

    def _touched(self) -> list[int]:
        """The warnings that hold findings of this run."""
        found: set[int] = set()
        for part in parts(self._prepared.keys, BATCH):
            own = Finding.objects.filter(key__in=part, run=self._run.id)
            found.update(own.values_list("warning_id", flat=True))
        return sorted(found)

    def _end(self) -> Intake:
        """What tells that the run is taken in, and is there for everybody only then."""
        run, touched = self._run, self._touched()
        own = made = there = 0
        for part in parts(self._prepared.keys, BATCH):
            found = Finding.objects.filter(key__in=part)
            own += found.filter(run=run.id).count()
            there += found.count()
        for some in parts(touched, BATCH):
            made += Warning.objects.filter(pk__in=some, run=run.id).count()
        self._add_up(own, there - own)
        with portion(run.id, self._now, "run.take-in") as act:
            keep(run.id, self._prepared.failed, self._prepared.judged, self._places.offices)
            self._mutes.keep()
            intake = Intake.objects.create(
                run=run.id,
                sequence=run.sequence,
                as_of=day_of(run.as_of),
                taken_at=self._now,
                findings=run.findings,
                fresh=own,
                known=there - own,
                muted=self._mutes.count,
                cleared=cleared_by(self._prepared.superseded, run.id),
                warnings=made,
                register_digest=run.register_digest,
                details={
                    "grown": len(touched) - made,
                    "raised": self._raised,
                    "stand_again": self._back,
                    "remarks": sum(bool(row.remarks) for row in self._placed),
                    "records_from": (
                        self._prepared.records_from.isoformat()
                        if self._prepared.records_from
                        else None
                    ),
                },
            )
            act.counts = {
                name: getattr(intake, name)
                for name in ("findings", "fresh", "known", "muted", "cleared", "warnings")
            }
        return intake

    def _add_up(self, fresh: int, known: int) -> None:
        """The sums are checked against the run's own count. Raises NotTakenIn."""
        run, muted = self._run, self._mutes.count
        if fresh + known + muted != run.findings or len(self._prepared.keys) != run.findings:
            raise NotTakenIn((_does_not_add_up(run, fresh, known, muted),))


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
            "没有记为已接收；请保留该目录并报告维护者",
            "the run does not count as taken in; keep the folder and report it",
        ),
    )
