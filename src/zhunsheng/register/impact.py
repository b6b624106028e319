"""What a change of law touches: everything that rests on an article, and what hangs on that.

Direct is what cites the article. From there it spreads: to the standards that count by a clock or
a table, to the posts, charts, risk points and standards of a power, to the risk points a standard
watches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhunsheng.model.errors import RegisterError, problem
from zhunsheng.model.law import Basis, Law, article_in_words
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.register.names import KINDS
from zhunsheng.register.shapes import Parameters, read_parameters, referred

Item = tuple[str, str]
"""Section and id."""

ORDER = (
    "powers", "posts", "charts", "risk_points", "standards", "clocks", "tables", "indicators",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChartUse:
    """What the register needs to know of a chart: its title, and the clocks it waits by."""

    title: Text
    clocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """An item the change touches. ``why``: the citation, or the item it hangs on; ``direct``:
    whether it cites the article itself. ``posts``: who has to agree, post ids."""

    section: str
    item: str
    title: Text
    why: Text
    direct: bool
    posts: tuple[str, ...]


def law_named(register: Register, name: str) -> Law:
    """The law with this id, title or short title. Raises RegisterError for none."""
    for law in register.laws:
        titles = [law.title, *([law.short] if law.short else [])]
        if name == law.id or any(name in (title.zh, title.en) for title in titles):
            return law
    raise RegisterError(
        (
            problem(
                "law-unknown",
                (f"权责清单中没有“{name}”", f"the register knows no law {name!r}"),
                mend=(
                    "用 laws.yaml 中的标识、名称或简称",
                    "use an id, title or short title of laws.yaml",
                ),
            ),
        )
    )


def impact(
    register: Register,
    law: Law,
    *,
    article: str | None = None,
    since: dt.date,
    parameters: Parameters,
    charts: Mapping[str, ChartUse],
) -> list[Touched]:
    """What rests on ``law`` (on one ``article``) on or after the day ``since``.

    ``charts``: chart → its title and its clocks. Sorted by section, what is direct first.
    """
    hangs = _hanging(register, since, parameters, charts)
    titles = _titles(register, charts)
    found: dict[Item, tuple[Text, bool]] = {}
    queue: list[Item] = []
    for item, basis in _citing(register, law.id, article, since):
        if item not in found:
            found[item] = (
                Text(f"依据 {_said(law, basis).zh}", f"cites {_said(law, basis).en}"),
                True,
            )
            queue.append(item)
    while queue:
        item = queue.pop(0)
        for dependant in hangs.get(item, ()):
            if dependant not in found:
                found[dependant] = (_because(item, titles), False)
                queue.append(dependant)
    owners = _owners(register, since)
    touched = [
        Touched(section, name, titles[section, name], why, direct, owners.get((section, name), ()))
        for (section, name), (why, direct) in found.items()
        if section in ORDER
    ]
    return sorted(touched, key=lambda one: (ORDER.index(one.section), not one.direct, one.item))


def who_must_agree(touched: Iterable[Touched]) -> dict[str, list[Item]]:
    """Post → the touched items it answers for."""
    found: dict[str, list[Item]] = {}
    for one in touched:
        for post in one.posts:
            found.setdefault(post, []).append((one.section, one.item))
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def _citing(
    register: Register, law: str, article: str | None, since: dt.date
) -> Iterator[tuple[Item, Basis]]:
    for section in ("powers", "clocks", "tables", "standards"):
        for item in getattr(register, section):
            for version in item.versions:
                if _in_force_from(version, since):
                    yield from _matching((section, item.id), version.basis, law, article)
    for post in register.posts:
        for grant in post.grants:
            if _in_force_from(grant, since):
                yield from _matching(("posts", post.id), grant.basis, law, article)
    for indicator in register.indicators:
        yield from _matching(("indicators", indicator.id), indicator.basis, law, article)


def _matching(
    item: Item, bases: Iterable[Basis], law: str, article: str | None
) -> Iterator[tuple[Item, Basis]]:
    for basis in bases:
        if basis.law == law and (article is None or _article(basis.article) == _article(article)):
            yield item, basis


def _article(written: str) -> str:
    """The article without paragraph and item: 6(4) is of article 6."""
    return written.split("(")[0].strip()


def _in_force_from(dated: Any, since: dt.date) -> bool:
    return dated.validity.end is None or dated.validity.end > since


def _hanging(
    register: Register,
    since: dt.date,
    parameters: Parameters,
    charts: Mapping[str, ChartUse],
) -> dict[Item, list[Item]]:
    """Item → what hangs on it."""
    hangs: dict[Item, list[Item]] = {}

    def hang(on: Item, what: Item) -> None:
        hangs.setdefault(on, []).append(what)

    for power in register.powers:
        if power.chart is not None:
            hang(("powers", power.id), ("charts", power.chart))
        for clock in power.clocks:
            hang(("clocks", clock), ("powers", power.id))
    for chart, use in charts.items():
        for clock in use.clocks:
            hang(("clocks", clock), ("charts", chart))
    for post in register.posts:
        for grant in post.grants:
            if _in_force_from(grant, since):
                hang(("powers", grant.power), ("posts", post.id))
    for standard in register.standards:
        hang(("powers", standard.power), ("standards", standard.id))
        for version in standard.versions:
            read = read_parameters(version, parameters, register)
            for section, name in referred(read) if read is not None else ():
                if section in ("clocks", "tables"):
                    hang((section, name), ("standards", standard.id))
    for point in register.risk_points:
        hang(("powers", point.power), ("risk_points", point.id))
        for name in point.standards:
            hang(("standards", name), ("risk_points", point.id))
    return hangs


def _owners(register: Register, since: dt.date) -> dict[Item, tuple[str, ...]]:
    """Item → the posts that answer for it: holders of a power, owners of a standard or risk."""
    holders: dict[str, list[str]] = {}
    for post in register.posts:
        for grant in post.grants:
            if _in_force_from(grant, since):
                holders.setdefault(grant.power, []).append(post.id)
    found: dict[Item, tuple[str, ...]] = {}
    for power in register.powers:
        posts = tuple(dict.fromkeys(holders.get(power.id, ())))
        found["powers", power.id] = posts
        if power.chart is not None:
            found["charts", power.chart] = tuple(
                dict.fromkeys((*found.get(("charts", power.chart), ()), *posts))
            )
    for standard in register.standards:
        found["standards", standard.id] = standard.posts
    for point in register.risk_points:
        found["risk_points", point.id] = (point.post,)
    for post in register.posts:
        found["posts", post.id] = (post.id,)
    return found


def _titles(register: Register, charts: Mapping[str, ChartUse]) -> dict[Item, Text]:
    found = {
        (section, item.id): item.title
        for section in ORDER
        if section != "charts"
        for item in getattr(register, section)
    }
    named = {("charts", power.chart): power.title for power in register.powers if power.chart}
    return found | named | {("charts", name): use.title for name, use in charts.items()}


def _because(item: Item, titles: Mapping[Item, Text]) -> Text:
    kind, title = KINDS[item[0]], titles.get(item, Text(item[1], item[1]))
    return Text(f"{kind.zh}“{title.zh}”受影响", f"{kind.en} “{title.en}” is touched")


def _said(law: Law, basis: Basis) -> Text:
    short = law.short or law.title
    article = article_in_words(basis.article)
    return Text(f"{short.zh}{article.zh}", f"{short.en} {article.en}".rstrip())
