"""What a run covers: per domain of powers and per line of defence, and what was not judged at all.

The domains of powers (业务领域) are those by which the customs, like most authorities, divide their
functional departments: every standard rests on one power and so has one domain and one department
that answers for it. (The groups of the catalogue of indicators cut across departments, and a
standard need not serve any indicator.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhunsheng.flow import Run
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import REASON_TEXT, Reason
from zhunsheng.report.leads import domain_of
from zhunsheng.report.standing import Standing
from zhunsheng.report.words import LINE, OTHER_DOMAIN


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a run's standards together. ``waiting``: those that are not judged by at all,
    because a value is still open; they are none of ``standings``."""

    id: str
    title: Text
    standings: tuple[Standing, ...]
    waiting: int

    @property
    def with_findings(self) -> tuple[Standing, ...]:
        return tuple(one for one in self.standings if one.totals.failed)

    @property
    def kept(self) -> tuple[Standing, ...]:
        """Standards that something was judged by and nothing failed."""
        return tuple(o for o in self.standings if o.totals.in_scope and not o.totals.failed)

    @property
    def unjudged(self) -> tuple[Standing, ...]:
        """Standards to which nothing in the data applies."""
        return tuple(one for one in self.standings if not one.totals.in_scope)

    @property
    def passed(self) -> int:
        return sum(one.totals.passed for one in self.standings)

    @property
    def failed(self) -> int:
        return sum(one.totals.failed for one in self.standings)

    @property
    def not_evaluated(self) -> int:
        return sum(one.totals.not_evaluated for one in self.standings)

    @property
    def in_scope(self) -> int:
        return self.passed + self.failed + self.not_evaluated

    def share(self, number: int) -> float:
        """A part of what is in scope, in percent; a part that is not empty never shows as none."""
        return max(0.6, 100 * number / self.in_scope) if number else 0.0


def by_domain(standings: Sequence[Standing], run: Run, register: Register) -> list[Part]:
    """The domains that have standards, in the order of the register's list."""
    domains = domain_of(register)
    titles = domain_titles(register)
    waiting = Counter(domains[name] for name in only_waiting(run) if name in domains)
    held: dict[str, list[Standing]] = {}
    for one in standings:
        held.setdefault(domains[one.standard.id], []).append(one)
    used = [name for name in titles if name in held or waiting[name]]
    used += sorted(name for name in held if name not in titles)
    return [
        Part(
            name,
            titles.get(name, OTHER_DOMAIN if not name else Text(name, name)),
            tuple(held.get(name, ())),
            waiting[name],
        )
        for name in used
    ]


def by_line(standings: Sequence[Standing], run: Run, register: Register) -> list[Part]:
    """The three lines of defence."""
    lines = {standard.id: standard.line for standard in register.standards}
    waiting = Counter(lines[name] for name in only_waiting(run) if name in lines)
    return [
        Part(
            str(line),
            title,
            tuple(one for one in standings if one.standard.line == line),
            waiting[line],
        )
        for line, title in LINE.items()
    ]


def domain_titles(register: Register) -> Mapping[str, Text]:
    """Domain → what it is called, in the register's order."""
    table = register.code_table("domains")
    return {code.id: code.title for code in table.codes} if table is not None else {}


def only_waiting(run: Run) -> list[str]:
    """Standards no day of which was judged by, since a value nobody has decided is missing."""
    judged = {one.standard for one in run.standards}
    return [name for name in dict.fromkeys(o.standard for o in run.waiting) if name not in judged]


def why_not_evaluated(run: Run) -> list[tuple[Text, int]]:
    """The reasons why judgements could not be made, over all standards."""
    found: Counter[Reason] = Counter()
    for totals in run.standards:
        for name, number in totals.reasons:
            if Reason[name] >= Reason.FIELD_MISSING:
                found[Reason[name]] += number
    return [(REASON_TEXT[reason], number) for reason, number in found.most_common()]
