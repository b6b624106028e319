"""A process that handles warnings one after the other and says each time that it is done.

``python -m web.faults.clerk prepare HOME ACTS`` makes a workbench; ``… work HOME SYNCHRONOUS``
signs for and explains its warnings, and writes ``ACK n`` after the n-th act has returned.
"""

from __future__ import annotations

import os
import sys


def prepare(acts: int) -> None:
    from django.core.management import call_command

    from web.world import build_world
    from zhunsheng_web.record import log

    call_command("migrate", verbosity=0)
    log.set_up()
    world = build_world()
    for _ in range(acts // 2):
        world.warning(level=4)
    log.forget()


def work(synchronous: str) -> None:
    from django.db import connection

    from web.world import NOW
    from zhunsheng_web.access.actor import actor_of
    from zhunsheng_web.access.models import Person
    from zhunsheng_web.casework.law import register
    from zhunsheng_web.casework.models import Warning
    from zhunsheng_web.casework.verbs.handling import explain, sign
    from zhunsheng_web.record import log

    register()
    head = actor_of(Person.objects.get(code="SH1"), NOW.date())
    tokens = list(Warning.objects.order_by("pk").values_list("token", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA wal_autocheckpoint=40")
    log.log()
    os.write(1, b"READY\n")
    done = 0
    for token in tokens:
        sign(token, actor=head, now=NOW, revision=1)
        done += 1
        os.write(1, f"ACK {done}\n".encode())
        explain(token, text="人手不足", actor=head, now=NOW, revision=2)
        done += 1
        os.write(1, f"ACK {done}\n".encode())
    os.write(1, b"END\n")
    os._exit(0)


if __name__ == "__main__":
    what, home, given = sys.argv[1:]
    os.environ["ZHUNSHENG_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhunsheng_web.settings"
    import django

    django.setup()
    if what == "prepare":
        prepare(int(given))
    else:
        work(given)
