"""A run on the terminal: per standard what became of it, then what to read first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from zhunsheng.flow import Run
from zhunsheng.hearing.finding import SHORT
from zhunsheng.hearing.inert import inert
from zhunsheng.model.moment import day_of
from zhunsheng.model.register import Register
from zhunsheng.report.gravest import Grave
from zhunsheng.report.standing import not_evaluated_in_words, standings
from zhunsheng.report.words import GRADE, LEADS, count

_STYLE = {"high": "bold red", "medium": "yellow", "low": "default"}
_WIDE = 110
"""Columns from which on the reasons have a column of their own."""


def print_summary(
    console: Console,
    run: Run,
    register: Register,
    graves: Sequence[Grave],
    *,
    language: str,
    workspace: Path | None = None,
) -> None:
    """The whole summary, as wide as the console. ``workspace``: said where it is not the usual."""
    option = f" --workspace {workspace}" if workspace is not None else ""

    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    title, day = inert(register.title.say(language)), day_of(run.as_of)
    console.print(Styled(title, style="bold"))
    console.print(
        say(
            f"截至 {day} · {count(run.acts)} 次执法行为 · {len(run.standards)} 项内控标准 · "
            f"线索 {count(run.findings)} 条",
            f"as of {day} · {count(run.acts)} acts · {len(run.standards)} standards · "
            f"{count(run.findings)} findings",
        )
    )
    console.print()
    console.print(_table(console, run, register, language))
    if graves:
        console.print()
        console.print(Styled(say("先看这些", "Read these first"), style="bold"))
        for grave in graves:
            _print_grave(console, grave, language)
        console.print(
            say(
                f"逐条查看依据和原始行：zhunsheng explain 编号{option}",
                f"For the law and the rows of one: zhunsheng explain KEY{option}",
            ),
            style="dim",
            soft_wrap=True,
        )
    console.print()
    if run.superseded:
        console.print(
            say(
                f"上次查出、这次不再成立的线索 {count(run.superseded)} 条（数据更正或标准修改），"
                "已另存备查。",
                f"{count(run.superseded)} findings of the last run no longer stand (the data were "
                "corrected, or the standard changed); they are kept aside.",
            )
        )
    if run.waiting:
        waiting = len({one.standard for one in run.waiting})
        console.print(
            say(
                f"{waiting} 项内控标准所需参数尚未确定，未予比对：zhunsheng register check",
                f"{waiting} standards wait for a value nobody has decided: "
                "zhunsheng register check",
            ),
            style="yellow",
        )
    console.print(LEADS.say(language), style="italic")
    console.print(_times(run, language), style="dim")


def _table(console: Console, run: Run, register: Register, language: str) -> Table:
    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    table = Table(box=None, padding=(0, 2, 0, 0), expand=False, header_style="bold")
    table.add_column(say("内控标准", "Standard"), ratio=1, min_width=24)
    table.add_column(say("等级", "Grade"), no_wrap=True)
    for name in (("不符合", "Fail"), ("符合", "Pass"), ("未评价", "Not eval.")):
        table.add_column(say(*name), justify="right", no_wrap=True)
    is_wide = console.width >= _WIDE
    if is_wide:
        table.add_column(say("未评价的原因", "Why not evaluated"), ratio=1)
    for standing in standings(run, register):
        standard, totals = standing.standard, standing.totals
        first = Styled(inert(standard.title.say(language)))
        if totals.failed or totals.not_evaluated or not totals.in_scope:
            first.append(f"\n{standard.id}", style="dim")
        why = not_evaluated_in_words(standing).say(language)
        if why and not is_wide:
            first.append(f"\n{say('未评价：', 'not evaluated: ')}{why}", style="dim")
        cells = [
            first,
            Styled(GRADE[standard.grade].say(language), style=_STYLE[standard.grade]),
            Styled(count(totals.failed), style="bold red" if totals.failed else "dim"),
            Styled(count(totals.passed)),
            Styled(count(totals.not_evaluated), style="yellow" if totals.not_evaluated else "dim"),
        ]
        table.add_row(*cells, *([Styled(why)] if is_wide else []))
    return table


def _print_grave(console: Console, grave: Grave, language: str) -> None:
    finding = grave.finding
    line = Styled()
    line.append(f"{GRADE[finding.grade].say(language)} ", style=_STYLE[finding.grade])
    line.append(f"{finding.key[:SHORT]}  ", style="cyan")
    line.append(grave.sentence.say(language))
    console.print(Padding(line, (0, 0, 0, 2)))


def _times(run: Run, language: str) -> str:
    total = sum(run.seconds.values())
    longest = sorted(run.seconds.items(), key=lambda item: -item[1])[:3]
    parts = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in longest)
    if language == "zh":
        return f"比对用时 {total:.1f} 秒，其中 {parts.replace(' s', ' 秒')}。"
    return f"Judged in {total:.1f} s, of which {parts}."
