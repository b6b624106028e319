"""Runs in pm4py's own environment, as a program of its own; nothing of ours is imported here.

    python pm4py_side.py import LOG          the default importer, timed
    python pm4py_side.py check LOG < ASKS    asks (JSON lists of function and arguments) answered

Prints one JSON object. DECLARE and the temporal profile are asked all their pairs in one call,
as their authors mean them to be; the log is in memory and every function has run once before, on
the first cases of the log.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import pm4py

CASE = "case:concept:name"
WARM_UP_CASES = 200


def main() -> None:
    warnings.filterwarnings("ignore")
    what, path = sys.argv[1:3]
    started = time.perf_counter()
    log = pm4py.read_xes(path)
    imported = time.perf_counter() - started
    found: dict[str, Any] = {
        "pm4py": pm4py.__version__,
        "import_seconds": round(imported, 3),
        "events": len(log),
    }
    if what == "check":
        asks = json.load(sys.stdin)
        first = log[CASE].unique()[:WARM_UP_CASES]
        answered(log[log[CASE].isin(first)], asks)
        answers, calls = answered(log, asks)
        found |= {"answers": answers, "calls": calls}
    print(json.dumps(found))


def answered(log: Any, asks: list[Any]) -> tuple[list[int], list[dict[str, Any]]]:
    """An answer (how many cases) for each ask, and what each call took."""
    answers: dict[int, int] = {}
    calls: list[dict[str, Any]] = []
    for function in dict.fromkeys(name for name, _ in asks):
        own = [(n, arguments) for n, (name, arguments) in enumerate(asks) if name == function]
        for group in [own] if function in AT_ONCE else [[one] for one in own]:
            cpu, started = _cpu(), time.perf_counter()
            counts = FUNCTIONS[function](log, [arguments for _, arguments in group])
            calls.append(
                {
                    "function": function,
                    "asks": [n for n, _ in group],
                    "seconds": time.perf_counter() - started,
                    "cpu_seconds": _cpu() - cpu,
                }
            )
            answers.update(zip((n for n, _ in group), counts, strict=True))
    return [answers[n] for n in range(len(asks))], calls


def _declare(log: Any, asks: list[dict[str, Any]]) -> list[int]:
    model: dict[str, dict[Any, Any]] = {}
    for ask in asks:
        model.setdefault(ask["template"], {})[tuple(ask["pair"])] = {"support": 1, "confidence": 1}
    counts = dict.fromkeys(((ask["template"], tuple(ask["pair"])) for ask in asks), 0)
    for case in pm4py.conformance_declare(log, model):
        for template, pair in case["deviations"]:
            counts[template, pair] += 1
    return list(counts.values())


def _temporal_profile(log: Any, asks: list[dict[str, Any]]) -> list[int]:
    """A mean of half the limit, give or take as much, allows what lies from 0 to the limit."""
    half = {tuple(ask["pair"]): ask["seconds"] / 2 for ask in asks}
    profile = {pair: (mean, mean) for pair, mean in half.items()}
    counts = dict.fromkeys(half, 0)
    for deviations in pm4py.conformance_temporal_profile(log, profile, zeta=1.0):
        for pair in {(one, other) for one, other, *_ in deviations}:
            counts[pair] += 1
    return list(counts.values())


def _in_time(log: Any, asks: list[dict[str, Any]]) -> list[int]:
    from pm4py.algo.filtering.pandas.ltl import ltl_checker

    (ask,) = asks
    limits = {ltl_checker.Parameters.TIMESTAMP_DIFF_BOUNDARIES: [[0, ask["seconds"]]]}
    return _cases(ltl_checker.eventually_follows(log, ask["pair"], parameters=limits))


def _follows(log: Any, asks: list[dict[str, Any]]) -> list[int]:
    return _cases(pm4py.filter_eventually_follows_relation(log, [tuple(asks[0]["pair"])]))


def _four_eyes(log: Any, asks: list[dict[str, Any]]) -> list[int]:
    (ask,) = asks
    return _cases(
        pm4py.filter_four_eyes_principle(log, *ask["pair"], keep_violations=ask["violations"])
    )


def _different(log: Any, asks: list[dict[str, Any]]) -> list[int]:
    return _cases(pm4py.filter_activity_done_different_resources(log, asks[0]["activity"]))


def _cases(log: Any) -> list[int]:
    return [int(log[CASE].nunique())]


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


AT_ONCE = ("conformance_declare", "conformance_temporal_profile")
FUNCTIONS: dict[str, Callable[[Any, list[dict[str, Any]]], list[int]]] = {
    "conformance_declare": _declare,
    "conformance_temporal_profile": _temporal_profile,
    "ltl_eventually_follows_in_time": _in_time,
    "filter_eventually_follows_relation": _follows,
    "filter_four_eyes_principle": _four_eyes,
    "filter_activity_done_different_resources": _different,
}

if __name__ == "__main__":
    main()
