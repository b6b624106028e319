"""Findings gathered into causes: one cause, one warning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from zhunsheng_web.access.models import Office
from zhunsheng_web.casework.taking.grading import of_row, secrecy_of
from zhunsheng_web.casework.taking.row import Group, Placed
from zhunsheng_web.casework.taking.rules import grouping


def many_alike(told: Iterable[tuple[str | None, str]]) -> frozenset[tuple[str, str]]:
    """Offices (code) and standards of which a run has so many findings, and so large a share of the
    office's, that its records rather than its work are in doubt. ``told``: office and standard of
    every finding of the run."""
    rule = grouping().many_alike
    pairs = Counter((office, standard) for office, standard in told if office is not None)
    offices: Counter[str] = Counter()
    for (office, _), number in pairs.items():
        offices[office] += number
    return frozenset(
        (office, standard)
        for (office, standard), number in pairs.items()
        if number >= rule.findings and number >= rule.share * offices[office]
    )


def gathered(
    rows: Iterable[Placed], alike: frozenset[tuple[str, str]], offices: Mapping[str, Office]
) -> dict[str, Group]:
    """The groups by key, in the order of their first rows. ``offices``: by code."""
    groups: dict[str, Group] = {}
    for row in rows:
        level, why = of_row(row.told)
        secrecy = secrecy_of(level)
        kind, subject, code = _cause(row, alike)
        key = f"{row.told.finding.standard}|{kind}|{subject}|{code}|{secrecy}"
        group = groups.get(key)
        if group is None:
            office = offices.get(code, row.office)
            groups[key] = group = Group(key, kind, subject, office, secrecy, level)
        if level < group.level or not group.why:
            group.level, group.why = level, why
        group.rows.append(row)
    return groups


def _cause(row: Placed, alike: frozenset[tuple[str, str]]) -> tuple[str, str, str]:
    """What makes one warning: kind, id, and the code of the office."""
    told, finding = row.told, row.told.finding
    if told.office is not None and (told.office, finding.standard) in alike:
        return "office", told.office, told.office
    by = grouping().rule(finding.subject_type, finding.shape).by
    if by == "officer" and told.officers:
        return "officer", told.officers[0], row.office.code
    if by != "case" and told.office is not None:
        return "office", row.office.code, row.office.code
    return "case", finding.subject_id or str(finding.subject), row.office.code
