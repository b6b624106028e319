"""Held against the truth: which standards caught a scheme, how much of it, and whom besides.

A finding is *of a scheme* if one of the acts it rests on is the scheme's, or if its subject lacks
an act that the scheme took away. All other findings are honest work's: what noise made, or an error
of the standard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhunsheng.model.text import Text
from zhunsheng.simulate.truth import Player, Truth, read_truth
from zhunsheng.trace import Store


@dataclass(frozen=True, slots=True)
class Caught:
    """What one standard caught of one scheme, and of honest work. ``deeds``: wrongful acts in the
    cases with a finding; ``cases``: how many those are; ``honest_acts``: acts of honest
    work it found fault with (one a finding), ``honest_subjects``: of how many subjects."""

    standard: str
    findings: int
    deeds: int
    cases: int
    honest_acts: int
    honest_subjects: int


@dataclass(frozen=True, slots=True)
class SchemeReckoned:
    """One scheme held against a run. ``acts``: how many acts bear its mark; ``removed``: how many
    it took away. ``by``: the standards that caught some of it, those it had to break first.
    ``silent``: standards it had to break that found nothing; none where the month gave the cast no
    occasion at all."""

    player: Player
    acts: int
    removed: int
    deeds: int
    deeds_caught: int
    cases: int
    cases_caught: int
    by: tuple[Caught, ...]
    silent: tuple[str, ...]

    @property
    def breaks_rules(self) -> bool:
        """Whether any rule is broken at all; where none is, only statistics can see it."""
        return bool(self.player.breaks)


@dataclass(frozen=True, slots=True)
class LookalikeReckoned:
    """Innocent officers who look guilty, and the findings of honest work that rest on their acts:
    (standard, number)."""

    player: Player
    flagged: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A run held against the truth. ``innocent_flagged``: findings on acts of officers whom a
    scheme's records touch and who did nothing, by scheme."""

    schemes: tuple[SchemeReckoned, ...]
    lookalikes: tuple[LookalikeReckoned, ...]
    innocent_flagged: tuple[tuple[str, int], ...]
    findings: int
    findings_of_schemes: int

    def text(self, language: str) -> str:
        """A table for a terminal, in ``zh`` or ``en``."""
        return "\n".join(_lines(self, language))


def reckon(store: Store, run_folder: Path, truth_folder: Path) -> Reckoning:
    """A finished run held against the truth written beside its trace. Reads the trace's acts once.

    Raises FileNotFoundError where no truth was written.
    """
    truth = read_truth(truth_folder)
    with duckdb.connect() as db:
        _prepare(db, store, run_folder, truth)
        # A scheme played in several districts is reckoned as one.
        first = {player.id: player for player in reversed(truth.schemes)}
        played = [player for player in truth.schemes if first[player.id] is player]
        schemes = tuple(_scheme(db, player) for player in played)
        lookalikes = tuple(
            LookalikeReckoned(player, _flagged(db, player.officers)) for player in truth.lookalikes
        )
        innocent = tuple(
            (player.id, sum(count for _, count in _flagged(db, player.innocent)))
            for player in truth.schemes
            if player.innocent
        )
        findings = _number(db, "SELECT count(*) FROM finding")
        own = _number(db, "SELECT count(DISTINCT finding_key) FROM hit")
    return Reckoning(schemes, lookalikes, innocent, findings, own)


def _prepare(db: duckdb.DuckDBPyConnection, store: Store, run_folder: Path, truth: Truth) -> None:
    files = [
        str(store.batches_folder / batch.folder / "acts.parquet")
        for batch in store.batches()
        if "acts.parquet" in batch.files
    ]
    db.register("told", truth.acts)
    db.execute(
        "CREATE TABLE act AS SELECT DISTINCT act, own_id, officer, activity "
        "FROM read_parquet(?, union_by_name = true)",
        [files],
    )
    db.execute(
        "CREATE TABLE marked AS SELECT *, subject_type || ' ' || subject_id AS case_of FROM told"
    )
    db.execute(
        "CREATE TABLE mine AS SELECT a.act, t.scheme, t.role, t.case_of "
        "FROM marked AS t JOIN act AS a USING (own_id) WHERE t.role <> 'removed'"
    )
    db.execute(
        "CREATE TABLE turned AS SELECT DISTINCT scheme, case_of FROM marked WHERE role <> 'trace'"
    )
    for name in ("finding", "evidence"):
        path = str(run_folder / ("findings.parquet" if name == "finding" else "evidence.parquet"))
        db.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet(?)", [path])
    db.execute(
        """CREATE TABLE rests AS
        SELECT finding_key, act FROM evidence UNION SELECT finding_key, anchor_act FROM finding"""
    )
    db.execute(
        """CREATE TABLE hit AS
        SELECT r.finding_key, f.standard, m.scheme, m.case_of
        FROM rests AS r JOIN mine AS m USING (act) JOIN finding AS f USING (finding_key)
        UNION
        SELECT f.finding_key, f.standard, t.scheme, t.case_of
        FROM finding AS f JOIN marked AS t
          ON t.role = 'removed' AND t.subject_type = f.subject_type
          AND t.subject_id = f.subject_id"""
    )
    db.execute(
        """CREATE TABLE honest AS SELECT f.* FROM finding AS f
        WHERE f.finding_key NOT IN (SELECT finding_key FROM hit)"""
    )


