"""Kills a clerk's process again and again, and counts what that cost.

``python -m web.faults.killer HOME TRIALS SEED EAGER`` prints what was found as JSON. Every trial is
a process of its own, split off from one that has read the register already; it goes on where the
last one was killed. ``EAGER`` 1: the broken variant, which acknowledges before it acts.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any


def work(eager: bool, say: int) -> None:
    from web.world import NOW
    from zhunsheng_web.access.actor import actor_of
    from zhunsheng_web.access.models import Person
    from zhunsheng_web.casework.models import Warning
    from zhunsheng_web.casework.verbs.handling import sign
    from zhunsheng_web.record import log

    head = actor_of(Person.objects.get(code="SH1"), NOW.date())
    log.log()
    waiting = Warning.objects.filter(stage="generated").order_by("pk")
    os.write(say, b"READY\n")
    for token in list(waiting.values_list("token", flat=True)[:200]):
        if eager:
            os.write(say, f"{token}\n".encode())
        sign(token, actor=head, now=NOW, revision=1)
        if not eager:
            os.write(say, f"{token}\n".encode())


def trial(eager: bool, chance: random.Random) -> list[str]:
    """One process, killed; the warnings it had said were done."""
    hear, say = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        try:
            work(eager, say)
        finally:
            os._exit(0)
    os.close(say)
    with os.fdopen(hear, "rb") as heard:
        assert heard.readline() == b"READY\n"
        # Some acts, however slow the machine is, and then somewhere within the next.
        told = b"".join(heard.readline() for _ in range(chance.randint(0, 4)))
        time.sleep(chance.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told += heard.read()
    return [line.decode().strip() for line in told.splitlines(True) if line.endswith(b"\n")]


def run(home: Path, trials: int, seed: int, *, eager: bool) -> dict[str, Any]:
    from django.db import connection

    from zhunsheng.seal.checkpoint import SecretKey
    from zhunsheng.seal.verify import verify_log
    from zhunsheng_web.casework.law import register
    from zhunsheng_web.clock import now
    from zhunsheng_web.record import log
    from zhunsheng_web.record.reconciling import reconcile

    register()
    chance = random.Random(seed)
    toll: dict[str, Any] = {"acknowledged": 0, "lost": 0, "twice": 0, "half": 0, "abandoned": 0}
    for _ in range(trials):
        connection.close()
        log.forget()
        done = trial(eager, chance)
        toll["acknowledged"] += len(done)
        with sqlite3.connect(home / "workbench.sqlite3") as db:
            signed = dict(
                db.execute(
                    "SELECT w.token, count(*) FROM casework_warning w JOIN casework_event e "
                    "ON e.warning_id = w.id WHERE e.verb = 'sign' GROUP BY 1"
                )
            )
            (half,) = db.execute(
                "SELECT count(*) FROM casework_warning w WHERE (w.stage = 'assigned') <> EXISTS "
                "(SELECT 1 FROM casework_event e JOIN record_sealedact s ON s.deed = e.deed "
                "WHERE e.warning_id = w.id AND s.leaf IS NOT NULL)"
            ).fetchone()
        toll["lost"] += sum(token not in signed for token in done)
        toll["twice"] += sum(count > 1 for count in signed.values())
        toll["half"] += half
        orphans, missing = reconcile(now())
        toll["abandoned"] += len(orphans)
        toll["lost"] += len(missing)
    log.forget()
    key = SecretKey.parse(log.key_file().read_text()).public_key
    toll["findings"] = len(verify_log(log.folder(), [key]).findings)
    return toll


if __name__ == "__main__":
    home, trials, seed, eager = sys.argv[1:]
    os.environ["ZHUNSHENG_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhunsheng_web.settings"
    import django

    django.setup()
    print(json.dumps(run(Path(home), int(trials), int(seed), eager=eager == "1")))
