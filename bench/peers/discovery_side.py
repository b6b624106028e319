"""Runs in pm4py's own environment, as a program of its own; nothing of ours is imported here.

    python discovery_side.py ASKS.json

ASKS: a list of {chart, bpmn, log}: a chart whose tasks are named by their activities, and a log of
three columns (case, activity, time) as CSV. For each: what the inductive miner discovers from
the log, held against the chart: footprints of both (do two steps follow one another, exclude one
another, run side by side?), and how well the log fits the chart's own net. Prints one JSON list.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

import pandas as pd
import pm4py

NAMES = {"case": "case:concept:name", "activity": "concept:name", "time": "time:timestamp"}


def main() -> None:
    warnings.filterwarnings("ignore")
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 - no import of ours, no need
        asks = json.load(file)
    print(json.dumps([answered(ask) for ask in asks]))


def answered(ask: dict[str, str]) -> dict[str, Any]:
    log = pd.read_csv(ask["log"]).rename(columns=NAMES)
    log["case:concept:name"] = log["case:concept:name"].astype(str)
    log["time:timestamp"] = pd.to_datetime(log["time:timestamp"], unit="ms", utc=True)
    net, begin, end = pm4py.convert_to_petri_net(pm4py.read_bpmn(ask["bpmn"]))
    tree = pm4py.discover_process_tree_inductive(log)
    drawn = pm4py.discover_footprints(net, begin, end)
    mined = pm4py.discover_footprints(tree)
    # by alignments: replaying tokens loses its way where two steps bear one activity
    try:
        fitness = pm4py.fitness_alignments(log, net, begin, end)
    except Exception as fault:  # it raises nothing more particular
        fitness = {"percentage_of_fitting_traces": -1.0, "log_fitness": -1.0, "why": str(fault)}
    shared, alike, unlike = compared(drawn, mined)
    return {
        "chart": ask["chart"],
        "cases": int(log["case:concept:name"].nunique()),
        "events": len(log),
        "drawn": len(drawn["activities"]),
        "discovered": len(mined["activities"]),
        "pairs": shared,
        "alike": alike,
        "unlike": unlike[:12],
        "fitting_share": fitness["percentage_of_fitting_traces"],
        "fitness": fitness["log_fitness"],
        "not_aligned": fitness.get("why"),
        "pm4py": pm4py.__version__,
    }


def compared(drawn: Any, mined: Any) -> tuple[int, int, list[list[str]]]:
    """Pairs of steps both know, those on which both say the same, and those they differ on."""
    both = sorted(set(drawn["activities"]) & set(mined["activities"]))
    alike, unlike = 0, []
    for number, one in enumerate(both):
        for other in both[number + 1 :]:
            said = [relation(prints, one, other) for prints in (drawn, mined)]
            if said[0] == said[1]:
                alike += 1
            else:
                unlike.append([one, other, *said])
    return len(both) * (len(both) - 1) // 2, alike, unlike


def relation(prints: Any, one: str, other: str) -> str:
    if (one, other) in prints["parallel"] or (other, one) in prints["parallel"]:
        return "parallel"
    if (one, other) in prints["sequence"]:
        return "before"
    if (other, one) in prints["sequence"]:
        return "after"
    return "apart"


if __name__ == "__main__":
    main()
