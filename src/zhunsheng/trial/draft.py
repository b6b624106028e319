"""A draft standard, tried on past data before it goes live.

How many findings it would make, which, and against the version in force: which of them both make,
only the one in force, only the draft. Two judgements are of the same thing where they hang on the
same act of the same subject.

The draft is its last version, applied to all of the past whatever its ``from`` says: it is to show
what it would have done. What it refers to (clocks, tables) holds by its own dates.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.flow import PARAMETERS, load_register, plan_of, trace_of
from zhunsheng.model.errors import Place, Problem, RegisterError, problem
from zhunsheng.model.moment import EPOCH_DAY, Moment
from zhunsheng.model.plan import Plan
from zhunsheng.model.quoting import quoted
from zhunsheng.model.register import Register
from zhunsheng.model.run import Progress, RunOptions
from zhunsheng.model.standard import Standard
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.model.verdict import Reason
from zhunsheng.register import load_standards
from zhunsheng.standards.explain import Shown, sentence
from zhunsheng.trace import Store
from zhunsheng.trial.side import Side, side_of


@dataclass(frozen=True, slots=True)
class Example:
    """One finding of a trial, in words."""

    subject_id: str
    sentence: Text


@dataclass(frozen=True, slots=True)
class Trial:
    """``in_force``: None where the draft is new and nothing was named to compare it with.
    ``only_draft`` and the others count findings; ``examples``: "both", "only_draft",
    "only_in_force" → the first of each."""

    draft: Side
    in_force: Side | None
    both: int
    only_draft: int
    only_in_force: int
    examples: dict[str, tuple[Example, ...]]
    as_of: Moment


def try_out(
    standard: str,
    register_folder: Path,
    store: Store,
    *,
    file: Path | None = None,
    against: str | None = None,
    first: int = 5,
    keep: Path | None = None,
    options: RunOptions | None = None,
    progress: Progress | None = None,
) -> Trial:
    """Judge the past by a draft and by what it is to replace.

    ``standard``: id of the draft, in ``file`` (a YAML file of standards) or in the register.
    ``against``: the standard it is compared with; that of the same id unless said. ``keep``: an
    empty folder in which the findings are left, as ``draft/findings.parquet`` and
    ``in_force/findings.parquet``.

    Raises RegisterError if there is no such standard, JudgingError if one cannot be compiled.
    """
    register = load_register(register_folder)
    written = _draft(standard, register, register_folder, file)
    own = file is not None or not written.draft
    other = _other(register, against or (written.id if own else None), is_asked=bool(against))
    draft = _for_all_time(written)
    report = progress or (lambda what, share: None)
    with tempfile.TemporaryDirectory(prefix="zhunsheng-trial-") as name:
        place = keep or Path(name)
        folders = place / "draft", place / "in_force"
        draft_plan = plan_of(_with(register, draft), store, only=[draft.id])
        report("judging", 0.0)
        folders[0].mkdir()
        result = judge_trace(draft_plan, trace_of(store), folders[0], options=options)
        draft_side = side_of(draft, result.totals.counts)
        other_side = None
        if other is not None:
            report("judging", 0.5)
            folders[1].mkdir()
            plan = plan_of(_with(register, other), store, only=[other.id])
            judged = judge_trace(plan, trace_of(store), folders[1], options=options)
            other_side = side_of(other, judged.totals.counts)
        report("judging", 1.0)
        counts, examples = _compare(
            folders,
            (draft_plan, plan if other is not None else draft_plan),
            as_of=result.as_of,
            first=first,
        )
    return Trial(draft_side, other_side, **counts, examples=examples, as_of=result.as_of)


def _draft(standard: str, register: Register, folder: Path, file: Path | None) -> Standard:
    if file is not None:
        return read_draft(standard, register, file)
    found = register.standard(standard)
    if found is not None:
        return found
    drafts = [s.id for s in register.standards if s.draft]
    raise RegisterError(
        (
            problem(
                "no-such-standard",
                (f"权责清单中没有标准“{standard}”", f"the register has no standard {standard!r}"),
                mend=(
                    f"清单中的草案：{'、'.join(drafts) or '无'}；另有文件的，用 --file 指明",
                    f"drafts in it: {', '.join(drafts) or 'none'}; name a file with --file",
                ),
                place=Place(str(folder)),
            ),
        )
    )


def read_draft(standard: str, register: Register, file: Path) -> Standard:
    """The draft read as if it stood in the register, whose laws, clocks and posts it refers to.

    Raises RegisterError with every problem and its line, or if the file has no such standard.
    """
    with tempfile.TemporaryDirectory(prefix="zhunsheng-draft-") as name:
        beside = Path(name)
        (beside / "standards").mkdir()
        (beside / "standards" / "draft.yaml").write_bytes(file.read_bytes())
        try:
            standards = load_standards(beside, register, parameters=PARAMETERS)
        except RegisterError as fault:
            raise RegisterError(tuple(_in_file(found, file) for found in fault.problems)) from None
    for found in standards:
        if found.id == standard:
            return found
    raise RegisterError(
        (
            problem(
                "no-such-standard",
                (f"文件中没有标准“{standard}”", f"the file has no standard {standard!r}"),
                mend=(
                    f"其中有：{'、'.join(s.id for s in standards) or '无'}",
                    f"it has: {', '.join(s.id for s in standards) or 'none'}",
                ),
                place=Place(str(file)),
            ),
        )
    )


def _in_file(found: Problem, file: Path) -> Problem:
    if found.place is None or not found.place.file.endswith("draft.yaml"):
        return found
    return replace(found, place=replace(found.place, file=str(file)))


def _other(register: Register, wanted: str | None, *, is_asked: bool) -> Standard | None:
    """What the draft is compared with; None where there is nothing of that id and none asked."""
    found = register.standard(wanted) if wanted is not None else None
    if found is None and is_asked:
        raise RegisterError(
            (
                problem(
                    "no-such-standard",
                    (f"权责清单中没有标准“{wanted}”", f"the register has no standard {wanted!r}"),
                    mend=("核对 --against 后的编号", "check the id after --against"),
                ),
            )
        )
    return found


def _for_all_time(standard: Standard) -> Standard:
    last = replace(standard.versions[-1], validity=Validity(EPOCH_DAY))
    return replace(standard, versions=(last,))


def _with(register: Register, standard: Standard) -> Register:
    others = tuple(s for s in register.standards if s.id != standard.id)
    return replace(register, standards=(*others, standard))


def _compare(
    folders: tuple[Path, Path], plans: tuple[Plan, Plan], *, as_of: Moment, first: int
) -> tuple[dict[str, int], dict[str, tuple[Example, ...]]]:
    same = "USING (subject_type, subject, anchor_act)"
    with duckdb.connect() as db:
        for name, folder in zip(("draft", "in_force"), folders, strict=True):
            path = folder / "findings.parquet"
            origin = path if path.exists() else folders[0] / "findings.parquet"
            none = "" if path.exists() else "WHERE FALSE"
            db.execute(
                f"CREATE TABLE {name} AS SELECT * FROM read_parquet({quoted(origin)}) {none}"
            )
        parts = {
            "both": (f"FROM draft SEMI JOIN in_force {same}", plans[0]),
            "only_draft": (f"FROM draft ANTI JOIN in_force {same}", plans[0]),
            "only_in_force": (f"FROM in_force ANTI JOIN draft {same}", plans[1]),
        }
        counts: dict[str, int] = {}
        examples: dict[str, tuple[Example, ...]] = {}
        for name, (source, plan) in parts.items():
            row = db.execute(f"SELECT count(*) {source}").fetchone()
            counts[name] = int(row[0]) if row else 0
            rows = db.execute(
                "SELECT rule, reason, coalesce(subject_id, CAST(subject AS VARCHAR)), anchor, "
                f"seen_from, seen_to, observed, allowed {source} "
                "ORDER BY observed / nullif(allowed, 0) DESC NULLS LAST, anchor DESC, finding_key "
                "LIMIT ?",
                [first],
            ).fetchall()
            examples[name] = tuple(_example(plan, row, as_of=as_of) for row in rows)
    return counts, examples


def _example(plan: Plan, row: Sequence[Any], *, as_of: Moment) -> Example:
    number, reason, subject_id, anchor, seen_from, seen_to, observed, allowed = row
    rule = next(rule for rule in plan.rules if rule.number == number)
    shown = Shown(
        reason=Reason(reason),
        subject_id=str(subject_id),
        anchor=anchor,
        seen_from=seen_from,
        seen_to=seen_to,
        as_of=as_of,
        observed=observed,
        allowed=allowed,
    )
    return Example(str(subject_id), sentence(plan, rule, shown))
