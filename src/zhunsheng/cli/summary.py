"""A register in figures, on the terminal: ``zhunsheng register show --summary``."""

from __future__ import annotations

from dataclasses import asdict

from rich.table import Table

from zhunsheng.cli.session import Session
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.register import KINDS, Share, Summary
from zhunsheng.report.words import GRADE, LINE
from zhunsheng.standards.shapes import BY_NAME

_SPREAD = {
    "powers by type": Text("权责事项，按类型", "powers by type"),
    "powers by domain": Text("权责事项，按领域", "powers by domain"),
    "risk points by grade": Text("廉政风险点，按等级", "risk points by grade"),
    "standards by shape": Text("内控标准，按违规形态", "standards by shape"),
    "standards by line": Text("内控标准，按防线", "standards by line of defence"),
    "standards by grade": Text("内控标准，按等级", "standards by grade"),
    "standards by domain": Text("内控标准，按领域", "standards by domain"),
    "indicators by kind": Text("指标，按判定方式", "indicators by kind"),
}
_KIND = {
    "rule": Text("规则判定", "rules on records"),
    "statistic": Text("统计检测", "statistics"),
    "own_use": Text("平台使用情况", "use of the platform"),
    "register": Text("清单自身", "the register itself"),
    "manual": Text("人工检查", "people"),
}


def print_in_figures(session: Session, register: Register, found: Summary) -> None:
    """The summary as tables: counts, shares, and what is spread over what."""
    language = session.language
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    for section, number in found.counts.items():
        table.add_row(KINDS[section].say(language), str(number))
    session.out.print(register.title.say(language), style="bold", markup=False)
    session.out.print(table)
    shares = {
        Text("可执行的内控标准", "standards that run"): found.executable,
        Text("附有合格与不合格示例的标准", "standards with a failing and a passing example"): (
            found.with_examples
        ),
        Text("由系统实现的防控措施", "measures realised by a system"): found.in_systems,
        **{
            Text(f"已核实：{kind.zh}", f"verified: {kind.en}"): share
            for kind, share in (
                (KINDS.get(section, Text("法条引用", "citations")), share)
                for section, share in found.verified.items()
            )
            if share.whole
        },
    }
    session.out.print()
    table = Table.grid(padding=(0, 3, 0, 0))
    for _ in range(3):
        table.add_column(justify="left")
    for name, share in shares.items():
        table.add_row(name.say(language), f"{share.part} / {share.whole}", f"{share.percent:.1f} %")
    session.out.print(table)
    session.tell(
        f"待定参数而暂缓的标准 {found.waiting} 项；法律已改而逾期未复核 {found.stale} 项。",
        f"{found.waiting} standards wait for a value; {found.stale} items lag behind the law.",
    )
    for what, spread in found.spread.items():
        called = [f"{_called(register, what, one).say(language)} {n}" for one, n in spread.items()]
        session.out.print()
        session.out.print(_SPREAD[what].say(language), style="bold")
        session.out.print(" · ".join(called) or "–", soft_wrap=True, markup=False)


def summary_data(found: Summary) -> dict[str, object]:
    """The summary for a program; shares with their percentage."""

    def share(one: Share) -> dict[str, object]:
        return {**asdict(one), "percent": round(one.percent, 1)}

    return {
        **asdict(found),
        "executable": share(found.executable),
        "with_examples": share(found.with_examples),
        "in_systems": share(found.in_systems),
        "verified": {section: share(one) for section, one in found.verified.items()},
    }


def _called(register: Register, spread: str, value: str) -> Text:
    tables = {"type": "power-types", "domain": "domains"}
    table = register.code_table(tables.get(spread.rsplit(" ", 1)[-1], ""))
    known = table.title_of(value) if table is not None else None
    if known is not None:
        return known
    if spread.endswith("by shape"):
        return BY_NAME[value].title if value in BY_NAME else Text(value, value)
    if spread.endswith("by line"):
        return LINE[int(value)]
    if spread.endswith("by grade"):
        return GRADE[value]
    return _KIND.get(value, Text(value, value))
