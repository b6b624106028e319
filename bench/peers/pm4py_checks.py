"""pm4py's own checks against our engine: the same questions, the answers side by side.

    python -m bench.peers.pm4py_checks

On the two real logs of shared/data (ZHUNSHENG_SHARED says where; skipped, with the reason, where
they are not). One JSON object on standard output, tables on standard error. Taking the log in and
checking it are timed apart; checking is with the log in memory for pm4py and with the trace on
disk for us. An answer that differs is printed with what is known of the cause, and not mended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.peers.environment import ROOT, peers_python
from bench.peers.import_cost import measured_apart
from bench.peers.our_side import judge
from bench.peers.questions import FINES, RECEIPTS, Question
from bench.peers.stopwatch import machine

DATA = Path(os.environ.get("ZHUNSHENG_SHARED", ROOT.parent / "shared")) / "data"
THEIR_SIDE = Path(__file__).with_name("pm4py_side.py")


@dataclass(frozen=True, slots=True)
class Log:
    """A log, how we read it, and what is asked of it."""

    name: str
    file: Path
    mapping: Path
    subject: str
    questions: tuple[Question, ...]


MAPPINGS = ROOT / "tests" / "mappings"
LOGS = (
    Log("fines", DATA / "fines" / "road_traffic_fines.xes.gz", MAPPINGS / "fines.yaml",
        "fine", FINES),
    Log("receipt_wabo", DATA / "permits" / "receipt_wabo.xes.gz", MAPPINGS / "receipt_wabo.yaml",
        "application", RECEIPTS),
)  # fmt: skip


def main() -> None:
    """Measures and prints. Ends with status 1 if an answer differs that should not."""
    found: dict[str, Any] = {"peer": "pm4py", "machine": {"before": machine()}, "logs": {}}
    python: Path | None = None
    for log in LOGS:
        if not log.file.is_file():
            reason = f"{log.file} is not here: real data is not shipped"
            found["logs"][log.name] = {"skipped": reason}
            print(f"{log.name}: skipped, {reason}", file=sys.stderr)
            continue
        python = python or peers_python()
        found["logs"][log.name] = compare(log, python=python)
        _show(log.name, found["logs"][log.name])
    found["machine"]["after"] = machine()
    print(json.dumps(found, ensure_ascii=False))
    sys.exit(any(log.get("unexplained") for log in found["logs"].values()))


def compare(log: Log, *, python: Path) -> dict[str, Any]:
    """One log: what taking it in costs each side, what the answers are, what they cost."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "trace"
        ours = measured_apart(
            [sys.executable, "-m", "bench.peers.our_side",
             str(log.file), str(log.mapping), str(store)]
        )  # fmt: skip
        theirs = measured_apart([str(python), str(THEIR_SIDE), "import", str(log.file)])
        counts, checking = judge(store, log.questions, subject=log.subject)
    asks = [(question, ask) for question in log.questions for ask in question.asks]
    said = _ask(python, log.file, [(ask.function, ask.arguments) for _, ask in asks])
    answers = [
        {
            "question": question.id,
            "function": ask.function,
            "pm4py": answer,
            "ours": sum(counts[question.id][reason] for reason in ask.ours),
            "our_reasons": ask.ours,
            "why": ask.why,
        }
        for (question, ask), answer in zip(asks, said["answers"], strict=True)
    ]
    whole = _sum(said["calls"])
    least = cheapest(log.questions, said["calls"])
    return {
        "pm4py": said["pm4py"],
        "import": {"ours": ours, "pm4py": theirs},
        "answers": answers,
        "unanswered": {one.id: one.why for one in log.questions if not one.asks},
        "equal": sum(one["pm4py"] == one["ours"] for one in answers),
        "unexplained": [one for one in answers if one["pm4py"] != one["ours"] and not one["why"]],
        "checking": {"ours": checking, "pm4py": whole, "pm4py_cheapest": least},
        "calls": said["calls"],
        "ratio": round(least["seconds"] / checking["seconds"], 1),
        "cpu_ratio": round(least["cpu_seconds"] / checking["cpu_seconds"], 1),
        "ratio_every_function": round(whole["seconds"] / checking["seconds"], 1),
        "cpu_ratio_every_function": round(whole["cpu_seconds"] / checking["cpu_seconds"], 1),
    }


def _ask(python: Path, log: Path, asks: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    done = subprocess.run(
        [str(python), str(THEIR_SIDE), "check", str(log)],
        input=json.dumps(asks), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"pm4py failed:\n{done.stderr[-4000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def cheapest(questions: Sequence[Question], calls: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The calls that suffice if every question goes to the function that answers it fastest.

    A call that answers several questions at once is paid in equal parts.
    """
    cost = {
        ask: {part: call[part] / len(call["asks"]) for part in ("seconds", "cpu_seconds")}
        for call in calls
        for ask in call["asks"]
    }
    chosen: list[dict[str, float]] = []
    number = 0
    for question in questions:
        own = [cost[number + n] for n in range(len(question.asks))]
        number += len(own)
        if own:
            chosen.append(min(own, key=lambda one: one["cpu_seconds"]))
    return _sum(chosen)


def _sum(calls: Sequence[dict[str, Any]]) -> dict[str, float]:
    return {
        part: round(sum(call[part] for call in calls), 4) for part in ("seconds", "cpu_seconds")
    }


def _show(name: str, found: dict[str, Any]) -> None:
    lines = [f"{name} · pm4py {found['pm4py']}", f"  {'taking in':34}{'ours':>10}{'pm4py':>10}"]
    ours, theirs = found["import"]["ours"], found["import"]["pm4py"]
    lines += [
        f"  {what:34}{ours[key]:10,}{theirs[key]:10,}"
        for what, key in (
            ("seconds", "import_seconds"),
            ("processor seconds", "cpu_seconds"),
            ("peak MB, largest process", "peak_mb"),
            ("peak MB, all processes", "peak_tree_mb"),
        )
    ]
    lines.append("  checking")
    for answer in found["answers"]:
        mark = "=" if answer["pm4py"] == answer["ours"] else "≠"
        label = f"{answer['question']} ({answer['function']})"
        note = "" if mark == "=" else f"  {answer['why'] or 'UNEXPLAINED'}"
        lines.append(f"  {label:68}{answer['ours']:9,} {mark} {answer['pm4py']:9,}{note}")
    lines += [f"  {one:68} no function: {why}" for one, why in found["unanswered"].items()]
    checking = found["checking"]
    for label, key in (
        ("ours, one run of all", "ours"),
        ("pm4py, every function", "pm4py"),
        ("pm4py, cheapest per question", "pm4py_cheapest"),
    ):
        cost = checking[key]
        lines.append(f"  {label:34}{cost['seconds']:10.3f} s{cost['cpu_seconds']:10.3f} cpu s")
    lines.append(
        f"  ratio to the cheapest {found['ratio']} (processor {found['cpu_ratio']}); to every "
        f"function {found['ratio_every_function']} (processor "
        f"{found['cpu_ratio_every_function']})"
    )
    print("\n".join(lines), file=sys.stderr)


if __name__ == "__main__":
    main()
