"""Queued drafts are tried on history, one at a time, each in a process of its own.

What comes out is kept with the proposal (``Proposal.trial``)::

    {state: queued | running | done | failed, draft: digest of the draft that was tried,
     asked_at, started_at, ended_at, faults: [[zh, en]],
     result: {draft, in_force: {passed, failed, not_evaluated}, both, only_draft, only_in_force,
              as_of, offices: {office code: {part: hits}}, examples: {part: [[subject, day, office,
              officer]]}, judged: [[warning row, draft finds it, what is in force finds it]]}}

of a chart and a grant, which are judged by several rules over the last year, besides::

     since, rules: [{zh, en, draft, in_force: as above or none}] (those that differ), alike: how
     many do not, untried: [[zh, en]], remarks: [[zh, en]] (what the register's own check says of
     the changed register)
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from zhunsheng_web.casework.models import Finding, Proposal, Warning
from zhunsheng_web.casework.proposal_stages import ProposalKind
from zhunsheng_web.casework.stages import Conclusion
from zhunsheng_web.casework.trial_process import DRAFT, SIDES, subjects
from zhunsheng_web.record.deed import deed

LONGEST_SECONDS = 1_200
"""A trial that takes longer is ended."""
GIVEN_UP_AFTER = dt.timedelta(minutes=40)
"""A trial under way for longer died with its worker, and is taken up again."""
JUDGED = 500
"""The latest judged warnings a draft is held against."""
_SETTLED = (Conclusion.FOUNDED, Conclusion.PARTLY, Conclusion.UNFOUNDED)
WORKER = "workbench"


def work_off(*, now: dt.datetime, most: int = 10) -> int:
    """Tries what is queued, the oldest first, from ``now`` on; how many were tried."""
    begun, tried = time.monotonic(), 0

    def moment() -> dt.datetime:
        # A trial takes minutes: by the first one's clock the third would look given up at once.
        return now + dt.timedelta(seconds=time.monotonic() - begun)

    while tried < most and (proposal := _claim(moment())) is not None:
        told = _tried(proposal)
        _settle(proposal, told, moment())
        tried += 1
    return tried


def _claim(now: dt.datetime) -> Proposal | None:
    stale = (now - GIVEN_UP_AFTER).isoformat()
    with transaction.atomic():
        found = (
            Proposal.objects.select_for_update()
            .filter(
                Q(trial__state="queued") | Q(trial__state="running", trial__started_at__lt=stale)
            )
            .order_by("trial__asked_at", "pk")
            .first()
        )
        if found is not None:
            found.trial |= {"state": "running", "started_at": now.isoformat()}
            found.save(update_fields=["trial"])
    return found


def _tried(proposal: Proposal) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="zhunsheng-trying-") as name:
        folder = Path(name)
        (folder / DRAFT).write_text(proposal.draft, encoding="utf-8")
        where = [str(settings.REGISTER), str(settings.TRACE), str(folder)]
        command = [sys.executable, "-m", "zhunsheng_web.casework.trial_process"]
        command += [proposal.kind, proposal.target, *where]
        try:
            subprocess.run(command, timeout=LONGEST_SECONDS, capture_output=True, check=False)
        except subprocess.TimeoutExpired:
            return {
                "faults": [
                    [
                        "试行超过 20 分钟，已停止。请缩小适用范围后再试。",
                        "The trial took longer than 20 minutes and was ended. Narrow the scope "
                        "and try again.",
                    ]
                ]
            }
        result = folder / "result.json"
        if not result.exists():
            return {
                "faults": [
                    [
                        "试行未能完成（进程中断）。请再试一次；若仍失败，请告知系统管理员。",
                        "The trial did not finish: its process broke off. Try once more; if it "
                        "fails again, tell the system administrator.",
                    ]
                ]
            }
        told: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        if "faults" not in told:
            told["judged"] = _judged(proposal, folder)
        return told


def _judged(proposal: Proposal, folder: Path) -> list[list[Any]]:
    """Whether each side still finds a row of each judged warning: of those of the standard; of a
    chart or grant, whose rules speak of other things than standards do, of those behind it."""
    known = Warning.objects.filter(conclusion__in=_SETTLED)
    if proposal.kind == ProposalKind.STANDARD:
        known = known.filter(yardstick__standard=proposal.target)
    else:
        known = known.filter(proposals=proposal)
    judged = known.order_by("-first_on", "-pk").values_list("pk", flat=True)[:JUDGED]
    found = [subjects(folder, side) for side in SIDES]
    rows: dict[int, list[bool]] = {number: [False] * len(SIDES) for number in judged}
    for number, kind, name in Finding.objects.filter(warning_id__in=list(rows)).values_list(
        "warning_id", "subject_type", "subject_id"
    ):
        for side, subject in enumerate(found):
            rows[number][side] |= (kind, name) in subject
    return [[number, *sides] for number, sides in rows.items()]


def _settle(proposal: Proposal, told: dict[str, Any], now: dt.datetime) -> None:
    """Keeps what came out, unless the draft was rewritten or tried anew meanwhile."""
    with deed("proposal.tried", who=WORKER, on=("proposal", proposal.token), now=now,
              why=proposal.kind) as act:  # fmt: skip
        held = Proposal.objects.select_for_update().get(pk=proposal.pk)
        is_same = all(held.trial.get(key) == proposal.trial[key] for key in ("draft", "asked_at"))
        if not is_same:
            act.counts["kept"] = 0
            return
        faults = told.get("faults")
        held.trial |= {
            "state": "failed" if faults else "done",
            "ended_at": now.isoformat(),
            **({"faults": faults} if faults else {"result": told}),
        }
        held.tried_at = now
        held.save(update_fields=["trial", "tried_at"])
        act.counts["kept"] = 1
        for part in ("both", "only_draft", "only_in_force"):
            if part in told:
                act.counts[part] = told[part]
