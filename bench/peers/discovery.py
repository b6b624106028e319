"""Does pm4py discover, from the simulated log, the charts the log was made by?

    python -m bench.peers.discovery [CASES]

Every chart of the register is played for itself, and each play of ``practice/china-customs`` that
rests on a chart alone, honestly. The acts of the chart's activities go to pm4py (in its own
environment: AGPL, a yardstick, never a dependency), which discovers a model by the inductive miner.
The model's footprint is held against the chart's, and the log is aligned with the chart. Of plays
only cases that began long before the period's end are shown: an unfinished case fits no chart. A
play as it stands need not fit its chart letter by letter: other charts are played inside it, and it
adds acts that no chart draws. One JSON object on standard output, tables on standard error.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from bench.peers.environment import ROOT, peers_python
from bench.peers.stopwatch import machine
from zhunsheng import flow
from zhunsheng.charts import read
from zhunsheng.charts.chart import Chart
from zhunsheng.simulate.book import Book
from zhunsheng.simulate.hours import DAY, ms_of
from zhunsheng.simulate.playing.bare import THING, bare_play
from zhunsheng.simulate.playing.play import StartsBlock
from zhunsheng.simulate.running import Practice, district_of, making_of, read_practice
from zhunsheng.simulate.world.district import District

REGISTER = ROOT / "registers/china-customs"
PRACTICE = ROOT / "practice/china-customs"
THEIR_SIDE = Path(__file__).with_name("discovery_side.py")
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DISTRICT, SEED = "5300", 4
LONG = dt.timedelta(days=1_200)
"""How long charts played for themselves are given: some wait for years."""


def main() -> None:
    """Plays, asks pm4py and prints."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    practice = read_practice(PRACTICE, flow.load_register(REGISTER))
    district = district_of(practice, DISTRICT, seed=SEED)
    found: dict[str, Any] = {"peer": "pm4py", "machine": machine()}
    for what, logs in (
        ("charts played for themselves", _bare(practice, district, wanted)),
        ("plays as they stand", _plays(practice, district, wanted)),
    ):
        with tempfile.TemporaryDirectory() as folder:
            asks = [_ask(practice, name, rows, Path(folder)) for name, rows in logs if rows]
            (Path(folder) / "asks.json").write_text(json.dumps(asks))
            child = subprocess.run(
                [str(peers_python()), str(THEIR_SIDE), str(Path(folder) / "asks.json")],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
            )  # fmt: skip
        found[what] = json.loads(child.stdout.splitlines()[-1])
        _print(what, found[what])
    print(json.dumps(found))


def _print(what: str, answers: list[dict[str, Any]]) -> None:
    print(f"{what}\n{'chart':<28}{'cases':>7}{'steps':>8}{'pairs':>7}{'alike':>7}{'fits':>8}",
          file=sys.stderr)  # fmt: skip
    for one in answers:
        print(
            f"{one['chart']:<28}{one['cases']:>7}{one['discovered']:>5}/{one['drawn']:<3}"
            f"{one['pairs']:>6}{one['alike']:>7}"
            + ("  not aligned" if one["not_aligned"] else f"{one['fitting_share']:>7.1f}%"),
            file=sys.stderr,
        )
    pairs, alike = (sum(one[name] for one in answers) for name in ("pairs", "alike"))
    print(f"{len(answers)} charts, {alike:,} of {pairs:,} pairs of steps alike "
          f"({alike / pairs:.1%})\n", file=sys.stderr)  # fmt: skip


Rows = list[tuple[int, int, str, int]]
"""Time, serial, activity, case."""


def _bare(practice: Practice, district: District, wanted: int) -> Iterator[tuple[str, Rows]]:
    for name, chart in practice.charts.items():
        play = bare_play(chart, name=name)
        at_once = play.block.model_copy(update={"starts": StartsBlock(spread="once")})
        making = replace(
            making_of(practice, district, declarations=wanted),
            plays=[replace(play, block=at_once)],
            slices=1,
            first=district.period.first - LONG,
        )
        yield name, _rows(making.slice(0), chart, THING, before=ms_of(district.period.last))