def _scheme(db: duckdb.DuckDBPyConnection, player: Player) -> SchemeReckoned:
    told = dict(
        db.execute(
            "SELECT role, count(*) FROM marked WHERE scheme = ? GROUP BY role", [player.id]
        ).fetchall()
    )
    rows = db.execute(
        """SELECT h.standard, count(DISTINCT h.finding_key),
          count(DISTINCT m.act) FILTER (WHERE m.role = 'deed'), count(DISTINCT c.case_of)
        FROM hit AS h
        LEFT JOIN mine AS m ON m.scheme = h.scheme AND m.case_of = h.case_of
        LEFT JOIN turned AS c ON c.scheme = h.scheme AND c.case_of = h.case_of
        WHERE h.scheme = ? GROUP BY h.standard ORDER BY 2 DESC, 1""",
        [player.id],
    ).fetchall()
    by = [
        Caught(standard, findings, deeds, cases, *_honest(db, standard))
        for standard, findings, deeds, cases in rows
    ]
    by.sort(key=lambda one: one.standard not in player.breaks)
    known = {one.standard for one in by}
    deeds = "SELECT count(DISTINCT act) FROM mine WHERE scheme = $1 AND role = 'deed'"
    cases = "SELECT count(*) FROM turned WHERE scheme = $1"
    caught = " AND case_of IN (SELECT case_of FROM hit WHERE scheme = $1)"
    return SchemeReckoned(
        player,
        acts=told.get("deed", 0) + told.get("trace", 0),
        removed=told.get("removed", 0),
        deeds=_number(db, deeds, player.id),
        deeds_caught=_number(db, deeds + caught, player.id),
        cases=_number(db, cases, player.id),
        cases_caught=_number(db, cases + caught, player.id),
        by=tuple(by),
        silent=tuple(one for one in player.breaks if one not in known) if told else (),
    )


def _honest(db: duckdb.DuckDBPyConnection, standard: str) -> tuple[int, int]:
    """Acts and subjects of honest work that a standard found fault with."""
    ((acts, subjects),) = db.execute(
        "SELECT count(DISTINCT anchor_act), count(DISTINCT subject) FROM honest WHERE standard = ?",
        [standard],
    ).fetchall()
    return int(acts), int(subjects)


def _flagged(db: duckdb.DuckDBPyConnection, officers: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Findings of honest work that rest on acts of these officers, by standard."""
    rows = db.execute(
        """SELECT f.standard, count(DISTINCT f.finding_key)
        FROM honest AS f JOIN rests AS r USING (finding_key) JOIN act AS a USING (act)
        WHERE list_contains(?, a.officer) GROUP BY f.standard ORDER BY 2 DESC, 1""",
        [list(officers)],
    ).fetchall()
    return tuple((str(standard), int(count)) for standard, count in rows)


def _number(db: duckdb.DuckDBPyConnection, sql: str, *values: str) -> int:
    ((found,),) = db.execute(sql, list(values)).fetchall()
    return int(found)


_SAID = {
    "heading": Text(
        "情形 · 行为（查出／全部）· 案件（查出／全部）· 标准：查出行为，误及守法行为／对象",
        "scheme · deeds (caught / all) · cases (caught / all) · standard: deeds caught, "
        "honest acts / subjects flagged",
    ),
    "no rule": Text("不违反任何规则，留待统计检测", "breaks no rule: for the detectors"),
    "silent": Text("应查而未查出", "should have caught some, and did not"),
    "lookalikes": Text("无辜的相似情形（误及的线索数）", "innocent look-alikes (findings on them)"),
    "none": Text("无", "none"),
}


def _lines(reckoning: Reckoning, language: str) -> list[str]:
    said = {name: text.say(language) for name, text in _SAID.items()}
    lines = [said["heading"]]
    for one in reckoning.schemes:
        lines.append(
            f"{one.player.title.say(language)} ({one.player.id}, {one.player.district})  "
            f"{one.deeds_caught}/{one.deeds}  {one.cases_caught}/{one.cases}"
        )
        if not one.breaks_rules:
            lines.append(f"    {said['no rule']}")
        for caught in one.by:
            mark = "" if caught.standard in one.player.breaks else "+ "
            lines.append(
                f"    {mark}{caught.standard}: {caught.deeds}, "
                f"{caught.honest_acts}/{caught.honest_subjects}"
            )
        for standard in one.silent:
            lines.append(f"    ! {standard}: {said['silent']}")
    lines.append(said["lookalikes"])
    for other in reckoning.lookalikes:
        flagged = ", ".join(f"{name} {count}" for name, count in other.flagged) or said["none"]
        lines.append(f"    {other.player.title.say(language)} ({other.player.id}): {flagged}")
    return lines
