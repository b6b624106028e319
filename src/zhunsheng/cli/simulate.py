"""``zhunsheng simulate``: a service to practise on, as a trace, as tables or as OCEL."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson
from zhunsheng.cli.session import Session, UsageFault, session_of
from zhunsheng.cli.waiting import waiting
from zhunsheng.flow import load_register
from zhunsheng.model.errors import Problem, problem
from zhunsheng.model.text import Text
from zhunsheng.report.words import count
from zhunsheng.simulate.month import Wanted, keep_truth, make_month
from zhunsheng.simulate.running import Practice, read_practice
from zhunsheng.simulate.world.service import Period

HELP = both(
    "生成一个可供演练的海关：按权责清单的流程图模拟一个月的执法痕迹，含守法业务、"
    "各种违规情形和数据差错。人员、企业、单据均属虚构；同一种子，结果逐字节相同。",
    "Make a service to practise on: a month of enforcement acts played along the charts of a "
    "register, with honest work, schemes of misconduct and errors in the records. Officers, firms "
    "and papers are invented; the same seed gives the same bytes.",
)
EXAMPLE = both(
    "zhunsheng simulate --to 演练 --district 6400\n"
    "zhunsheng simulate --to 演练 --district 6400 --declarations 2000 --format csv\n"
    "zhunsheng simulate --to 演练 --district 6400 --no-schemes --noise 0   # 只有守法业务、无差错\n"
    "zhunsheng ingest 演练/6400/clearance.csv --mapping 演练/6400/clearance.mapping.yaml",
    "zhunsheng simulate --to practised --district 6400\n"
    "zhunsheng simulate --to practised --district 6400 --declarations 2000 --format csv\n"
    "zhunsheng simulate --to practised --district 6400 --no-schemes --noise 0   # honest work\n"
    "zhunsheng ingest practised/6400/clearance.csv "
    "--mapping practised/6400/clearance.mapping.yaml",
)
PRACTICE = Path("practice/china-customs")
REGISTER = Path("registers/china-customs")
SEED = 2026

PractisedRegister = Annotated[
    Path,
    typer.Option(
        "--register",
        "-r",
        metavar="DIR",
        help=both(
            "权责清单目录，默认 registers/china-customs",
            "the register's folder; registers/china-customs unless said",
        ),
    ),
]
PracticeFolder = Annotated[
    Path,
    typer.Option(
        "--practice",
        metavar="DIR",
        help=both(
            "演练业务目录，默认 practice/china-customs",
            "the folder of the practice service; practice/china-customs unless said",
        ),
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        metavar="N", help=both("随机种子，默认 2026", "the seed of chance; 2026 unless said")
    ),
]


def simulate(
    context: typer.Context,
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="DIR",
            help=both(
                "写到哪个目录，须为空或不存在", "the folder to write; it has to be new or empty"
            ),
        ),
    ],
    district: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE",
            help=both(
                "直属海关的四位关区代码，可多次给出；all 为全部 42 个；不给则列出各关",
                "four-digit code of a district, may be repeated; all of them: all; none: lists "
                "them",
            ),
        ),
    ] = None,
    month: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM",
            help=both(
                "哪个月，默认为演练业务所写的月份", "which month; that of the service unless said"
            ),
        ),
    ] = None,
    declarations: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help=both(
                "每关报关单票数，默认按各关份额",
                "declarations of each district; by its share unless said",
            ),
        ),
    ] = None,
    form: Annotated[
        Literal["trace", "csv", "ocel"],
        typer.Option(
            "--format",
            metavar="FORM",
            help=both(
                "trace（痕迹库，可直接 run）、csv（各业务系统的表及映射）、"
                "ocel（OCEL 2.0，限小量）",
                "trace (a trace that run takes), csv (tables of the systems, with mappings), ocel "
                "(OCEL 2.0, small ones only)",
            ),
        ),
    ] = "trace",
    schemes: Annotated[
        bool,
        typer.Option(
            "--schemes/--no-schemes",
            help=both("是否演练违规情形，默认是", "with schemes of misconduct, or without"),
        ),
    ] = True,
    noise: Annotated[
        float,
        typer.Option(
            metavar="X",
            min=0.0,
            help=both(
                "数据差错的强度：所设各项乘以该数，0 为无差错",
                "how strong the errors in the records are: every dial times this; 0 for none",
            ),
        ),
    ] = 1.0,
    seed: Seed = SEED,
    practice: PracticeFolder = PRACTICE,
    register: PractisedRegister = REGISTER,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    period = _month(month) if month is not None else None
    known = read_practice(practice, load_register(register), period)
    codes = _codes(session, known, district or [])
    if not codes:
        return 0
    if to.exists() and any(to.iterdir()):
        raise UsageFault((_not_empty(to),))
    to.mkdir(parents=True, exist_ok=True)
    made = []
    for code in codes:
        wanted = Wanted(code, seed, declarations, period, schemes=schemes, noise=noise)
        with waiting(session, Text(f"模拟 {code}", f"simulating {code}")) as progress:
            done = make_month(known, wanted, to, form, progress=progress)
        made.append(done)
        if not as_json:
            title = known.service.district(code).title
            session.tell(
                f"{title.zh}（{code}）：报关单 {count(done.declarations)} 票，行为 "
                f"{count(done.acts)} 次。",
                f"{title.en} ({code}): {count(done.declarations)} declarations, "
                f"{count(done.acts)} acts.",
            )
    truth = keep_truth(to, made)
    if as_json:
        session.give(
            {
                "folder": str(to),
                "seed": seed,
                "truth": str(truth) if truth is not None else None,
                "districts": [
                    {
                        "district": one.district.code,
                        "declarations": one.declarations,
                        "acts": one.acts,
                        "sources": [[str(path) for path in pair] for pair in one.sources],
                    }
                    for one in made
                ],
            }
        )
        return 0
    if form == "trace":
        session.tell(
            f"比对：zhunsheng run --register {register} --trace {to / 'trace'}",
            f"Judge it: zhunsheng run --register {register} --trace {to / 'trace'}",
        )
    else:
        session.tell(
            f"已写入 {to}，各表旁有映射文件，先导入 people。",
            f"Written to {to}; each table has its mapping beside it; take in people first.",
        )
    if truth is not None:
        session.tell(
            f"违规情形的真相在 {truth}，比对和报告都不读它。",
            f"The truth about the schemes is in {truth}; neither run nor report reads it.",
        )
    return 0


def _codes(session: Session, practice: Practice, asked: Sequence[str]) -> list[str]:
    """The districts asked for. Raises PracticeError for a code nobody has."""
    districts = practice.service.offices.districts
    if not asked:
        for one in districts:
            title = Text(one.title.zh, one.title.en).say(session.language)
            session.out.print(f"{one.code}  {title}", highlight=False)
        session.tell(
            "请用 --district 指明一个或几个，all 为全部。",
            "Name one or several with --district, or all.",
        )
        return []
    if "all" in asked:
        return [one.code for one in districts]
    return [practice.service.district(code).code for code in dict.fromkeys(asked)]


def _month(text: str) -> Period:
    """A month as typed. Raises UsageFault for what is none."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if found is None or not 1 <= int(found[2]) <= 12:
        raise UsageFault(
            (
                problem(
                    "not-a-month",
                    (f"“{text}”不是月份", f"{text!r} is no month"),
                    mend=("请写成 2026-10 的样式", "write it like 2026-10"),
                ),
            )
        )
    first = dt.date(int(found[1]), int(found[2]), 1)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    return Period(first, following - dt.timedelta(days=1))


def _not_empty(folder: Path) -> Problem:
    return problem(
        "folder-not-empty",
        (f"{folder} 不是空目录，未写入", f"{folder} is not empty and was not touched"),
        mend=("换一个目录", "name another folder"),
    )
