"""``zhunsheng trial``: a draft standard on past data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.table import Table

from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson, RegisterFolder, TraceFolder
from zhunsheng.cli.session import Session, session_of
from zhunsheng.cli.waiting import waiting
from zhunsheng.hearing.inert import inert
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import REASON_TEXT
from zhunsheng.report.words import count
from zhunsheng.trace import Store
from zhunsheng.trial import Side, Trial, try_out

HELP = both(
    "用以往数据试行一项标准草案：会查出多少、哪些，与现行标准相比多了什么、少了什么。",
    "Try a draft standard on past data: how many findings, which, and what is new or gone "
    "against the standard in force.",
)
EXAMPLE = both(
    "zhunsheng trial notify-in-time --file 草案.yaml --register registers/traffic-fines",
    "zhunsheng trial notify-in-time --file draft.yaml --register registers/traffic-fines",
)
_PARTS = {
    "only_draft": Text("仅草案查出", "only the draft finds"),
    "only_in_force": Text("仅现行标准查出", "only the one in force finds"),
    "both": Text("两者都查出", "both find"),
}


def trial(
    context: typer.Context,
    standard: Annotated[
        str, typer.Argument(help=both("草案的标准编号", "the id of the draft standard"))
    ],
    register: RegisterFolder,
    file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=both(
                "草案所在文件（写法同权责清单的 standards），不给则取清单中的",
                "the file the draft is in, written like a register's standards; else it is the "
                "one in the register",
            ),
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="STANDARD",
            help=both("与哪项现行标准比较，默认同编号", "compare with; the same id unless said"),
        ),
    ] = None,
    first: Annotated[
        int, typer.Option(metavar="N", min=0, help=both("每类列出前几条", "how many of each"))
    ] = 5,
    trace: TraceFolder = None,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    store = Store(trace or session.trace)
    store.zone()
    with waiting(session, Text("试行", "trying")) as progress:
        found = try_out(
            standard,
            register,
            store,
            file=file,
            against=against,
            first=first,
            progress=progress,
        )
    if as_json:
        session.give(_as_data(found))
    else:
        _print(session, found)
    return 0


def _print(session: Session, found: Trial) -> None:
    language = session.language
    table = Table(box=None, padding=(0, 2, 0, 0))
    heads = [("", ""), ("不符合", "Fail"), ("符合", "Pass"), ("未评价", "Not evaluated")]
    for number, head in enumerate(heads):
        table.add_column(session.say(*head), justify="right" if number else "left")
    for name, side in (
        (session.say("草案", "draft"), found.draft),
        (session.say("现行", "in force"), found.in_force),
    ):
        if side is not None:
            table.add_row(
                f"{name} {inert(side.standard.title.say(language))}",
                count(side.failed),
                count(side.passed),
                _not_evaluated(side, language),
            )
    session.out.print(table)
    if found.in_force is None:
        session.tell(
            "没有可比较的现行标准；可用 --against 指明。",
            "There is no standard in force to compare with; name one with --against.",
        )
    for name, text in _PARTS.items():
        number = getattr(found, name)
        if found.in_force is None and name != "only_draft":
            continue
        session.out.print()
        said = f"{text.say(language)} {count(number)} {session.say('条', '')}".rstrip()
        session.out.print(said, style="bold")
        for example in found.examples[name]:
            line = inert(example.sentence.say(language))
            session.out.print(Padding(line, (0, 0, 0, 2)))


def _not_evaluated(side: Side, language: str) -> str:
    reasons = ", ".join(
        f"{REASON_TEXT[reason].say(language)} {count(n)}" for reason, n in side.reasons
    )
    return f"{count(side.not_evaluated)}" + (f" ({reasons})" if reasons else "")


def _as_data(found: Trial) -> dict[str, object]:
    def side(one: Side | None) -> dict[str, object] | None:
        if one is None:
            return None
        return {
            "standard": one.standard.id,
            "passed": one.passed,
            "failed": one.failed,
            "not_evaluated": one.not_evaluated,
            "reasons": {reason.name: n for reason, n in one.reasons},
        }

    return {
        "draft": side(found.draft),
        "in_force": side(found.in_force),
        "both": found.both,
        "only_draft": found.only_draft,
        "only_in_force": found.only_in_force,
        "examples": {
            name: [
                {
                    "subject": one.subject_id,
                    "sentence": {"zh": one.sentence.zh, "en": one.sentence.en},
                }
                for one in examples
            ]
            for name, examples in found.examples.items()
        },
    }
