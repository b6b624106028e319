"""A register → what of it is public. The only file that decides what leaves the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from zhunsheng.charts import Chart, read
from zhunsheng.model.clock import Clock
from zhunsheng.model.errors import Problem, RegisterError, problem
from zhunsheng.model.law import Basis, Law
from zhunsheng.model.power import Power, PowerVersion, PublicColumns
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.publish.chart import public_chart
from zhunsheng.publish.history import history
from zhunsheng.publish.items import Citation, Group, PublicClock, PublicLaw, PublicList, PublicPower
from zhunsheng.publish.terms import terms_used
from zhunsheng.register.digest import digest_of
from zhunsheng.register.wording import in_words

AUTHORITY = Text("办理机关", "the authority")


def public_list(register: Register, *, on: dt.date) -> PublicList:
    """What the public is told on the day ``on``: powers marked ``public`` and what they rest on.

    Raises RegisterError where no public power is in force that day, ChartError for a chart that
    cannot be read.
    """
    extraction = _Extraction(register, on)
    powers = tuple(
        extraction.power(power, version)
        for power in sorted(register.powers, key=_place_in_list)
        if power.public
        for version in power.versions
        if on in version.validity
    )
    if not powers:
        raise RegisterError((_nothing_public(register, on),))
    calendar = register.calendar
    found = PublicList(
        id=register.id,
        title=register.title,
        on=on,
        legal_zone=register.legal_zone,
        powers=powers,
        types=extraction.groups("power-types", {one.id: one.type for one in powers}),
        domains=extraction.groups("domains", {one.id: one.domain for one in powers}),
        laws=extraction.laws_under(powers),
        terms=terms_used(register.glossary, powers),
        weekend=tuple(sorted(calendar.weekend)) if calendar is not None else (),
        years=tuple(y for y in calendar.years if y.year >= on.year) if calendar is not None else (),
    )
    return replace(found, digest=digest_of(found))


def _place_in_list(power: Power) -> tuple[str, str]:
    return power.code or "", power.id


@dataclass(frozen=True)
class _Extraction:
    register: Register
    on: dt.date

    @cached_property
    def laws(self) -> dict[str, Law]:
        return {law.id: law for law in self.register.laws}

    @cached_property
    def defaults(self) -> dict[str, PublicColumns]:
        return {one.id: one.columns for one in self.register.public_defaults}

    @cached_property
    def charts(self) -> dict[str, Chart]:
        wanted = {power.chart for power in self.register.powers if power.public}
        return {name: read(Path(path)) for name, path in self.register.charts if name in wanted}

    def power(self, power: Power, version: PowerVersion) -> PublicPower:
        """One power. Its seed number, pattern of approval and place in the files stay behind."""
        levels = tuple(self.called("levels", level) for level in power.levels)
        clocks = tuple(self.clocks(power))
        chart = self.charts.get(power.chart or "")
        return PublicPower(
            id=power.id,
            code=power.code,
            title=power.title,
            subitems=power.subitems,
            type=power.type,
            domain=power.domain,
            levels=levels,
            since=version.validity.start,
            basis=self.cited(version.basis),
            limits=version.limits,
            columns=power.columns.over(self.defaults.get(power.type, PublicColumns())),
            clocks=clocks,
            chart=public_chart(chart, authority=_together(levels), periods=_periods(clocks))
            if chart is not None
            else None,
            history=history(power, self.clocks_named(power), on=self.on, cite=self.cite),
            verified=power.verified,
        )

    def clocks_named(self, power: Power) -> tuple[Clock, ...]:
        known = {clock.id: clock for clock in self.register.clocks}
        return tuple(known[name] for name in power.clocks if name in known)

    def clocks(self, power: Power) -> Iterable[PublicClock]:
        for clock in self.clocks_named(power):
            for version in clock.versions:
                if self.on in version.validity:
                    yield PublicClock(
                        clock.id,
                        clock.title,
                        version.period,
                        version.validity.start,
                        self.cited(version.basis),
                        clock.verified,
                    )

    def cited(self, basis: Iterable[Basis]) -> tuple[Citation, ...]:
        return tuple(self.cite(one) for one in basis)

    def cite(self, basis: Basis) -> Citation:
        law = self.laws.get(basis.law)
        if law is None:
            name = Text(basis.law, basis.law)
            return Citation(basis.law, name, basis.article, basis.edition, verified=False)
        return Citation(
            law=law.id,
            title=law.title,
            article=basis.article,
            edition=basis.edition,
            in_force=self.text_in_force(law),
            repealed_on=self.repealed(law),
            quote=basis.quote,
            verified=basis.verified and law.verified,
        )

    def text_in_force(self, law: Law) -> dt.date | None:
        return max((day for day in law.editions if day <= self.on), default=None)

    def repealed(self, law: Law) -> dt.date | None:
        return law.repealed_on if law.repealed_on and law.repealed_on <= self.on else None

    def called(self, table: str, code: str) -> Text:
        known = self.register.code_table(table)
        return (known.title_of(code) if known is not None else None) or Text(code, code)

    def groups(self, table: str, of: Mapping[str, str]) -> tuple[Group, ...]:
        """The codes some public power has, in the order of their table; others stay behind."""
        known = self.register.code_table(table)
        order = [code.id for code in known.codes] if known is not None else []
        used = [code for code in order if code in of.values()]
        used += sorted(set(of.values()) - set(order))
        return tuple(
            Group(code, self.called(table, code), tuple(p for p, own in of.items() if own == code))
            for code in used
        )

    def laws_under(self, powers: Iterable[PublicPower]) -> tuple[PublicLaw, ...]:
        """The laws some public power or its clocks rest on, most rested on first."""
        rests: dict[str, dict[str, dict[str, None]]] = {}
        for power in powers:
            for one in (*power.basis, *(c for clock in power.clocks for c in clock.basis)):
                rests.setdefault(one.law, {}).setdefault(power.id, {})[one.article] = None
        found = [
            PublicLaw(
                id=law.id,
                title=law.title,
                number=law.number,
                in_force=self.text_in_force(law),
                repealed_on=self.repealed(law),
                rests=tuple((power, tuple(articles)) for power, articles in rests[law.id].items()),
                verified=law.verified,
            )
            for law in self.register.laws
            if law.id in rests
        ]
        return tuple(sorted(found, key=lambda law: (-len(law.rests), law.id)))


def _together(levels: tuple[Text, ...]) -> Text:
    """Who acts in the inside lane of a public chart: levels of the authority, never a post."""
    if not levels:
        return AUTHORITY
    return Text("、".join(one.zh for one in levels), ", ".join(one.en for one in levels))


def _periods(clocks: Iterable[PublicClock]) -> dict[str, Text]:
    return {clock.id: in_words(clock.period) for clock in clocks}


def _nothing_public(register: Register, on: dt.date) -> Problem:
    return problem(
        "nothing-public",
        (
            f"{on} 没有对外公开的权责事项，无可公布",
            f"no public power of {register.id!r} is in force on {on}: nothing to publish",
        ),
        mend=(
            "在 powers.yaml 中把应当公开的事项标为 public: true，或改用 --on 指定有效日期",
            "mark powers public: true in powers.yaml, or choose another day with --on",
        ),
    )
