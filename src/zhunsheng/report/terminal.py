"""A run on the terminal: what became of it by standard (of many: by domain), what to read first."""

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
from zhunsheng.report.coverage import Part, by_domain, by_line
from zhunsheng.report.gravest import Grave, alike_in_words
from zhunsheng.report.standing import Standing, not_evaluated_in_words, standings
from zhunsheng.report.words import GRADE, LEADS, MANY, count

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
    standing = standings(run, register)
    found = sum(1 for one in standing if one.totals.failed)
    console.print(
        say(
            f"截至 {day} · {len(run.standards)} 项内控标准，其中 {found} 项查出线索 · "
            f"线索 {count(run.findings)} 条",
            f"as of {day} · {len(run.standards)} standards, {found} with findings · "
            f"{count(run.findings)} findings",
        )
    )
    console.print()
    if len(standing) <= MANY:
        console.print(_table(console, standing, language))
    else:
        console.print(_parts(by_line(standing, run, register), language))
        console.print()
        console.print(_parts(by_domain(standing, run, register), language))
    if graves:
        console.print()
        console.print(Styled(say("先看这些", "Read these first"), style="bold"))
        console.print(Padding(_graves(graves, language), (0, 0, 0, 2)))
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


def _parts(parts: Sequence[Part], language: str) -> Table:
    """Domains or lines: what was judged, how it ended, and standards with nothing to judge."""
    table = Table(box=None, padding=(0, 2, 0, 0), expand=False, header_style="bold")
    table.add_column("", ratio=1, min_width=14)
    for zh, en in (
        ("标准", "Standards"),
        ("查出线索", "found"),
        ("无适用行为", "nothing to judge"),
        ("不符合", "Fail"),
        ("符合", "Pass"),
        ("未评价", "Not eval."),
    ):
        table.add_column(zh if language == "zh" else en, justify="right")
    for part in parts:
        table.add_row(
            inert(part.title.say(language)),
            count(len(part.standings) + part.waiting),
            count(len(part.with_findings)),
            count(len(part.unjudged)),
            Styled(count(part.failed), style="bold red" if part.failed else "dim"),
            count(part.passed),
            Styled(count(part.not_evaluated), style="yellow" if part.not_evaluated else "dim"),
        )
    return table


def _table(console: Console, standing: Sequence[Standing], language: str) -> Table:
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
    for one in standing:
        standard, totals = one.standard, one.totals
        first = Styled(inert(standard.title.say(language)))
        if totals.failed or totals.not_evaluated or not totals.in_scope:
            first.append(f"\n{standard.id}", style="dim")
        why = not_evaluated_in_words(one).say(language)
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


def _graves(graves: Sequence[Grave], language: str) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(ratio=1, overflow="fold")
    for grave in graves:
        grade = grave.finding.grade
        line = Styled(grave.sentence.say(language))
        if grave.is_first:
            space = "" if language == "zh" else " "
            line.append(f"{space}{alike_in_words(grave).say(language)}", style="dim")
        table.add_row(
            Styled(GRADE[grade].say(language), style=_STYLE[grade]),
            grave.finding.key[:SHORT],
            line,
        )
    return table


def _times(run: Run, language: str) -> str:
    total = sum(run.seconds.values())
    longest = sorted(run.seconds.items(), key=lambda item: -item[1])[:3]
    if language == "zh":
        parts = "、".join(f"{name} {seconds:.1f} 秒" for name, seconds in longest)
        return f"比对用时 {total:.1f} 秒，其中 {parts}。"
    parts = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in longest)
    return f"Judged in {total:.1f} s, of which {parts}."
