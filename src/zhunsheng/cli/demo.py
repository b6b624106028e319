"""``zhunsheng demo``: from files to page, on a simulated customs district or a log of fines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from zhunsheng import flow
from zhunsheng.cli.ingest import say_batch
from zhunsheng.cli.language import both
from zhunsheng.cli.practised import demonstrate
from zhunsheng.cli.report import write_report
from zhunsheng.cli.run import judged
from zhunsheng.cli.session import Session, session_of
from zhunsheng.cli.simulate import PRACTICE, REGISTER, SEED, PracticeFolder, PractisedRegister, Seed
from zhunsheng.cli.waiting import waiting
from zhunsheng.demo import write_log
from zhunsheng.model.text import Text
from zhunsheng.report.gravest import gravest
from zhunsheng.report.terminal import print_summary
from zhunsheng.simulate.month import Wanted
from zhunsheng.trace import Store

DISTRICT, DECLARATIONS = "6400", 40_000

HELP = both(
    "示范：模拟一个关区的一个月，经普通的导入，以海关权责清单比对，写出报告；"
    "或以交通罚款权责清单比对一份日志（有真实日志则用之，否则生成一份虚构的）。",
    "A demonstration: simulate a customs district's month, take it in as any source, judge it by "
    "the register of the customs and report; or judge a log of traffic fines (a real one where "
    "it is at hand, else one that is made up).",
)
EXAMPLE = both(
    "zhunsheng demo\nzhunsheng demo --declarations 5000 --seed 7\n"
    "zhunsheng demo --register registers/traffic-fines",
    "zhunsheng demo\nzhunsheng demo --declarations 5000 --seed 7\n"
    "zhunsheng demo --register registers/traffic-fines",
)
_LOG = "data/fines/road_traffic_fines.xes.gz"
_MAPPING = "mapping.yaml"


def demo(
    context: typer.Context,
    register: PractisedRegister = REGISTER,
    practice: PracticeFolder = PRACTICE,
    district: Annotated[
        str,
        typer.Option(
            metavar="CODE",
            help=both(
                f"模拟哪个关区的规模，默认 {DISTRICT}",
                f"the district whose size is simulated; {DISTRICT} unless said",
            ),
        ),
    ] = DISTRICT,
    declarations: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=1,
            help=both(
                f"报关单票数，默认 {DECLARATIONS:,}", f"declarations; {DECLARATIONS:,} unless said"
            ),
        ),
    ] = DECLARATIONS,
    seed: Seed = SEED,
    generated: Annotated[
        bool,
        typer.Option(
            "--generated",
            help=both(
                "交通罚款：即使有真实日志，也用虚构的",
                "traffic fines: the made-up log even where the real one is",
            ),
        ),
    ] = False,
) -> int:
    session = session_of(context)
    if (register / _MAPPING).is_file():
        return _on_a_log(session, register, generated=generated)
    return demonstrate(session, register, practice, Wanted(district, seed, declarations))


def _on_a_log(session: Session, register: Path, *, generated: bool) -> int:
    log = None if generated else _real_log(register)
    place = session.workspace / ("demo-generated" if log is None else "demo")
    place.mkdir(parents=True, exist_ok=True)
    log = log or _made_up(session, place)
    trace = place / "trace"
    with waiting(session, Text("导入", "taking in")) as progress:
        report = flow.take_in(
            log, register / "mapping.yaml", trace, now=session.now, progress=progress
        )
    say_batch(session, report)
    session.out.print()
    run = judged(session, register, trace, place / "runs")
    loaded, store = flow.load_register(register), Store(trace)
    graves = gravest(run, flow.plan_of(loaded, store), loaded, store, per_standard=2, most=8)
    print_summary(session.out, run, loaded, graves, language=session.language, workspace=place)
    page = write_report(session, run, register, trace, out=place / "report.html")
    session.out.print()
    session.tell(f"报告：{page.resolve()}", f"Report: {page.resolve()}")
    return 0


def _real_log(register: Path) -> Path | None:
    """The real log, where the shared data lie: ZHUNSHENG_SHARED, or beside the project."""
    beside = [register.resolve().parents[1].parent / "shared"]
    named = os.environ.get("ZHUNSHENG_SHARED")
    for folder in [Path(named)] if named else beside:
        if (folder / _LOG).is_file():
            return folder / _LOG
    return None


def _made_up(session: Session, place: Path) -> Path:
    log = place / "traffic_fines_made_up.xes.gz"
    if not log.exists():
        with waiting(session, Text("准备", "preparing")) as progress:
            partial = log.with_suffix(".part")
            write_log(partial, progress=progress)
            partial.rename(log)
    session.tell(
        "没有真实日志，改用虚构的同类日志（固定种子，每次相同）。",
        "The real log is not here; this is a made-up one of the same form (fixed seed, the same "
        "every time).",
    )
    return log
