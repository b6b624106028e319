"""Findings read back from a run's folder."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from zhunsheng.flow import Run
from zhunsheng.model.errors import JudgingError, Problem, problem
from zhunsheng.model.verdict import Reason

SHORT = 8
"""Letters of a key that are shown: enough to type, and nearly always enough to be unique."""
_COLUMNS = (
    "finding_key", "standard", "since", "shape", "grade", "line", "rule", "subject_type",
    "subject", "subject_id", "reason", "anchor", "anchor_act", "seen_from", "seen_to", "observed",
    "allowed", "also_act",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach, as its row in findings.parquet has it. ``rule``: its number in the run's plan;
    ``observed`` and ``allowed`` in the shape's unit."""

    key: str
    standard: str
    since: dt.date
    shape: str
    grade: str
    line: int
    rule: int
    subject_type: str
    subject: int
    subject_id: str | None
    reason: Reason
    anchor: int
    anchor_act: int
    seen_from: int
    seen_to: int
    observed: float | None
    allowed: float | None
    also_act: int | None


def find(run: Run, prefix: str) -> Finding:
    """The finding of a run whose key begins with ``prefix``.

    Raises JudgingError if no key does, or several.
    """
    wanted = prefix.strip().lower()
    if not re.fullmatch(r"[0-9a-f]{4,32}", wanted):
        raise JudgingError((_not_a_key(prefix),))
    found = select(run, "WHERE starts_with(finding_key, ?) ORDER BY finding_key LIMIT 6", [wanted])
    if len(found) == 1:
        return found[0]
    raise JudgingError((_several(prefix, found) if found else _none(prefix, run),))


def select(run: Run, condition: str, values: Sequence[Any] = ()) -> list[Finding]:
    """Findings of a run by an SQL condition of ours on findings.parquet, values apart."""
    with duckdb.connect() as db:
        rows = db.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM read_parquet(?) {condition}",
            [str(run.folder / "findings.parquet"), *values],
        ).fetchall()
    return [_finding(row) for row in rows]


def _finding(row: tuple[Any, ...]) -> Finding:
    read = dict(zip(_COLUMNS, row, strict=True))
    read["since"] = dt.date.fromisoformat(read["since"])
    read["reason"] = Reason(read["reason"])
    return Finding(key=read.pop("finding_key"), **read)


def _not_a_key(prefix: str) -> Problem:
    return problem(
        "not-a-key",
        (f"“{prefix}”不是线索编号", f"{prefix!r} is no key of a finding"),
        why=(
            "线索编号由数字和字母 a 至 f 组成，至少给出前 4 位",
            "a key is made of digits and the letters a to f; give at least the first four",
        ),
        mend=("编号见 zhunsheng report 所出的报告", "keys are in what zhunsheng report prints"),
    )


def _none(prefix: str, run: Run) -> Problem:
    if _is_superseded(run.folder / "superseded.parquet", prefix):
        return problem(
            "finding-superseded",
            (f"线索“{prefix}”已不再成立", f"the finding {prefix!r} no longer stands"),
            why=(
                "数据更正或标准修改后重新比对，未再查出",
                "after a correction of the data or a change of the standard it was not made again",
            ),
            mend=(
                "要看当时的情形，请用 --run 指明查出它的那次比对",
                "to see it as it was, name the run that made it with --run",
            ),
        )
    return problem(
        "no-such-finding",
        (f"比对“{run.id}”没有线索“{prefix}”", f"run {run.id} has no finding {prefix!r}"),
        mend=(
            "编号见报告；其他比对请用 --run 指明",
            "keys are in the report; name another run with --run",
        ),
    )


def _several(prefix: str, found: Sequence[Finding]) -> Problem:
    keys = ", ".join(finding.key[:16] for finding in found[:5])
    return problem(
        "key-not-unique",
        (f"以“{prefix}”开头的线索不止一条：{keys}", f"several keys begin with {prefix!r}: {keys}"),
        mend=("请多写几位", "give more of the key"),
    )


def _is_superseded(path: Path, prefix: str) -> bool:
    if not path.exists():
        return False
    with duckdb.connect() as db:
        row = db.execute(
            "SELECT count(*) FROM read_parquet(?) WHERE starts_with(finding_key, ?)",
            [str(path), prefix.strip().lower()],
        ).fetchone()
    return bool(row and row[0])
