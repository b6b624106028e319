"""``zhunsheng register impact``, ``stale``: what a change of law touches, what lags behind."""

from __future__ import annotations

from typing import Annotated

import typer

from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson
from zhunsheng.cli.register import Day, Folder
from zhunsheng.cli.run import day_asked
from zhunsheng.cli.session import session_of
from zhunsheng.flow import impact_of, load_register
from zhunsheng.model.text import Text
from zhunsheng.register import KINDS, Touched, law_named, stale, who_must_agree

IMPACT_HELP = both(
    "法律修改的影响：列出以某法（某条）为依据的权责、岗位、流程图、风险点、标准和时限，"
    "以及须会签的岗位。",
    "What a change of law touches: every power, post, chart, risk point, standard and clock "
    "that rests on it, and who has to agree.",
)
IMPACT_EXAMPLE = both(
    "zhunsheng register impact registers/traffic-fines cds:201 --from 2010-08-13",
    "zhunsheng register impact registers/traffic-fines cds:201 --from 2010-08-13",
)


def impact_command(
    context: typer.Context,
    register: Folder,
    law: Annotated[
        str,
        typer.Argument(
            metavar="LAW[:ARTICLE]",
            help=both("法律（标识或简称），可加条款", "a law by id or short title, and an article"),
        ),
    ],
    since: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DATE", help=both("自何日起，默认今日", "from which day; today")
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    loaded = load_register(register)
    name, _, article = law.partition(":")
    found = law_named(loaded, name)
    day = day_asked(since) if since is not None else session.today
    touched = impact_of(loaded, found, article=article or None, since=day)
    agree = who_must_agree(touched)
    if as_json:
        session.give({"law": found.id, "article": article or None, "from": day,
                      "touched": [_data(one) for one in touched],
                      "must_agree": {post: [list(item) for item in items]
                                     for post, items in agree.items()}})  # fmt: skip
        return 0
    language = session.language
    section = ""
    for one in touched:
        if one.section != section:
            section = one.section
            number = sum(other.section == section for other in touched)
            session.out.print(f"\n{KINDS[section].say(language)} ({number})", style="bold")
        session.out.print(
            f"· {one.title.say(language)} [{one.item}] {one.why.say(language)}",
            soft_wrap=True,
            markup=False,
            style=None if one.direct else "dim",
        )
    if not touched:
        session.tell("没有以此为依据的事项。", "Nothing rests on it.")
        return 0
    titles = {post.id: post.title for post in loaded.posts}
    session.out.print()
    session.tell("须会签：", "Who has to agree:")
    for post, items in agree.items():
        title = titles.get(post, Text(post, post)).say(language)
        session.out.print(f"· {title} ({len(items)})", soft_wrap=True, markup=False)
    return 0


STALE_HELP = both(
    "滞后：所引法律已修改而逾期未复核的事项（指标 P08）。",
    "What lags behind the law: items whose law changed and that nobody has reviewed in time.",
)
STALE_EXAMPLE = both(
    "zhunsheng register stale registers/traffic-fines --on 2014-01-01",
    "zhunsheng register stale registers/traffic-fines --on 2014-01-01",
)


def stale_command(
    context: typer.Context, register: Folder, on: Day = None, as_json: AsJson = False
) -> int:
    session = session_of(context)
    loaded = load_register(register)
    found = stale(loaded, on=day_asked(on) if on is not None else session.today)
    if as_json:
        session.give([{"section": one.section, "item": one.item, "law": one.law,
                       "cited": one.cited, "changed_on": one.changed_on, "due": one.due}
                      for one in found])  # fmt: skip
        return 0
    laws = {law.id: law.short or law.title for law in loaded.laws}
    for one in found:
        kind, law = KINDS[one.section], laws[one.law]
        said = Text(
            f"{kind.zh}“{one.item}”仍引{law.zh} {one.cited} 文本，该法 {one.changed_on} 已变更，"
            f"应于 {one.due} 前复核",
            f"{kind.en} {one.item!r} still cites {law.en} of {one.cited}, which changed on "
            f"{one.changed_on}; its review was due by {one.due}",
        )
        session.out.print("· " + said.say(session.language), soft_wrap=True, markup=False)
    session.tell(f"滞后 {len(found)} 项。", f"{len(found)} items lag behind.")
    return 0


def _data(one: Touched) -> dict[str, object]:
    return {
        "section": one.section,
        "item": one.item,
        "title": {"zh": one.title.zh, "en": one.title.en},
        "why": {"zh": one.why.zh, "en": one.why.en},
        "direct": one.direct,
        "posts": one.posts,
    }
