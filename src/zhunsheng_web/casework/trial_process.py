"""One trial of a draft on history, in a process of its own that can be ended.

``python -m zhunsheng_web.casework.trial_process KIND TARGET REGISTER TRACE FOLDER`` reads
``FOLDER/draft`` and writes ``FOLDER/result.json``: how the draft (of a standard, a chart, a grant)
and what is in force judge the past, hits by office, examples, and every subject found, so that they
can be held against warnings that people have judged. Knows nothing of the workbench's database.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml

from zhunsheng.flow import check_register, load_register, trace_of
from zhunsheng.model.errors import ZhunshengError
from zhunsheng.model.moment import day_of
from zhunsheng.model.quoting import quoted
from zhunsheng.model.register import Register
from zhunsheng.trace import Store
from zhunsheng.trial import (
    GrantChange,
    RulesTrial,
    RuleTried,
    Side,
    changed_posts,
    try_chart,
    try_grant,
    try_out,
)

DRAFT = "draft"
"""The file the draft lies in."""
REMARKS = 20
EXAMPLES = 30
"""How many of each part are shown."""
HIT = (
    "standard VARCHAR, subject_type VARCHAR, subject BIGINT, subject_id VARCHAR, anchor BIGINT, "
    "anchor_act BIGINT"
)
SIDES = ("draft", "in_force")
_SAME = "(standard, subject_type, subject, anchor_act)"
PARTS = {
    "both": f"FROM draft SEMI JOIN in_force USING {_SAME}",
    "only_draft": f"FROM draft ANTI JOIN in_force USING {_SAME}",
    "only_in_force": f"FROM in_force ANTI JOIN draft USING {_SAME}",
}


def judge(kind: str, target: str, register: Path, trace: Path, folder: Path) -> dict[str, Any]:
    """The trial as plain data. Raises ZhunshengError where the draft cannot be judged by."""
    store, draft = Store(trace), folder / DRAFT
    kept = folder / "findings"
    kept.mkdir()
    if kind == "chart":
        told = _of_rules(try_chart(target, register, store, file=draft, keep=kept))
        book = load_register(register)
        charts = tuple(sorted((dict(book.charts) | {target: str(draft)}).items()))
        told["remarks"] = _remarks(book, replace(book, charts=charts))
    elif kind == "grant":
        change = _change(draft)
        told = _of_rules(try_grant(change, register, store, keep=kept))
        book = load_register(register)
        changed = replace(book, posts=changed_posts(book.posts, change))
        told["remarks"] = _remarks(book, changed)
    else:
        found = try_out(target, register, store, file=draft, first=0, keep=kept)
        told = {
            "draft": _side(found.draft),
            "in_force": _side(found.in_force),
            "as_of": day_of(found.as_of).isoformat(),
        }
    sums, offices, examples = _by_office(store, kept)
    return told | sums | {"offices": offices, "examples": examples}


def _remarks(book: Register, changed: Register) -> list[list[str]]:
    """What the register's own check objects to in the changed register and not in the one there is,
    in Chinese and English."""
    known = {(one.code, one.what.zh) for one in check_register(book)}
    found = [one for one in check_register(changed) if (one.code, one.what.zh) not in known]
    return [[one.what.zh, one.what.en] for one in found[:REMARKS]]


def _change(draft: Path) -> GrantChange:
    """The grant a draft changes; the web has read it before with its own eyes."""
    told = yaml.safe_load(draft.read_text(encoding="utf-8"))
    up_to = told.get("up_to")
    limit = Decimal(up_to) if up_to is not None else None
    return GrantChange(told["post"], told["power"], told["change"], limit)


def _of_rules(found: RulesTrial) -> dict[str, Any]:
    """Of the rules that judge alike on both sides only how many there are."""
    names = ("passed", "failed", "not_evaluated")
    differ = [one for one in found.rules if _counts(one.draft) != _counts(one.in_force)]
    return {
        "draft": dict(zip(names, found.sums("draft"), strict=True)),
        "in_force": dict(zip(names, found.sums("in_force"), strict=True)),
        "as_of": day_of(found.as_of).isoformat(),
        "since": found.since.isoformat(),
        "alike": found.shared + len(found.rules) - len(differ),
        "rules": [_rule(one) for one in differ],
        "untried": [[one.zh, one.en] for one in found.untried],
    }


def _rule(one: RuleTried) -> dict[str, Any]:
    return {
        "zh": one.title.zh,
        "en": one.title.en,
        "draft": _side(one.draft),
        "in_force": _side(one.in_force),
    }


def _counts(side: Side | None) -> tuple[int, int, int] | None:
    return None if side is None else (side.passed, side.failed, side.not_evaluated)


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


def _side(side: Side | None) -> dict[str, int] | None:
    if side is None:
        return None
    return {
        "passed": side.passed,
        "failed": side.failed,
        "not_evaluated": side.not_evaluated,
    }


def _by_office(
    store: Store, kept: Path
) -> tuple[dict[str, int], dict[str, dict[str, int]], dict[str, list[list[str]]]]:
    """Hits of each part; office of the act a hit hangs on → hits of each part; and the latest hits
    of each part: subject, day, office, officer."""
    sums: dict[str, int] = dict.fromkeys(PARTS, 0)
    offices: dict[str, dict[str, int]] = {}
    examples: dict[str, list[list[str]]] = {}
    with duckdb.connect() as db:
        for side in SIDES:
            db.execute(f"CREATE TABLE {side} ({HIT})")
            path = kept / side / "findings.parquet"
            if path.exists():
                db.execute(
                    f"INSERT INTO {side} SELECT standard, subject_type, subject, subject_id, "
                    f"anchor, anchor_act FROM read_parquet({quoted(path)})"
                )
        _places(db, trace_of(store).strands)
        for part, source in PARTS.items():
            hits = f"SELECT * {source}"
            for office, n in db.execute(
                f"SELECT coalesce(p.office, ''), count(*) FROM ({hits}) AS h "
                "LEFT JOIN place AS p ON p.act = h.anchor_act GROUP BY 1"
            ).fetchall():
                offices.setdefault(str(office), {})[part] = int(n)
                sums[part] += int(n)
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
    return sums, offices, examples


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
    kind, target, register, trace, folder = arguments
    place = Path(folder)
    try:
        told: dict[str, Any] = judge(kind, target, Path(register), Path(trace), place)
    except ZhunshengError as fault:
        told = {
            "faults": [[one.in_language("zh"), one.in_language("en")] for one in fault.problems]
        }
    (place / "result.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return 1 if "faults" in told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
