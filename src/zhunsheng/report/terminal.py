"""A run on the terminal: per standard what became of it, then what to read first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from zhunsheng.flow import Run, StandardTotals
from zhunsheng.hearing.finding import SHORT
from zhunsheng.hearing.inert import inert
from zhunsheng.model.moment import day_of
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import REASON_TEXT, Reason
from zhunsheng.report.gravest import Grave
from zhunsheng.report.words import GRADE, GRADE_ORDER, LEADS, NOTHING_IN_SCOPE, count

_STYLE = {"high": "bold red", "medium": "yellow", "low": "default"}
_WIDE = 110
"""Columns from which on the reasons have a column of their own."""


def print_summary(
    console: Console, run: Run, register: Register, graves: Sequence[Grave], *, language: str
) -> None:
    """The whole summary, as wide as the console."""

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
                "逐条查看依据和原始行：zhunsheng explain 编号",
                "For the law and the rows of one: zhunsheng explain KEY",
            ),
            style="dim",
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
    console.print(LEADS.say(language), style="italic")
    console.print(_times(run, language), style="dim")


def _table(console: Console, run: Run, register: Register, language: str) -> Table:
    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    by_id = {standard.id: standard for standard in register.standards}
    table = Table(box=None, padding=(0, 2, 0, 0), expand=False, header_style="bold")
    table.add_column(say("内控标准", "Standard"), ratio=1, min_width=24)
    table.add_column(say("等级", "Grade"), no_wrap=True)
    for name in (("不符合", "Fail"), ("符合", "Pass"), ("未评价", "Not eval.")):
        table.add_column(say(*name), justify="right", no_wrap=True)
    is_wide = console.width >= _WIDE
    if is_wide:
        table.add_column(say("未评价的原因", "Why not evaluated"), ratio=1)
    for totals in in_order(run, register):
        standard = by_id[totals.standard]
        first = Styled(inert(standard.title.say(language)))
        if totals.failed or totals.not_evaluated or not totals.in_scope:
            first.append(f"\n{standard.id}", style="dim")
        why = not_evaluated_in_words(totals).say(language)
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


def in_order(run: Run, register: Register) -> list[StandardTotals]:
    """The standards of a run: those with findings first, by grade, then by how many."""
    grade = {standard.id: GRADE_ORDER[standard.grade] for standard in register.standards}
    return sorted(
        run.standards,
        key=lambda t: (t.failed == 0, grade[t.standard], -t.failed, t.standard),
    )


def not_evaluated_in_words(totals: StandardTotals) -> Text:
    """Why judgements could not be made, with how many each; empty if all could."""
    if not totals.in_scope:
        return NOTHING_IN_SCOPE
    said = [
        (REASON_TEXT[Reason[name]], n)
        for name, n in totals.reasons
        if Reason[name] >= Reason.FIELD_MISSING
    ]
    return Text(
        "；".join(f"{text.zh} {count(n)}" for text, n in said),
        "; ".join(f"{text.en} {count(n)}" for text, n in said),
    )


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
