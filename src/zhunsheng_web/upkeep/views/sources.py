"""Sources: every batch that came in adds up; which source has fallen silent; recorded gaps."""

from __future__ import annotations

import datetime as dt
import errno
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng.flow import folder_unreadable
from zhunsheng.model.act import Gap
from zhunsheng.model.errors import Problem, ZhunshengError
from zhunsheng.trace import Store
from zhunsheng.trace.manifest import Manifest
from zhunsheng_web.clock import now
from zhunsheng_web.upkeep.door import needs

SILENT_DAYS = 35
"""A source that brings a file a month is silent after this many days."""
SHOWN = 100


@needs("runs.see")
def sources(request: HttpRequest) -> HttpResponse:
    folder = Path(settings.TRACE)
    batches: list[Manifest] = []
    gaps: list[Gap] = []
    problems: list[Problem] = []
    try:
        if not folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        store = Store(folder)
        batches, gaps = store.batches(), store.gaps()
    except ZhunshengError as fault:
        problems = list(fault.problems)
    except OSError as fault:
        problems = [folder_unreadable(folder, fault)]
    return render(
        request,
        "upkeep/sources.html",
        {
            "sources": _by_source(batches, now()),
            "batches": batches[::-1][:SHOWN],
            "gaps": gaps,
            "silent_days": SILENT_DAYS,
            "problems": problems,
        },
    )


def _by_source(batches: list[Manifest], moment: dt.datetime) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for batch in batches:
        one = found.setdefault(
            batch.source,
            {"name": batch.source, "batches": 0, "rows": 0, "accepted": 0, "rejected": 0,
             "duplicate": 0, "last": None, "came": None},
        )  # fmt: skip
        one["batches"] += 1
        for name in ("rows", "accepted", "rejected", "duplicate"):
            one[name] += getattr(batch.counts, name)
        one["last"] = max(filter(None, (one["last"], batch.last_happened_at)), default=None)
        one["came"] = max(filter(None, (one["came"], batch.committed_at)), default=None)
    for one in found.values():
        one["last"] = one["last"] and dt.datetime.fromisoformat(one["last"]).replace(tzinfo=dt.UTC)
        one["came"] = dt.datetime.fromisoformat(one["came"])
        one["silent"] = (moment - one["came"]).days > SILENT_DAYS
        one["adds_up"] = one["rows"] == one["accepted"] + one["rejected"] + one["duplicate"]
    return sorted(found.values(), key=lambda one: str(one["name"]))
