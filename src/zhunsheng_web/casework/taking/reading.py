"""A finished run read: every finding as a sentence, with its acts, its officers and its office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from zhunsheng.flow import Run, plan_of
from zhunsheng.hearing.evidence import Evidence, evidence_of
from zhunsheng.hearing.finding import Finding, select
from zhunsheng.hearing.saying import said
from zhunsheng.model.moment import day_of
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.register import Register
from zhunsheng.model.words import Words, words_of
from zhunsheng.report.hearing import unit
from zhunsheng.report.leads import domain_of
from zhunsheng.trace import Store
from zhunsheng_web.casework.taking.moments import aware
from zhunsheng_web.casework.taking.row import Told
from zhunsheng_web.casework.taking.rules import grouping, levels
from zhunsheng_web.casework.taking.shown import breaking, shown

SLICE = 20_000
"""Findings opened at once: their acts stay below some hundred megabytes."""


@dataclass(frozen=True)
class Source:
    """A run with what it was made of."""

    run: Run
    register: Register
    store: Store

    @cached_property
    def plan(self) -> Plan:
        return plan_of(self.register, self.store)

    @cached_property
    def words(self) -> Words:
        return words_of(self.register)

    @cached_property
    def rules(self) -> dict[tuple[str, object], list[Rule]]:
        """The rules of each version of a standard."""
        found: dict[tuple[str, object], list[Rule]] = {}
        for rule in self.plan.rules:
            found.setdefault((rule.standard, rule.since), []).append(rule)
        return found

    def rule(self, finding: Finding) -> Rule:
        """The rule that made a finding. Raises KeyError if the register holds no such version."""
        day = day_of(finding.anchor)
        for rule in self.rules[finding.standard, finding.since]:
            if day in rule.validity:
                return rule
        raise KeyError(f"{finding.standard}@{finding.since}")


def findings_of(run: Run) -> list[Finding]:
    """All findings, those of one type of subject together."""
    return select(run, "ORDER BY subject_type, finding_key")


def told(source: Source, findings: Sequence[Finding]) -> Iterator[Told]:
    """The findings opened, a slice at a time."""
    domains = domain_of(source.register)
    for start in range(0, len(findings), SLICE):
        part = findings[start : start + SLICE]
        evidence = evidence_of(source.run, source.store, part)
        for finding in part:
            yield _told(source, finding, evidence[finding.key], domains[finding.standard])


def _told(source: Source, finding: Finding, evidence: Sequence[Evidence], domain: str) -> Told:
    rule = source.rule(finding)
    last = breaking(finding, evidence)
    lead = last.act if last is not None else None
    zone = source.register.legal_zone
    return Told(
        finding=finding,
        domain=domain,
        kind="fact",
        sentence=said(source.plan, rule, finding, evidence, as_of=source.run.as_of),
        happened_at=aware(lead.moment if lead is not None else finding.anchor, zone),
        officers=_officers(finding, evidence, lead.officer if lead is not None else None),
        witnesses=tuple(dict.fromkeys(e.act.officer for e in evidence if e.act.officer)),
        office=_office(evidence, last),
        post=lead.post if lead is not None else None,
        money=_money(domain, evidence),
        unit=unit(rule).en.strip(),
        shown=shown(finding, evidence, source.words, zone),
    )


def _officers(finding: Finding, evidence: Sequence[Evidence], lead: str | None) -> tuple[str, ...]:
    """Whose acts it is about, by the rule of ``grouping.yaml``."""
    rule = grouping().rule(finding.subject_type, finding.shape)
    if rule.whose == "subject":
        code = (finding.subject_id or "").removeprefix(rule.prefix)
        return (code,) if code else ()
    if rule.whose == "all":
        named = [lead, *(one.act.officer for one in evidence)]
        return tuple(dict.fromkeys(one for one in named if one))
    return (lead,) if lead else ()


def _office(evidence: Sequence[Evidence], last: Evidence | None) -> str | None:
    """The office of the act that deviates; where it records none, of the latest one that does."""
    if last is not None and last.act.office:
        return last.act.office
    named = [one for one in evidence if one.act.office]
    latest = max(named, key=lambda one: one.act.moment, default=None)
    return latest.act.office if latest is not None else None


def _money(domain: str, evidence: Sequence[Evidence]) -> Decimal | None:
    """The money at stake: the largest of the fields that ``levels.yaml`` names for the domain."""
    rule = levels().money_rule(domain)
    if rule is None:
        return None
    found = [
        value
        for one in evidence
        for name in rule.fields
        if isinstance(value := one.act.attributes.get(name), Decimal)
    ]
    return max(found, default=None)
