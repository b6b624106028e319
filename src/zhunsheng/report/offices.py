"""Findings by office: for a section its own list, for a department how offices compare.

Counts of offices, never of persons. What a section can still do (the time is over and it has not
been done) is told apart from what has happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from zhunsheng.flow import Run
from zhunsheng.model.moment import date_of_day
from zhunsheng.model.quoting import listed
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import REASON_TEXT, Reason
from zhunsheng.report.leads import leads
from zhunsheng.report.words import GRADE
from zhunsheng.trace import Store

SHOWN = 5
"""Findings of one standard that an office's list shows."""
MANY_ALIKE, ONE_SIDED = 50, 0.6
"""So many findings of one standard, and so large a share of an office's, ask for a look at the
records first."""
FEW_ACTS = 1_000
"""Below so many acts a rate says little."""


@dataclass(frozen=True, slots=True)
class Lead:
    """One line of an office's list."""

    key: str
    subject_id: str
    day: str
    outcome: Text


@dataclass(frozen=True, slots=True)
class OfStandard:
    """An office's findings of one standard. ``still_open``: what has not been done
    though its time is over."""

    standard: Standard
    count: int
    still_open: int
    first: tuple[Lead, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """An office. ``code`` None: findings whose acts record no office."""

    code: str | None
    title: Text
    acts: int
    by_grade: Mapping[str, int]
    by_domain: Mapping[str, int]
    standards: tuple[OfStandard, ...]

    @property
    def findings(self) -> int:
        return sum(self.by_grade.values())

    @property
    def still_open(self) -> int:
        return sum(one.still_open for one in self.standards)

    @property
    def one_sided(self) -> OfStandard | None:
        """The standard most of an office's findings come from, where that is more likely a fault
        of its records (a clock, a field) than of its work."""
        most = max(self.standards, key=lambda one: one.count, default=None)
        if most is None or most.count < MANY_ALIKE or most.count < ONE_SIDED * self.findings:
            return None
        return most

    @property
    def rate(self) -> float | None:
        """Findings by ten thousand acts; None where there are too few acts to say."""
        return 10_000 * self.findings / self.acts if self.acts >= FEW_ACTS else None


def offices_of(
    run: Run, register: Register, store: Store, *, titles: Mapping[str, Text]
) -> list[Office]:
    """Every office the trace or a finding names, by code; the unrecorded last.

    ``titles``: code → what the office is called; one that is not there is shown by its code.
    """
    standards = {one.id: one for one in register.standards}
    with leads(run, register, store) as db:
        acts = _acts(db, store)
        counted = db.execute(
            f"""SELECT office, standard, domain, grade, count(*),
              count(*) FILTER (reason = {int(Reason.NEVER_CAME)})
            FROM lead GROUP BY ALL ORDER BY min(grade_order), count(*) DESC, standard"""
        ).fetchall()
        first = _first(db)
    rows: dict[str | None, list[tuple[str, str, str, int, int]]] = {}
    for office, standard, domain, grade, count, still_open in counted:
        rows.setdefault(office, []).append((standard, domain, grade, count, still_open))
    codes = sorted({*acts, *(code for code in rows if code is not None)})
    found = []
    for code in [*codes, *([None] if None in rows else [])]:
        by_grade = dict.fromkeys(GRADE, 0)
        by_domain: dict[str, int] = {}
        for _, domain, grade, count, _ in rows.get(code, ()):
            by_grade[grade] += count
            by_domain[domain] = by_domain.get(domain, 0) + count
        found.append(
            Office(
                code,
                office_title(code, titles),
                acts.get(code, 0) if code is not None else 0,
                by_grade,
                by_domain,
                tuple(
                    OfStandard(
                        standards[name], count, still_open, tuple(first.get((code, name), ()))
                    )
                    for name, _, _, count, still_open in rows.get(code, ())
                ),
            )
        )
    return found


def _acts(db: duckdb.DuckDBPyConnection, store: Store) -> dict[str, int]:
    files = store.act_files()
    if not files:
        return {}
    return dict(
        db.execute(
            "SELECT office, count(DISTINCT act) FROM "
            f"read_parquet([{listed(files)}], union_by_name = true) "
            "WHERE office IS NOT NULL GROUP BY office"
        ).fetchall()
    )


def _first(db: duckdb.DuckDBPyConnection) -> dict[tuple[str | None, str], list[Lead]]:
    """The first lines of each office and standard: what is missing still, then the latest."""
    found: dict[tuple[str | None, str], list[Lead]] = {}
    for office, standard, key, subject_id, day, reason in db.execute(
        f"""SELECT office, standard, key, subject_id, day, reason FROM lead
        QUALIFY row_number() OVER (PARTITION BY office, standard
          ORDER BY reason = {int(Reason.NEVER_CAME)} DESC, day DESC, key
        ) <= {SHOWN} ORDER BY office, standard, day DESC, key"""
    ).fetchall():
        found.setdefault((office, standard), []).append(
            Lead(key, subject_id or "", date_of_day(day).isoformat(), REASON_TEXT[Reason(reason)])
        )
    return found


def office_title(code: str | None, titles: Mapping[str, Text]) -> Text:
    """What an office is called; its code where nobody says."""
    if code is None:
        return Text("未记录单位", "office not recorded")
    return titles.get(code, Text(code, code))
