"""``zhunsheng explain``: one finding opened down to its rows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhunsheng import flow
from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson, RunChosen, RunsFolder, TraceFolder
from zhunsheng.cli.run import run_chosen
from zhunsheng.cli.session import session_of
from zhunsheng.hearing import Explanation
from zhunsheng.hearing import explain as hear
from zhunsheng.model.text import Text
from zhunsheng.model.words import words_of
from zhunsheng.report.hearing import print_explanation
from zhunsheng.trace import Store

HELP = both(
    "说明一条线索：标准、当日有效的条文、所据的原始行、限值，并仅凭这些行重新比对。",
    "Explain a finding: the standard, the article in force that day, the rows, the limit; and "
    "judge it again from those rows alone.",
)
EXAMPLE = both(
    "zhunsheng explain 196dfd80\nzhunsheng explain 196dfd80 --sql > 线索.sql && duckdb < 线索.sql",
    "zhunsheng explain 196dfd80\nzhunsheng explain 196dfd80 --sql > f.sql && duckdb < f.sql",
)


def explain(
    context: typer.Context,
    key: Annotated[
        str,
        typer.Argument(
            help=both("线索编号，写前几位即可", "the finding's key; its first letters are enough")
        ),
    ],
    register: Annotated[
        Path | None,
        typer.Option(
            "--register",
            "-r",
            metavar="DIR",
            help=both(
                "权责清单目录，默认为比对时所用的", "the register; that of the run unless said"
            ),
        ),
    ] = None,
    run: RunChosen = None,
    trace: TraceFolder = None,
    runs: RunsFolder = None,
    sql: Annotated[
        bool, typer.Option("--sql", help=both("只输出可运行的查询", "print the query only"))
    ] = False,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    chosen = run_chosen(runs or session.runs, run)
    loaded = flow.load_register(register or Path(chosen.register_folder))
    found = hear(key, chosen, loaded, Store(trace or session.trace))
    if sql:
        session.out.file.write(found.script)
    elif as_json:
        session.give(as_data(found))
    else:
        print_explanation(
            session.out,
            found,
            words=words_of(loaded),
            zone=loaded.legal_zone,
            language=session.language,
        )
    return 0


def as_data(found: Explanation) -> dict[str, object]:
    """An explanation for a program."""
    finding = found.finding
    return {
        "key": finding.key,
        "standard": finding.standard,
        "since": finding.since,
        "shape": finding.shape,
        "title": _pair(found.standard.title),
        "grade": finding.grade,
        "line": finding.line,
        "posts": found.standard.posts,
        "subject": {"type": finding.subject_type, "id": finding.subject_id},
        "reason": finding.reason.name,
        "observed": finding.observed,
        "allowed": finding.allowed,
        "sentence": _pair(found.sentence),
        "basis": [
            {
                "carries": _pair(one.carries),
                "law": _pair(one.law),
                "article": one.article,
                "edition": one.edition,
                "law_in_force_since": one.in_force,
                "verified": one.verified,
            }
            for one in found.basis
        ],
        "evidence": [
            {
                "act": one.act.act,
                "subject": one.act.subject_id,
                "activity": one.act.activity,
                "happened_at": one.happened_at.isoformat(),
                "officer": one.act.officer,
                "post": one.act.post,
                "office": one.act.office,
                "attributes": {name: str(value) for name, value in one.act.attributes.items()},
                "file": one.file,
                "row": one.row,
                "batch": one.batch,
            }
            for one in found.evidence
        ],
        "stands_on_its_evidence": found.stands,
        "trace_has_grown": found.has_grown,
        "sql": found.script,
    }


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
