"""An explanation on the terminal: the standard, the law, the sentence, the rows, the test."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from zhunsheng.hearing import Evidence, Explanation
from zhunsheng.hearing.inert import inert
from zhunsheng.model.act import Act
from zhunsheng.model.plan import Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import REASON_TEXT
from zhunsheng.model.words import Words
from zhunsheng.report.words import GRADE, LEADS, LINE

_NOT_KEPT = Text("（未记录）", "(not recorded)")


def print_explanation(
    console: Console, found: Explanation, *, words: Words, zone: str, language: str
) -> None:
    """``words``: what the register calls things. ``zone``: the legal zone times are given in."""

    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    finding = found.finding
    console.print(Styled(found.sentence.say(language), style="bold"))
    console.print()
    posts = say("、", ", ").join(
        inert(words.value("post", post).say(language)) for post in found.standard.posts
    )
    rows = [
        (say("线索编号", "Key"), finding.key),
        (
            say("内控标准", "Standard"),
            inert(found.standard.title.say(language))
            + say(
                f"（{finding.standard}，{finding.since}起的版本）",
                f" ({finding.standard}, version from {finding.since})",
            )
            + ("" if found.standard.verified else say("〔待核实〕", " [to be verified]")),
        ),
        (say("等级", "Grade"), GRADE[finding.grade].say(language)),
        (say("由谁处理", "Handled by"), LINE[finding.line].say(language)),
        (say("所涉岗位", "Posts"), posts),
        (say("结论", "Outcome"), REASON_TEXT[finding.reason].say(language)),
    ]
    if finding.observed is not None:
        rows.append(
            (say("实际", "Observed"), f"{finding.observed:g}{unit(found.rule).say(language)}")
        )
    if finding.allowed is not None:
        rows.append(
            (say("限值", "Allowed"), f"{finding.allowed:g}{unit(found.rule).say(language)}")
        )
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=1)
    for left, right in rows:
        table.add_row(left, Styled(right))
    console.print(table)
    console.print()
    console.print(Styled(say("依据（行为当日有效的条文）", "The law on that day"), style="bold"))
    for one in found.basis:
        line = Styled(inert(one.carries.say(language)) + say("：", ": "), style="dim")
        line.append(inert(one.in_words().say(language)), style="not dim")
        if one.quote:
            line.append(f" “{inert(one.quote)}”", style="not dim italic")
        console.print(Padding(line, (0, 0, 0, 2)))
    console.print()
    console.print(
        Styled(
            say(f"所据的原始行（时间按 {zone}）", f"The rows it rests on (times in {zone})"),
            style="bold",
        )
    )
    _print_rows(console, found.evidence, words, language)
    console.print()
    console.print(_test(found, language))
    console.print(
        say("所用查询：加 --sql，可在 DuckDB 中直接运行。", "The query: --sql; DuckDB runs it."),
        style="dim",
    )
    console.print(LEADS.say(language), style="italic")


def _print_rows(
    console: Console, evidence: tuple[Evidence, ...], words: Words, language: str
) -> None:
    for one in evidence:
        line = Styled(f"{when(one)}  ")
        line.append(inert(words.activity(one.act.activity).say(language)), style="bold")
        line.append(f"  {inert(str(one.act.subject_id))}")
        line.append(f"  {people(one.act, words).say(language)}", style="cyan")
        console.print(Padding(line, (0, 0, 0, 2)))
        if one.act.attributes:
            console.print(
                Padding(Styled(fields(one.act, words).say(language)), (0, 0, 0, 4)), style="dim"
            )
        console.print(Padding(Styled(origin(one).say(language)), (0, 0, 0, 4)), style="dim")


def unit(rule: Rule) -> Text:
    """What the numbers of a rule's findings count: days or hours for periods, else as recorded."""
    if rule.shape != "overdue":
        return Text("", "")
    within = rule.parameters.within
    is_hours = within is None or within.period.unit == "hours"
    return Text("小时", " hours") if is_hours else Text("日", " days")


def when(one: Evidence) -> str:
    """The wall clock in the legal zone; without the hour where the source gives days only."""
    at = one.happened_at
    if (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0):
        return at.date().isoformat()
    return at.isoformat(sep=" ", timespec="seconds")


def people(act: Act, words: Words, offices: Mapping[str, Text] | None = None) -> Text:
    """Who did it, at which post and office, as far as it is recorded."""
    post = words.value("post", act.post) if act.post is not None else None
    office = (offices or {}).get(act.office or "") or (
        Text(act.office, act.office) if act.office is not None else None
    )
    officer = Text(act.officer, act.officer) if act.officer is not None else None
    said = [one for one in (officer, post, office) if one is not None]
    if not said:
        return _NOT_KEPT
    return Text("，".join(inert(one.zh) for one in said), ", ".join(inert(one.en) for one in said))


def fields(act: Act, words: Words) -> Text:
    """The act's attributes in one line, in the register's words."""
    said = [
        (
            words.field_name(name),
            words.value(name, value)
            if isinstance(value, str)
            else Text(f"{value.normalize():f}", f"{value.normalize():f}"),
        )
        for name, value in sorted(act.attributes.items())
    ]
    return Text(
        "；".join(inert(f"{name.zh} {value.zh}") for name, value in said),
        "; ".join(inert(f"{name.en} {value.en}") for name, value in said),
    )


def origin(one: Evidence) -> Text:
    """The file and row it came from."""
    file = inert(one.file)
    if one.row is None:
        return Text(file, file)
    return Text(f"{file} 第{one.row}行", f"{file}, row {one.row}")


def _test(found: Explanation, language: str) -> Styled:
    if found.stands:
        text = Text(
            "仅凭以上各行重新比对，结论相同。",
            "Judged again from these rows alone, the outcome is the same.",
        )
        said = Styled("✓ " + text.say(language), style="green")
        if found.has_grown:
            grown = Text(
                "比对之后数据有变，重新比对后结论可能改变：zhunsheng run",
                "The trace has changed since the run; another may say otherwise: zhunsheng run",
            )
            said.append("\n" + grown.say(language), style="yellow")
        return said
    if found.has_grown:
        text = Text(
            "比对之后数据或缺口登记有变，按现在所知结论不同：请重新比对（zhunsheng run）后再处理。",
            "The trace or its known gaps changed since the run, and by what is known now the "
            "outcome differs: run again (zhunsheng run) before you act on it.",
        )
        return Styled("! " + text.say(language), style="bold yellow")
    text = Text(
        "仅凭以上各行重新比对，结论不同：请勿据此处理，并报告维护者。",
        "Judged again from these rows alone, the outcome differs: do not act on it, and report it.",
    )
    return Styled("✗ " + text.say(language), style="bold red")
