"""The statutes the register of the Chinese customs rests on, read article by article.

The texts are looked up in the shared data and never shipped with the project.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from shared_data import DATA

LAWS = DATA / "laws"
TEXTS: dict[str, dict[str, str]] = {
    "hgf": {"2021-04-29": "海关法(2021-04-29)"},
    "gsf": {"2024-12-01": "关税法(2024-04-26)"},
    "gstl": {"2017-03-01": "进出口关税条例(2017-03-01)"},
    "cftl": {"2004-11-01": "海关行政处罚实施条例(2004-09-19)"},
    "jctl": {"2016-10-01": "海关稽查条例(2016-06-19)"},
    "dbtl": {"2018-03-19": "海关事务担保条例(2018-03-19)"},
    "tjtl": {"2006-03-01": "海关统计条例(2005-12-25)"},
    "zbtl": {"2018-03-19": "知识产权海关保护条例(2018-03-19)"},
    "gxtl": {"2003-02-28": "海关关衔条例(2003-02-28)"},
    "sjf": {"2021-04-29": "进出口商品检验法(2021-04-29)"},
    "djf": {"2009-08-27": "进出境动植物检疫法(2009-08-27)"},
    "djtl": {"1997-01-01": "进出境动植物检疫法实施条例(1996-12-02)"},
    "wjf": {
        "2018-04-27": "国境卫生检疫法(2018-04-27)",
        "2025-01-01": "国境卫生检疫法(2024-06-28)",
    },
    "spf": {"2021-04-29": "食品安全法(2021-04-29)"},
    "dsf": {"2018-10-26": "船舶吨税法(2018-10-26)"},
    "ycdtl": {"2019-03-02": "进出口货物原产地条例(2019-03-02)"},
    "bsqbf": {"2011-01-08": "保税区海关监管办法(2011-01-08)"},
    "cff": {"2021-07-15": "行政处罚法(2021-01-22)"},
    "qzf": {"2012-01-01": "行政强制法(2011-06-30)"},
    "xkf": {"2019-04-23": "行政许可法(2019-04-23)"},
    "fyf": {"2018-01-01": "行政复议法(2017-09-01)", "2024-01-01": "行政复议法(2023-09-01)"},
    "fytl": {"2007-08-01": "行政复议法实施条例(2007-05-29)"},
    "xsf": {"2017-07-01": "行政诉讼法(2017-06-27)"},
    "gpf": {"2013-01-01": "国家赔偿法(2012-10-26)"},
    "gktl": {"2019-05-15": "政府信息公开条例(2019-04-03)"},
    "gwyf": {"2019-06-01": "公务员法(2018-12-29)"},
    "zwcff": {"2020-07-01": "公职人员政务处分法(2020-06-20)"},
    "jcf": {"2025-06-01": "监察法(2024-12-25)"},
}
"""Law → day an edition took effect → title of its text. (Of sjtl only a fragment is at hand.)"""

REWORDED: dict[tuple[str, str], tuple[str, frozenset[int]]] = {
    ("cftl", "2022-05-01"): ("2004-11-01", frozenset({11, 17, *range(26, 32), 49, 62})),
    ("jctl", "2022-05-01"): ("2016-10-01", frozenset({30, 31})),
    ("tjtl", "2022-05-01"): ("2006-03-01", frozenset({3, 6, 10})),
}
"""Editions made by State Council decree no. 752: the text at hand, and what it reworded."""

_ARTICLE = re.compile(r"^第([零一二三四五六七八九十百]+)条[\s　]*(.*)$")
_ITEM = re.compile(r"^[（(]([一二三四五六七八九十]+)[）)]")
_CITED = re.compile(r"(\d+)(?:-(\d+))?((?:\(\w+\))*)")


def number(words: str) -> int:
    """A number as statutes write it: 一百零三 is 103."""
    total = ones = 0
    for sign in words:
        if sign in "十百":
            total += (ones or 1) * (10 if sign == "十" else 100)
            ones = 0
        else:
            ones = "零一二三四五六七八九".index(sign)
    return total + ones


@dataclass(frozen=True)
class Article:
    """An article's lines: its paragraphs and, each on a line of its own, their items."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def parts(self, place: int) -> Iterator[str]:
        """What "(n)" after an article's number may mean: its paragraph n, or its item n."""
        paragraphs: list[list[str]] = []
        items: dict[int, list[str]] = {}
        item: list[str] | None = None
        for line in self.lines:
            labelled = _ITEM.match(line)
            if labelled and paragraphs:
                paragraphs[-1].append(line)
                item = items.setdefault(number(labelled[1]), [])
            else:
                paragraphs.append([line])
            if item is not None:
                item.append(line)
        if place <= len(paragraphs):
            yield "\n".join(paragraphs[place - 1])
        if place in items:
            yield "\n".join(items[place])


@cache
def articles(title: str) -> dict[int, Article]:
    """The articles of a statute by number."""
    body = (LAWS / f"{title}.md").read_text(encoding="utf-8").split("<!-- INFO END -->")[-1]
    found: dict[int, list[str]] = {}
    lines: list[str] = []
    for line in body.splitlines():
        begins = _ARTICLE.match(line.strip())
        if begins:
            lines = found.setdefault(number(begins[1]), [])
            line = begins[2]
        elif line.startswith("#"):
            continue
        if line.strip():
            lines.append(line.strip())
    return {cited: Article(tuple(text)) for cited, text in found.items()}


def title_of(law: str, edition: dt.date | None, article: str) -> str | None:
    """The text in which to look an article up; ``None`` where none is at hand."""
    if edition is None:
        return None
    day = edition.isoformat()
    earlier, reworded = REWORDED.get((law, day), (day, frozenset()))
    if reworded.intersection(numbers(article)):
        return None
    title = TEXTS.get(law, {}).get(earlier)
    return title if title is not None and (LAWS / f"{title}.md").is_file() else None


def numbers(article: str) -> range:
    """The articles that "6(4)" or "12-13" names; none for "-" (a rule as a whole)."""
    cited = _CITED.fullmatch(article)
    if cited is None:
        return range(0)
    return range(int(cited[1]), int(cited[2] or cited[1]) + 1)


def place_in(article: str) -> int | None:
    """The paragraph or item named first in brackets, if any."""
    cited = _CITED.fullmatch(article)
    brackets = re.findall(r"\((\d+)\)", cited[3]) if cited else []
    return int(brackets[0]) if brackets else None


def fault(law: str, edition: dt.date | None, article: str, quote: str | None) -> str | None:
    """What is wrong with a citation that can be looked up: ``None`` if nothing is."""
    title = title_of(law, edition, article)
    if title is None:
        raise LookupError(f"no text of {law} {edition} is at hand for article {article}")
    text = articles(title)
    cited = numbers(article)
    missing = [each for each in cited if each not in text]
    if missing:
        return f"{title} has no article {missing[0]}"
    if quote is None:
        return None
    if not any(quote in text[each].text for each in cited):
        elsewhere = [each for each, found in text.items() if quote in found.text]
        return f"not in article {article} of {title}, but in {elsewhere or 'none'}: {quote}"
    place = place_in(article)
    if place is not None and not any(quote in part for part in text[cited[0]].parts(place)):
        return f"not in paragraph or item {place} of article {cited[0]} of {title}: {quote}"
    return None