def _plays(practice: Practice, district: District, wanted: int) -> Iterator[tuple[str, Rows]]:
    """The first play that rests on each chart."""
    done: set[str] = set()
    for play in practice.plays:
        name = play.block.chart
        if name is None or name in done:
            continue
        done.add(name)
        making = making_of(practice, district, only=[play.id])
        share = wanted / max(making.sizes[play.id], 1)
        count = max(1, round(making.declarations * share))
        making = replace(making, declarations=count, slices=1)
        middle = _middle(district) - play.block.lead_days * DAY // 2
        yield name, _rows(making.slice(0), practice.charts[name], play.block.subject, before=middle)


def _middle(district: District) -> int:
    first, last = (ms_of(day) for day in (district.period.first, district.period.last))
    return (first + last) // 2


def _rows(book: Book, chart: Chart, subject: str, *, before: int) -> Rows:
    """The acts of the chart's activities, of cases that began ``before`` a moment."""
    known = set(chart.activities)
    rows: Rows = []
    for acts in book:
        if acts.activity in known and subject in acts.objects:
            cases = acts.objects[subject].tolist()
            times = zip(cases, acts.at.tolist(), acts.serial.tolist(), strict=True)
            rows += [(at, serial, acts.activity, case) for case, at, serial in times if case >= 0]
    rows.sort()
    began: dict[int, int] = {}
    for at, _, _, case in rows:
        began.setdefault(case, at)
    return [row for row in rows if began[row[3]] < before]


def _ask(practice: Practice, name: str, rows: Rows, folder: Path) -> dict[str, str]:
    """The chart with activities for names, and the log, as files."""
    log = folder / f"{name}.csv"
    _write_log(rows, log)
    file = Path(dict(practice.law.register.charts)[name])
    return {"chart": name, "bpmn": str(_named(file, folder)), "log": str(log)}


def _write_log(rows: Rows, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("case", "activity", "time"))
        # what happens in one millisecond keeps its order
        out.writerows((case, name, at + n) for n, (at, _, name, case) in enumerate(rows))


def _named(file: Path, folder: Path) -> Path:
    """A copy of a chart as pm4py understands it: tasks named by their activities, time limits left
    out, waits and choices by event as plain gateways, border events as a choice before their task.
    """
    chart, tree = read(file), etree.parse(str(file))
    process = tree.find(f"{BPMN}process")
    assert process is not None
    for element in list(process.iter()):
        node = chart.by_id.get(str(element.get("id"))) if isinstance(element.tag, str) else None
        if node is None:
            continue
        if node.activity:
            element.set("name", node.activity)
        elif node.kind == "boundary":
            _choice_before(process, element)
        elif node.kind == "event" or node.form == "eventBasedGateway":
            for child in element.findall(f"{BPMN}timerEventDefinition"):
                element.remove(child)
            element.tag = f"{BPMN}exclusiveGateway"
    path = folder / file.name
    tree.write(str(path))
    return path


def _choice_before(process: Any, border: Any) -> None:
    """A border event that leads on, as a choice before its task; one that does not, left out."""
    process.remove(border)
    arrows = process.findall(f"{BPMN}sequenceFlow")
    leaving = [arrow for arrow in arrows if arrow.get("sourceRef") == border.get("id")]
    if not leaving:
        return
    task = border.get("attachedToRef")
    name = f"before-{task}-{border.get('id')}"
    etree.SubElement(process, f"{BPMN}exclusiveGateway", id=name)
    for arrow in arrows:
        if arrow.get("targetRef") == task:
            arrow.set("targetRef", name)
    for arrow in leaving:
        arrow.set("sourceRef", name)
    etree.SubElement(
        process, f"{BPMN}sequenceFlow", id=f"to-{name}", sourceRef=name, targetRef=task
    )


if __name__ == "__main__":
    main()
