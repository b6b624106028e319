"""Does the simulated month look like one? ``python -m bench.realism [DISTRICT [DECLARATIONS]]``

An honest month without noise is made into a trace and measured from that trace alone: against the
figures it is calibrated to, and for what calibration does not give (first digits, gaps between
arrivals, how often firms come back, who meets whom). ``PLOTS=folder`` draws it too, in the
environment of the yardsticks. One JSON object on standard output, a table on standard error.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from bench.peers.environment import ROOT, peers_python
from zhunsheng import flow
from zhunsheng.model.quoting import listed
from zhunsheng.simulate.out.trace import write_trace
from zhunsheng.simulate.running import Practice, district_of, making_of, read_practice
from zhunsheng.simulate.world.district import District
from zhunsheng.trace import Store

REGISTER = ROOT / "registers/china-customs"
PRACTICE = ROOT / "practice/china-customs"
SEED = 4
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
PLOTS_SIDE = Path(__file__).with_name("realism_plots.py")


@dataclass(frozen=True, slots=True)
class Measured:
    """``wanted``: the figure it is calibrated to, None where there is none to meet."""

    what: str
    value: float
    wanted: float | None = None
    within: float | None = None
    source: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the value lies within the tolerance (a share of what is wanted)."""
        if self.wanted is None or self.within is None:
            return None
        return abs(self.value - self.wanted) <= self.within * abs(self.wanted)


def main() -> None:
    """Makes, measures, prints; ends with status 1 where a calibrated figure is missed."""
    code = sys.argv[1] if len(sys.argv) > 1 else "5300"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 40_000
    practice = read_practice(PRACTICE, flow.load_register(REGISTER))
    district = district_of(practice, code, seed=SEED)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "trace")
        making = making_of(practice, district, declarations=count)
        write_trace(store.folder, making.books(), district.directory(), now=NOW)
        with duckdb.connect() as db:
            _views(db, store)
            found = list(measure(db, practice))
            month = f"ms >= {(district.period.first - dt.date(1900, 1, 1)).days * 86_400_000}"
            shapes = {n: _column(db, sql.format(month=month)) for n, sql in SHAPES.items()}
        found += list(_shaped(shapes))
        if plots := os.environ.get("PLOTS"):
            _draw(shapes, Path(plots))
    _print(found, district)


def _views(db: duckdb.DuckDBPyConnection, store: Store) -> None:
    """``acts``: of declarations, with their time in milliseconds; ``touches``: who else."""
    files = listed(store.strand_files("declaration"))
    db.execute(
        "CREATE VIEW acts AS SELECT *, moment >> 20 AS ms, act AS own "
        f"FROM read_parquet([{files}], union_by_name = true)"
    )
    touched = listed(store.touch_files())
    db.execute(f"CREATE VIEW touches AS SELECT * FROM read_parquet([{touched}])")


_HOURS = """
  SELECT (r.ms - s.begun) / 3600000.0 AS hours
  FROM (SELECT subject, min({begun}) AS begun FROM acts
    WHERE activity = 'declaration.submit' AND a_flow = '{flow}' GROUP BY 1) AS s
  JOIN (SELECT subject, min(ms) AS ms FROM acts WHERE activity = 'release.order' GROUP BY 1) AS r
    USING (subject)
"""
_BEGUN = (("import", "t_arrived_at >> 20"), ("export", "ms"))
"""As the register's timings have it: imports count from arrival, exports from lodgement."""


def measure(db: duckdb.DuckDBPyConnection, practice: Practice) -> Iterator[Measured]:
    """What is calibrated, as the trace has it."""
    figures = practice.service.figures.table

    def held(what: str, sql: str, figure: str, within: float) -> Measured:
        row = db.execute(sql).fetchone()
        value = float(row[0]) if row is not None and row[0] is not None else math.nan
        known = figures[figure]
        return Measured(what, value, known.value, within, known.source)

    for flow_, begun in _BEGUN:
        hours = _HOURS.format(begun=begun, flow=flow_)
        yield held(
            f"{flow_}: mean hours to release",
            f"SELECT avg(hours) FROM ({hours})",
            f"{flow_}-clearance-hours",
            0.15,
        )
        median = _one(db, f"SELECT median(hours) FROM ({hours})")
        yield Measured(f"{flow_}: median hours to release", float(median))
    yield held(
        "controls selected at random",
        "SELECT avg((a_selection = 'random')::INT) FROM acts WHERE activity = 'control.issue'",
        "random-selection-share",
        0.08,
    )
    yield held(
        "imports among declarations",
        "SELECT avg((a_flow = 'import')::INT) FROM acts WHERE activity = 'declaration.submit'",
        "import-share",
        0.08,
    )
    yield held(
        "inspections done again",
        "SELECT count(DISTINCT subject) FILTER (activity = 'inspection.recheck')"
        " / count(DISTINCT subject) FILTER (activity = 'inspection.finish') FROM acts",
        "reinspection-share",
        0.5,
    )


