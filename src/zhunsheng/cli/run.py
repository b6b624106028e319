"""``zhunsheng run``: the whole trace judged by a register."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from zhunsheng import flow
from zhunsheng.cli.faults import Status
from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson, RegisterFolder, RunsFolder, TraceFolder
from zhunsheng.cli.session import Session, UsageFault, session_of
from zhunsheng.cli.waiting import waiting
from zhunsheng.flow import load_register
from zhunsheng.model.errors import JudgingError, Place, problem
from zhunsheng.model.moment import day_of
from zhunsheng.model.run import RunOptions
from zhunsheng.model.text import Text
from zhunsheng.report.gravest import gravest
from zhunsheng.report.terminal import print_summary
from zhunsheng.report.words import GRADE_ORDER
from zhunsheng.trace import Store

HELP = both(
    "以权责清单比对全部痕迹：逐项标准得出符合、不符合、未评价（说明原因）。",
    "Judge the whole trace by a register: per standard pass, fail, or not evaluated and why.",
)
EXAMPLE = both(
    "zhunsheng run --register registers/traffic-fines\n"
    "zhunsheng run --register registers/traffic-fines --as-of 2012-12-31 --fail-on high",
    "zhunsheng run --register registers/traffic-fines\n"
    "zhunsheng run --register registers/traffic-fines --as-of 2012-12-31 --fail-on high",
)


def run(
    context: typer.Context,
    register: RegisterFolder,
    trace: TraceFolder = None,
    runs: RunsFolder = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help=both(
                "以该日（法定时区）终了时所知为准，默认为最后一次行为的时刻",
                "judge by what was known at the end of that day (legal zone); the trace's last "
                "act unless said",
            ),
        ),
    ] = None,
    fail_on: Annotated[
        Literal["high", "medium", "low"] | None,
        typer.Option(
            metavar="GRADE",
            help=both(
                "查出该等级（high、medium、low）及以上的线索时，退出状态为 1",
                "exit with 1 if there are findings of that grade (high, medium, low) or above",
            ),
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    made = judged(session, register, trace or session.trace, runs or session.runs, as_of=as_of)
    loaded = load_register(register)
    if as_json:
        session.give(as_data(made))
    else:
        store = Store(trace or session.trace)
        graves = gravest(made, flow.plan_of(loaded, store), loaded, store, per_standard=2, most=8)
        print_summary(session.out, made, loaded, graves, language=session.language)
    if fail_on is not None:
        grade = {standard.id: GRADE_ORDER[standard.grade] for standard in loaded.standards}
        bar = GRADE_ORDER[fail_on]
        if any(totals.failed and grade[totals.standard] <= bar for totals in made.standards):
            return Status.FOUND
    return Status.FINE


def judged(
    session: Session, register: Path, trace: Path, runs: Path, *, as_of: str | None = None
) -> flow.Run:
    """A run, with a bar while one waits. Raises what :func:`zhunsheng.flow.run` raises."""
    store = Store(trace)
    store.zone()
    options = RunOptions(as_of=flow.end_of_day(store, day_asked(as_of))) if as_of else None
    with waiting(session, Text("比对", "judging")) as progress:
        return flow.run(register, trace, runs, now=session.now, options=options, progress=progress)


def day_asked(text: str) -> dt.date:
    """A day as typed. Raises UsageFault for what is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageFault(
            (
                problem(
                    "not-a-day",
                    (f"“{text}”不是日期", f"{text!r} is no date"),
                    mend=("请写成 2012-12-31 的样式", "write it like 2012-12-31"),
                ),
            )
        ) from None


def as_data(run: flow.Run) -> dict[str, object]:
    """A run for a program."""
    said = asdict(run)
    said["folder"] = str(run.folder)
    said["as_of_day"] = day_of(run.as_of).isoformat()
    said["standards"] = [
        {**asdict(totals), "in_scope": totals.in_scope, "reasons": dict(totals.reasons)}
        for totals in run.standards
    ]
    return said


def run_chosen(folder: Path, wanted: str | None) -> flow.Run:
    """The run whose id begins with ``wanted``, or the latest. Raises JudgingError if none does."""
    made = flow.runs(folder)
    if wanted is None and made:
        return max(made, key=lambda one: one.made_at)
    named = [one for one in made if wanted is not None and one.id.startswith(wanted)]
    if len(named) == 1:
        return named[0]
    listed = ", ".join(one.id for one in (named or made)[-5:])
    raise JudgingError(
        (
            problem(
                "no-such-run",
                (f"没有比对“{wanted}”", f"there is no run {wanted!r}")
                if made
                else ("还没有比对结果", "there is no run yet"),
                mend=(f"已有：{listed}", f"there are: {listed}")
                if made
                else (
                    "先比对：zhunsheng run --register DIR",
                    "run one: zhunsheng run --register DIR",
                ),
                place=Place(str(folder)),
            ),
        )
    )
