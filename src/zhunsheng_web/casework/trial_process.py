"""One trial of a draft on history, in a process of its own that can be ended.

``python -m zhunsheng_web.casework.trial_process STANDARD REGISTER TRACE FOLDER`` reads
``FOLDER/draft.yaml`` and writes ``FOLDER/result.json``: how draft and version in force judge the
past, hits by office, examples, and every subject found, so that they can be held against warnings
that people have judged. Knows nothing of the workbench's database.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from zhunsheng.flow import trace_of
from zhunsheng.model.errors import ZhunshengError
from zhunsheng.model.moment import day_of
from zhunsheng.model.quoting import quoted
from zhunsheng.trace import Store
from zhunsheng.trial import Side, try_out

EXAMPLES = 30
"""How many of each part are shown."""
SIDES = ("draft", "in_force")
PARTS = {
    "both": "FROM draft SEMI JOIN in_force USING (subject_type, subject, anchor_act)",
    "only_draft": "FROM draft ANTI JOIN in_force USING (subject_type, subject, anchor_act)",
    "only_in_force": "FROM in_force ANTI JOIN draft USING (subject_type, subject, anchor_act)",
}


def judge(standard: str, register: Path, trace: Path, folder: Path) -> dict[str, Any]:
    """The trial as plain data. Raises ZhunshengError where the draft cannot be judged by."""
    store = Store(trace)
    kept = folder / "findings"
    kept.mkdir()
    found = try_out(standard, register, store, file=folder / "draft.yaml", first=0, keep=kept)
    offices, examples = _by_office(store, kept)
    return {
        "draft": _side(found.draft),
        "in_force": _side(found.in_force) if found.in_force is not None else None,
        "both": found.both,
        "only_draft": found.only_draft,
        "only_in_force": found.only_in_force,
        "as_of": day_of(found.as_of).isoformat(),
        "offices": offices,
        "examples": examples,
    }


def subjects(folder: Path, side: str) -> set[tuple[str, str]]:
    """Type and id of everything one side found."""
    path = folder / "findings" / side / "findings.parquet"
    if not path.exists():
        return set()
    with duckdb.connect() as db:
        rows = db.execute(
            f"SELECT DISTINCT subject_type, subject_id FROM read_parquet({quoted(path)})"
        ).fetchall()
    return {(str(kind), str(name)) for kind, name in rows}


def _side(side: Side) -> dict[str, Any]:
    return {
        "passed": side.passed,
        "failed": side.failed,
        "not_evaluated": side.not_evaluated,
    }


def _by_office(
    store: Store, kept: Path
) -> tuple[dict[str, dict[str, int]], dict[str, list[list[str]]]]:
    """Office of the act a hit hangs on → hits of each part; and the latest hits of each part:
    subject, day, office, officer."""
    offices: dict[str, dict[str, int]] = {}
    examples: dict[str, list[list[str]]] = {}
    with duckdb.connect() as db:
        first = kept / "draft" / "findings.parquet"
        for side in SIDES:
            path = kept / side / "findings.parquet"
            there = path.exists()
            db.execute(
                f"CREATE TABLE {side} AS SELECT subject_type, subject, subject_id, anchor, "
                f"anchor_act FROM read_parquet({quoted(path if there else first)})"
                f"{'' if there else ' WHERE FALSE'}"
            )
        _places(db, trace_of(store).strands)
        for part, source in PARTS.items():
            hits = f"SELECT * {source}"
            for office, n in db.execute(
                f"SELECT coalesce(p.office, ''), count(*) FROM ({hits}) AS h "
                "LEFT JOIN place AS p ON p.act = h.anchor_act GROUP BY 1"
            ).fetchall():
                offices.setdefault(str(office), {})[part] = int(n)
            rows = db.execute(
                "SELECT coalesce(h.subject_id, ''), h.anchor, coalesce(p.office, ''), "
                f"coalesce(p.officer, '') FROM ({hits}) AS h "
                "LEFT JOIN place AS p ON p.act = h.anchor_act "
                "ORDER BY h.anchor DESC, h.subject_id LIMIT ?",
                [EXAMPLES],
            ).fetchall()
            examples[part] = [
                [str(name), day_of(anchor).isoformat(), str(office), str(officer)]
                for name, anchor, office, officer in rows
            ]
    return offices, examples


def _places(db: duckdb.DuckDBPyConnection, strands: Mapping[str, Any]) -> None:
    """Where and by whom the acts were done that hits hang on."""
    db.execute("CREATE TABLE place (act BIGINT PRIMARY KEY, office VARCHAR, officer VARCHAR)")
    kinds = db.execute(
        "SELECT DISTINCT subject_type FROM draft UNION SELECT DISTINCT subject_type FROM in_force"
    ).fetchall()
    for (kind,) in kinds:
        files = ", ".join(quoted(path) for path in strands.get(kind, ()))
        if files:
            db.execute(
                "INSERT OR IGNORE INTO place SELECT act, any_value(office), any_value(officer) "
                f"FROM read_parquet([{files}]) WHERE act IN "
                "(SELECT anchor_act FROM draft UNION SELECT anchor_act FROM in_force) GROUP BY act"
            )


def main(arguments: list[str]) -> int:
    """0: judged; 1: the draft cannot be judged by, and ``result.json`` says why."""
    standard, register, trace, folder = arguments
    place = Path(folder)
    try:
        told: dict[str, Any] = judge(standard, Path(register), Path(trace), place)
    except ZhunshengError as fault:
        told = {
            "faults": [[one.in_language("zh"), one.in_language("en")] for one in fault.problems]
        }
    (place / "result.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return 1 if "faults" in told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
