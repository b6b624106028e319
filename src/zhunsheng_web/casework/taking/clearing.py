"""What a run no longer finds is cleared, what a later one finds again stands again; never deleted.

Each finding is as the latest run that told of it left it, in whatever order runs are taken in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import duckdb

from zhunsheng.flow import Run
from zhunsheng_web.casework import tally
from zhunsheng_web.casework.models import Cleared, Event, Finding, Warning
from zhunsheng_web.casework.stages import OPEN, Stage, Verb
from zhunsheng_web.casework.taking.portions import MOST_CAUSES
from zhunsheng_web.casework.taking.writing import BATCH, Writing, settle

T = TypeVar("T")


def superseded_of(run: Run) -> dict[str, str]:
    """Key → why, of the findings the run before made and this one does not: their records were
    corrected, or the day has changed. Where the standard was changed or taken out nothing is
    cleared, since a person has to judge it; save what the same standard finds again, by a version
    written anew, of the same act."""
    place = run.folder / "superseded.parquet"
    if not Path(place).exists():
        return {}
    with duckdb.connect() as db:
        rows = db.execute(
            "SELECT finding_key, why FROM read_parquet(?) AS o WHERE why <> 'standard_changed' "
            "OR EXISTS (SELECT 1 FROM read_parquet(?) AS n WHERE n.standard = o.standard "
            "AND n.subject = o.subject AND n.anchor_act IS NOT DISTINCT FROM o.anchor_act) "
            "ORDER BY finding_key",
            [str(place), str(run.folder / "findings.parquet")],
        ).fetchall()
    return dict(rows)


def known_of(keys: Sequence[str]) -> set[str]:
    """Those of the keys that were taken in before."""
    found: set[str] = set()
    for part in _parts(keys):
        found.update(Finding.objects.filter(key__in=part).values_list("key", flat=True))
    return found


def foretold(keys: Sequence[str], sequence: int) -> dict[str, tuple[int, str]]:
    """Those of the keys that a later run, taken in before, has cleared already."""
    found: dict[str, tuple[int, str]] = {}
    for part in _parts(keys):
        for one in Cleared.objects.filter(key__in=part, sequence__gt=sequence):
            found[one.key] = (one.sequence, one.why)
    return found


def found_again(known: Sequence[str], sequence: int) -> tuple[list[list[str]], list[str]]:
    """Known findings that an earlier run left: those that had been cleared, warning by warning in
    portions, and the others."""
    cleared: dict[str, str] = {}
    still: list[str] = []
    for part in _parts(known):
        older = Finding.objects.filter(key__in=part, sequence__lt=sequence)
        for key, at in older.values_list("key", "cleared_at"):
            if at is None:
                still.append(key)
            else:
                cleared[key] = ""
    return [sorted(some) for some in by_warning(cleared, MOST_CAUSES)], still


def by_warning(keys: Mapping[str, str], most: int) -> Iterator[dict[str, str]]:
    """The keys in portions that touch so many warnings at most, all those of one together; then
    those of findings that are not here."""
    of: dict[str, int] = {}
    for part in _parts(sorted(keys)):
        of.update(Finding.objects.filter(key__in=part).values_list("key", "warning_id"))
    held: dict[str, str] = {}
    touched: set[int] = set()
    for key in sorted(of, key=lambda one: (of[one], one)):
        if of[key] not in touched and len(touched) >= most:
            yield held
            held, touched = {}, set()
        held[key] = keys[key]
        touched.add(of[key])
    if held:
        yield held
    for some in _parts(sorted(keys.keys() - of.keys())):
        yield {key: keys[key] for key in some}


def cleared_by(superseded: Mapping[str, str], run: str) -> int:
    """How many rows a run has cleared, by what the histories of their warnings say."""
    touched: set[int] = set()
    for part in _parts(sorted(superseded)):
        touched.update(Finding.objects.filter(key__in=part).values_list("warning_id", flat=True))
    found = 0
    for some in _parts(sorted(touched)):
        told = Event.objects.filter(
            warning__in=some, verb__in=(Verb.CORRECT, Verb.SUPERSEDE), given__run=run
        )
        found += sum(given["rows"] for given in told.values_list("given", flat=True))
    return found


def stand_again(writing: Writing, known: Sequence[str]) -> int:
    """Marks known findings as made by this run too; those an earlier one had cleared stand again.
    How many."""
    back: dict[int, int] = {}
    for part in _parts(known):
        older = Finding.objects.filter(key__in=part, sequence__lt=writing.sequence)
        for pk in older.exclude(cleared_at=None).values_list("warning_id", flat=True):
            back[pk] = back.get(pk, 0) + 1
        older.update(sequence=writing.sequence, cleared_at=None, cleared_why="")
    for warning in _changed(back):
        before = tally.facts_of(warning)
        source = warning.stage
        warning.rows_cleared -= back[warning.pk]
        if source == Stage.SUPERSEDED:
            writing.revive(warning)
        _told(writing, warning, Verb.GROW, back[warning.pk], source=source)
        settle(warning, writing.now)
        tally.moved([(before, tally.facts_of(warning))])
    return sum(back.values())


def clear(writing: Writing, superseded: dict[str, str]) -> int:
    """Clears what the run no longer finds; how many rows. The unknown is kept in mind."""
    gone: dict[int, int] = {}
    known: set[str] = set()
    for part in _parts(sorted(superseded)):
        told = Finding.objects.filter(key__in=part)
        known.update(told.values_list("key", flat=True))
        older = told.filter(sequence__lt=writing.sequence)
        standing = older.filter(cleared_at=None)
        for pk in standing.values_list("warning_id", flat=True):
            gone[pk] = gone.get(pk, 0) + 1
        for why in sorted({superseded[key] for key in part}):
            keys = [key for key in part if superseded[key] == why]
            standing.filter(key__in=keys).update(cleared_at=writing.now, cleared_why=why)
        older.update(sequence=writing.sequence)
    _keep_in_mind(writing, {key: why for key, why in superseded.items() if key not in known})
    for warning in _changed(gone):
        before = tally.facts_of(warning)
        warning.rows_cleared += gone[warning.pk]
        is_void = warning.rows == warning.rows_cleared and warning.stage in OPEN
        verb = Verb.SUPERSEDE if is_void else Verb.CORRECT
        _told(writing, warning, verb, gone[warning.pk], source=warning.stage)
        settle(warning, writing.now)
        tally.moved([(before, tally.facts_of(warning))])
    return sum(gone.values())


def _keep_in_mind(writing: Writing, unknown: dict[str, str]) -> None:
    for part in _parts(sorted(unknown)):
        Cleared.objects.filter(key__in=part, sequence__lt=writing.sequence).delete()
        Cleared.objects.bulk_create(
            (Cleared(key=key, sequence=writing.sequence, why=unknown[key]) for key in part),
            ignore_conflicts=True,
        )


def _changed(rows: dict[int, int]) -> Iterator[Warning]:
    for part in _parts(sorted(rows)):
        yield from (
            Warning.objects.select_for_update(of=("self",))
            .filter(pk__in=part)
            .select_related("yardstick")
            .order_by("pk")
        )


def _told(writing: Writing, warning: Warning, verb: Verb, rows: int, *, source: str) -> None:
    """The event of it; where every row is cleared an open warning ends here."""
    Event.objects.create(
        warning=warning,
        verb=verb,
        at=writing.now,
        source=source,
        target=Stage.SUPERSEDED if verb == Verb.SUPERSEDE else warning.stage,
        desk=warning.desk,
        given={"rows": rows, "run": writing.run},
        was_due_at=warning.due_at if verb != Verb.GROW else None,
        deed=writing.deed,
    )


def _parts(values: Iterable[T]) -> Iterator[list[T]]:
    listed = list(values)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]
