"""The demonstration on a simulated service: made, taken in, judged, reported, told the truth of.

Everything between making and the last section goes the way real sources go: tables with their
mappings through the ordinary readers.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from zhunsheng import flow
from zhunsheng.cli.report import write_report
from zhunsheng.cli.run import judged
from zhunsheng.cli.session import Session
from zhunsheng.cli.waiting import waiting
from zhunsheng.model.moment import day_of
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.report.gravest import gravest
from zhunsheng.report.practice import CaughtBy, Dial, LookAlike, PlayedScheme, Practice
from zhunsheng.report.terminal import print_summary
from zhunsheng.report.words import count
from zhunsheng.simulate.month import Made, Wanted, keep_truth, make_month
from zhunsheng.simulate.reckoning import Reckoning, SchemeReckoned, reckon
from zhunsheng.simulate.running import read_practice
from zhunsheng.trace import Store

_REFERENCE = re.compile(r"（[SF]\d[^）]*）")
"""Numbers of a list of references that a reader of the report does not have."""
HERE = Text("本关区机关（模拟）", "the district itself (simulated)")
"""What the district is called in a report: no real one shall be named for invented misconduct."""


def demonstrate(
    session: Session, register_folder: Path, practice_folder: Path, wanted: Wanted
) -> int:
    """The whole demonstration; its files are in a folder of its own under the workspace."""
    place = session.workspace / f"demo-{practice_folder.name}"
    shutil.rmtree(place, ignore_errors=True)
    sources = place / "sources"
    sources.mkdir(parents=True)
    register = flow.load_register(register_folder)
    with waiting(session, Text("模拟一个关区", "simulating a district")) as progress:
        practice = read_practice(practice_folder, register, wanted.period)
        made = make_month(practice, wanted, sources, "csv", progress=progress)
    truth = keep_truth(place, [made])
    session.tell(
        f"已模拟一个关区的一个月：报关单 {count(made.declarations)} 票，执法行为 "
        f"{count(made.acts)} 次，{len(made.sources)} 个系统的表。人员、企业、单据均属虚构。",
        f"Simulated a district's month: {count(made.declarations)} declarations, "
        f"{count(made.acts)} acts, tables of {len(made.sources)} systems. Officers, firms and "
        "papers are invented.",
    )
    trace = place / "trace"
    _take_in(session, made, trace)
    last = made.district.period.last
    run = judged(session, register_folder, trace, place / "runs", as_of=last.isoformat())
    store = Store(trace)
    graves = gravest(run, flow.plan_of(register, store), register, store, per_standard=1, most=8)
    session.out.print()
    print_summary(session.out, run, register, graves, language=session.language, workspace=place)
    page = write_report(
        session,
        run,
        register_folder,
        trace,
        out=place / "report.html",
        offices=_offices(made),
        practice=_practice(made, register, run, reckon(store, run.folder, truth))
        if truth is not None
        else None,
    )
    session.out.print()
    session.tell(
        f"报告：{page.resolve()}\n全部线索：{page.with_name('findings.csv').resolve()}",
        f"Report: {page.resolve()}\nAll findings: {page.with_name('findings.csv').resolve()}",
    )
    return 0


def _take_in(session: Session, made: Made, trace: Path) -> None:
    rows = accepted = rejected = duplicate = 0
    with waiting(session, Text("导入", "taking in")) as progress:
        for source, mapping in made.sources:
            report = flow.take_in(source, mapping, trace, now=session.now, progress=progress)
            counts = report.manifest.counts
            rows, accepted = rows + counts.rows, accepted + counts.accepted
            rejected, duplicate = rejected + counts.rejected, duplicate + counts.duplicate
    session.tell(
        f"已导入 {len(made.sources)} 个文件：{rows:,} 行 = 接收 {accepted:,} + 退回 {rejected:,} "
        f"+ 重复 {duplicate:,}。",
        f"Took in {len(made.sources)} files: {rows:,} rows = {accepted:,} accepted + "
        f"{rejected:,} rejected + {duplicate:,} duplicate.",
    )


def _offices(made: Made) -> dict[str, Text]:
    offices = made.district.offices
    titles = dict(zip(offices.code, offices.title, strict=True))
    return {**titles, made.district.code: HERE}


def _practice(made: Made, register: Register, run: flow.Run, found: Reckoning) -> Practice:
    """The reckoning in the report's words."""
    titles = {one.id: one.title for one in register.standards}
    innocent = dict(found.innocent_flagged)
    period = made.district.period
    return Practice(
        title=Text("一个虚构的关区", "an invented district"),
        since=period.first.isoformat(),
        until=day_of(run.as_of).isoformat(),
        seed=made.district.seed,
        declarations=made.declarations,
        acts=made.acts,
        schemes=tuple(_scheme(one, titles, innocent) for one in found.schemes),
        look_alikes=tuple(
            LookAlike(
                one.player.title,
                one.player.story,
                len(one.player.officers),
                tuple((titles[standard], number) for standard, number in one.flagged),
            )
            for one in found.lookalikes
        ),
        dials=tuple(Dial(one.title, one.strength, one.touched) for one in made.dials),
        findings=found.findings,
        findings_of_schemes=found.findings_of_schemes,
    )


def _scheme(one: SchemeReckoned, titles: dict[str, Text], innocent: dict[str, int]) -> PlayedScheme:
    player = one.player
    return PlayedScheme(
        id=player.id,
        title=player.title,
        story=player.story,
        source=_REFERENCE.sub("", player.source),
        since=player.since,
        until=player.until,
        officers=len(player.officers),
        firms=len(player.firms),
        innocent=len(player.innocent),
        innocent_flagged=innocent.get(player.id, 0),
        deeds=one.deeds,
        deeds_caught=one.deeds_caught,
        removed=one.removed,
        cases=one.cases,
        cases_caught=one.cases_caught,
        caught_by=tuple(
            CaughtBy(
                by.standard,
                titles[by.standard],
                by.findings,
                by.deeds,
                by.honest_acts,
                by.standard in player.breaks,
            )
            for by in one.by
        ),
        silent=tuple(titles.get(name, Text(name, name)) for name in one.silent),
        breaks_rules=one.breaks_rules,
    )
