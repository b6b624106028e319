"""How long something took: by the clock, by the processor, and on how busy a machine."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Spent:
    """Seconds by the clock and of processor time (all threads, user and system)."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def shown(self) -> dict[str, float]:
        return {"seconds": round(self.seconds, 4), "cpu_seconds": round(self.cpu_seconds, 4)}


@contextmanager
def measured(spent: Spent) -> Iterator[None]:
    """Adds to ``spent`` what the block takes in this process."""
    cpu, started = _cpu(), time.perf_counter()
    try:
        yield
    finally:
        spent.seconds += time.perf_counter() - started
        spent.cpu_seconds += _cpu() - cpu


def machine() -> dict[str, object]:
    """What else was going on: processors, and the load average over 1, 5 and 15 minutes."""
    return {"cpus": os.cpu_count(), "load": [round(one, 2) for one in os.getloadavg()]}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