def _one(db: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = db.execute(sql).fetchone()
    return row[0] if row is not None else math.nan


_TOUCHED = (
    "SELECT t.subject, a.ms FROM acts AS a JOIN touches AS t ON t.act = a.own"
    " WHERE a.activity = 'declaration.submit' AND t.type = '{type}'"
)
SHAPES = {
    "value": "SELECT n_value FROM acts WHERE activity = 'declaration.submit' AND n_value > 0",
    "gaps": "SELECT gap FROM (SELECT (ms - lag(ms) OVER"
    " (PARTITION BY office ORDER BY ms)) / 60000.0"
    " AS gap FROM acts WHERE activity = 'declaration.submit' AND {month}) WHERE gap IS NOT NULL",
    "hour": "SELECT (ms + 28800000) % 86400000 // 3600000 FROM acts"
    " WHERE activity = 'declaration.submit'",
    "day": "SELECT (ms + 28800000) // 86400000 FROM acts WHERE activity = 'declaration.submit'",
    "company": f"SELECT count(*) FROM ({_TOUCHED.format(type='company')}) GROUP BY subject",
    "broker": f"SELECT count(*) FROM ({_TOUCHED.format(type='broker')}) GROUP BY subject",
    "minutes": "SELECT n_minutes FROM acts WHERE activity = 'inspection.finish'",
    "pairs": "SELECT count(*) FROM (SELECT DISTINCT a.own, a.officer, a.subject FROM acts AS a"
    " WHERE a.activity = 'inspection.start') AS i JOIN"
    " (SELECT DISTINCT a.subject AS declaration, t.subject AS broker FROM acts AS a"
    " JOIN touches AS t ON t.act = a.own WHERE t.type = 'broker') AS b"
    " ON b.declaration = i.subject GROUP BY i.officer, b.broker",
}
"""Columns of numbers whose distribution is looked at."""


def _column(db: duckdb.DuckDBPyConnection, sql: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    found = db.execute(sql).fetchnumpy()
    values = np.ma.filled(next(iter(found.values())).astype(np.float64), np.nan)
    return np.asarray(values[~np.isnan(values)])


def _shaped(shapes: dict[str, np.ndarray[Any, np.dtype[np.float64]]]) -> Iterator[Measured]:
    digits = np.floor(shapes["value"] / 10 ** np.floor(np.log10(shapes["value"]))).astype(int)
    share = np.bincount(digits, minlength=10)[1:10] / len(digits)
    benford = np.log10(1 + 1 / np.arange(1, 10))
    yield Measured(
        "first digits of values: mean distance from Benford's law (below 0.012 is close)",
        float(np.abs(share - benford).mean()), 0.0, None, "Nigrini 2012, table 7.1",
    )  # fmt: skip
    gaps = shapes["gaps"]
    yield Measured(
        "gaps between declarations of an office: spread by mean (1 would be a Poisson stream)",
        float(gaps.std() / gaps.mean()),
    )
    for who in ("company", "broker"):
        counts = np.sort(shapes[who])[::-1]
        top = max(1, len(counts) // 100)
        yield Measured(
            f"declarations of the busiest hundredth ({who})",
            float(counts[:top].sum() / counts.sum()),
        )
        tail = counts[: max(10, len(counts) // 20)]
        hill = 1 / np.mean(np.log(tail / tail[-1])[:-1]) if len(tail) >= 10 else math.nan
        yield Measured(f"tail exponent (Hill, {who})", float(hill))
    pairs = shapes["pairs"]
    yield Measured("inspections of one officer for one broker: mean", float(pairs.mean()))
    yield Measured("inspections of one officer for one broker: most", float(pairs.max()))


def _draw(shapes: dict[str, Any], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "shapes.json"
    data.write_text(json.dumps({name: values.tolist() for name, values in shapes.items()}))
    subprocess.run([str(peers_python()), str(PLOTS_SIDE), str(data)], check=True, stdout=sys.stderr)


def _print(found: list[Measured], district: District) -> None:
    missed = [one for one in found if one.holds is False]
    for one in found:
        wanted = "" if one.wanted is None else f"{one.wanted:>10.4g}"
        mark = {True: "holds", False: "MISSED", None: ""}[one.holds]
        print(f"{one.what:<84}{one.value:>10.4g}{wanted:>12} {mark}", file=sys.stderr)
    print(json.dumps({"district": district.code, "measured": [asdict(one) for one in found]}))
    if missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
