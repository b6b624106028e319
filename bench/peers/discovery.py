"""Does pm4py discover, from the simulated log, the charts the log was made by?

    python -m bench.peers.discovery [CASES]

Each play of ``practice/china-customs`` that rests on a chart is played alone, honestly. Its acts of
the chart's activities go to pm4py (in its own environment: AGPL, a yardstick, never a dependency),
which discovers a model by the inductive miner. The model's footprint is held against the chart's,
and the log is replayed on the chart. One JSON object on standard output, a table on standard error.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree

from bench.peers.environment import ROOT, peers_python
from bench.peers.stopwatch import machine
from zhunsheng import flow
from zhunsheng.charts import read
from zhunsheng.charts.chart import Chart
from zhunsheng.simulate.book import Book
from zhunsheng.simulate.running import Practice, district_of, making_of, read_practice

REGISTER = ROOT / "registers/china-customs"
PRACTICE = ROOT / "practice/china-customs"
THEIR_SIDE = Path(__file__).with_name("discovery_side.py")
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DISTRICT, SEED = "5300", 4


def main() -> None:
    """Plays, asks pm4py and prints."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 800
    practice = read_practice(PRACTICE, flow.load_register(REGISTER))
    with tempfile.TemporaryDirectory() as folder:
        asks = list(_asks(practice, Path(folder), wanted))
        (Path(folder) / "asks.json").write_text(json.dumps(asks))
        child = subprocess.run(
            [str(peers_python()), str(THEIR_SIDE), str(Path(folder) / "asks.json")],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        )  # fmt: skip
    answers: list[dict[str, Any]] = json.loads(child.stdout.splitlines()[-1])
    print(
        f"{'chart':<28}{'cases':>7}{'steps':>7}{'pairs':>7}{'alike':>7}{'fits':>8}", file=sys.stderr
    )
    for one in answers:
        print(
            f"{one['chart']:<28}{one['cases']:>7}{one['discovered']:>4}/{one['drawn']:<3}"
            f"{one['pairs']:>6}{one['alike']:>7}{one['fitting_share']:>7.1f}%",
            file=sys.stderr,
        )
    print(json.dumps({"peer": "pm4py", "machine": machine(), "charts": answers}))


def _asks(practice: Practice, folder: Path, wanted: int) -> Any:
    """For every chart that a play rests on: the chart with activities for names, and a log."""
    district = district_of(practice, DISTRICT, seed=SEED)
    done: set[str] = set()
    for play in practice.plays:
        name = play.block.chart
        if name is None or name in done:
            continue
        done.add(name)
        making = making_of(practice, district, only=[play.id])
        size = max(making.sizes[play.id], 1)
        making = making_of(
            practice, district, only=[play.id],
            declarations=round(making.declarations * wanted / size),
        )  # fmt: skip
        chart = practice.charts[name]
        file = dict(practice.law.register.charts)[name]
        log = folder / f"{name}.csv"
        _write_log(making.slice(0), chart, play.block.subject, log)
        yield {"chart": name, "bpmn": str(_named(Path(file), folder)), "log": str(log)}


def _write_log(book: Book, chart: Chart, subject: str, path: Path) -> None:
    known = set(chart.activities)
    rows: list[tuple[int, int, str, int]] = []
    for acts in book:
        if acts.activity in known and subject in acts.objects:
            cases = acts.objects[subject].tolist()
            times = zip(cases, acts.at.tolist(), acts.serial.tolist(), strict=True)
            rows += [(at, serial, acts.activity, case) for case, at, serial in times if case >= 0]
    rows.sort()
    # what happens in one millisecond keeps its order
    order = np.arange(len(rows))
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("case", "activity", "time"))
        out.writerows(
            (case, activity, at + int(n))
            for n, (at, _, activity, case) in zip(order, rows, strict=True)
        )


def _named(file: Path, folder: Path) -> Path:
    """A copy of a chart whose tasks are named by their activities, without mere time limits."""
    chart, tree = read(file), etree.parse(str(file))
    for element in tree.iter():
        node = chart.by_id.get(str(element.get("id"))) if isinstance(element.tag, str) else None
        if node is not None and node.activity:
            element.set("name", node.activity)
    for border in list(tree.iter(f"{BPMN}boundaryEvent")):
        if border.find(f"{BPMN}outgoing") is None:
            border.getparent().remove(border)
    path = folder / file.name
    tree.write(str(path))
    return path


if __name__ == "__main__":
    main()
