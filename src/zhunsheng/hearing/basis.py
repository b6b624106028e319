"""The law a finding rests on: what was in force on the day of the act it hangs on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhunsheng.model.law import Basis, article_in_words
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard, StandardVersion
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.standards.explain import period_in_words

STANDARD = Text("内控标准", "standard")


@dataclass(frozen=True, slots=True)
class Cited:
    """An article, and what it carries. ``edition``: that of the law which the register cites for
    it; ``in_force``: the law's edition on the day of the act (other articles may have changed)."""

    carries: Text
    law: Text
    article: str
    edition: dt.date | None
    in_force: dt.date | None
    quote: str | None
    verified: bool

    def in_words(self) -> Text:
        article = article_in_words(self.article)
        zh = f"{self.law.zh}{article.zh}"
        en = f"{self.law.en}, {article.en}" if article.en else self.law.en
        if self.edition is not None:
            zh, en = f"{zh}（{self.edition}文本", f"{en} (text of {self.edition}"
            if self.in_force is not None and self.in_force != self.edition:
                zh = f"{zh}；当日该法为{self.in_force}修订"
                en = f"{en}; the law then stood as amended {self.in_force}"
            zh, en = f"{zh}）", f"{en})"
        if not self.verified:
            zh, en = f"{zh}〔待核实〕", f"{en} [to be verified]"
        return Text(zh, en)


def cited(
    register: Register, standard: Standard, version: StandardVersion, *, on: dt.date
) -> tuple[Cited, ...]:
    """The articles under the standard itself, then those under its clock and its table."""
    found = list(_cite(register, STANDARD, version.basis, on=on))
    for clock in register.clocks:
        if _names(version, "clock", clock.id):
            for span in clock.versions:
                if on in span.validity:
                    period = period_in_words(span.period)
                    carries = Text(
                        f"时限“{clock.title.zh}”：{period.zh}（{_since(span.validity).zh}）",
                        f"clock “{clock.title.en}”: {period.en} ({_since(span.validity).en})",
                    )
                    found += _cite(register, carries, span.basis, on=on)
    for table in register.tables:
        if version.parameters.get("table") == table.id:
            for row in table.versions:
                if on in row.validity:
                    carries = Text(f"幅度表“{table.title.zh}”", f"table “{table.title.en}”")
                    found += _cite(register, carries, row.basis, on=on)
    return tuple(found)


def _cite(
    register: Register, carries: Text, basis: Iterable[Basis], *, on: dt.date
) -> Iterator[Cited]:
    laws = {law.id: law for law in register.laws}
    for one in basis:
        law = laws.get(one.law)
        begun = [day for day in law.editions if day <= on] if law is not None else []
        yield Cited(
            carries=carries,
            law=law.title if law is not None else Text(one.law, one.law),
            article=one.article,
            edition=one.edition or max(begun, default=None),
            in_force=max(begun, default=None),
            quote=one.quote,
            verified=one.verified and (law is None or law.verified),
        )


def _names(version: StandardVersion, key: str, item: str) -> bool:
    """Whether a parameter of the version refers to an item: ``within: {clock: notify}``."""
    return any(
        isinstance(value, dict) and value.get(key) == item for value in version.parameters.values()
    )


def _since(validity: Validity) -> Text:
    if validity.end is None:
        return Text(f"{validity.start}起", f"from {validity.start}")
    return Text(
        f"{validity.start}起、{validity.end}前", f"from {validity.start}, before {validity.end}"
    )
