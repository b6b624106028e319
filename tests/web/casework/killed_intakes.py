"""Run by ``test_intake_kills``: takes a run in, is killed at a named point, takes it in again.

In a process of its own with a home folder of its own. Prints, for each point, what the process died
of and whether what stands afterwards is what an undisturbed intake gives.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

HOME = Path(sys.argv[1]) if __name__ == "__main__" else Path()
if __name__ == "__main__":
    os.environ["ZHUNSHENG_HOME"] = str(HOME / "home")
    os.environ["DJANGO_SETTINGS_MODULE"] = "web.settings"
POINTS = (
    "casework.intake.yardsticks",
    "casework.intake.write",
    "casework.taking.writing._all",
    "casework.intake.clear",
    "casework.intake.raise_beside",
    "casework.tally.add",
    "record.log.write",
    "record.deed.Sealed",
    "casework.intake.write@2",
    "casework.intake.write@4",
    "casework.intake.keep",
    "casework.taking.writing._all@2",
    "casework.taking.writing._all@9",
    "casework.tally.add@3",
    "record.log.write@2",
    "record.log.write@3",
    "record.deed.Sealed@2",
    "record.deed.Sealed@4",
)
"""Just before each of these is used (``@``: for which time), and (Sealed) between the seal and the
commit. Portions are of one warning here, so that some die between two."""


def main() -> None:
    import tempfile

    tempfile.mkdtemp = lambda *_, **__: os.environ["ZHUNSHENG_HOME"]  # type: ignore[assignment,misc]
    (HOME / "home").mkdir()
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from web.casework.runs import Fines, fine, heard
    from web.world import build_world
    from zhunsheng_web.casework.law import register
    from zhunsheng_web.record import log

    register()  # some seconds, once for all children

    def judge() -> None:
        fines = Fines(HOME / "fines")
        first = fines.run(fine("c0", "W6", "6402"))
        second = fines.run(
            heard("c0"),
            fine("c1"),
            fine("c2"),
            fine("c3"),
            fine("c4", "W2"),
            heard("c4"),
            fine("c5", "W2"),
            fine("c6", "W3"),
            fine("c7", "W4"),
        )
        (HOME / "runs.json").write_text(json.dumps([first.folder.name, second.folder.name]))

    in_child(judge)
    call_command("migrate", verbosity=0)
    build_world()
    log.set_up()
    log.forget()
    connections.close_all()
    in_child(lambda: take(0))
    shutil.copytree(HOME / "home", HOME / "fresh")
    in_child(lambda: keep("undisturbed"))
    found = {}
    for point in sys.argv[2:] or POINTS:
        shutil.rmtree(HOME / "home")
        shutil.copytree(HOME / "fresh", HOME / "home")
        died = in_child(lambda name=point: taken(kill_at=name))  # type: ignore[misc]
        half = in_child(lambda: keep("half", again=False))
        after = in_child(lambda: keep("after"))
        found[point] = [died, half, after, said("half"), said("after") == said("undisturbed")]
    print(json.dumps(found))


def in_child(body: Callable[[], object]) -> int:
    """Runs it in a child process; the signal it died of, or its exit code negated."""
    child = os.fork()
    if child == 0:
        body()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)


def taken(kill_at: str = "") -> None:
    import importlib

    from zhunsheng_web.casework.taking import portions

    portions.MOST_CAUSES, portions.PAUSE_SECONDS = 1, 0
    if kill_at:
        place, _, times = kill_at.partition("@")
        room, _, name = place.rpartition(".")
        left = [int(times or 1)]
        module = importlib.import_module(f"zhunsheng_web.{room}")

        target = getattr(module, name)
        true = target.objects.bulk_create if isinstance(target, type) else target  # type: ignore[attr-defined]

        def die(*given: object, **named: object) -> object:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return true(*given, **named)

        if isinstance(target, type):
            target.objects.bulk_create = die  # type: ignore[attr-defined]
        else:
            setattr(module, name, die)
    take(1)


def take(which: int) -> None:
    """Takes in the run before, or the one that is disturbed: it clears what that one found."""
    from web.world import NOW
    from zhunsheng_web.casework.intake import take_in

    name = json.loads((HOME / "runs.json").read_text())[which]
    take_in(HOME / "fines" / "runs" / name, HOME / "fines" / "trace", now=NOW)


def keep(name: str, *, again: bool = True) -> None:
    """Takes the run in (again) and writes down what stands."""
    from zhunsheng_web.casework.models import Event, Finding, Intake, Warning
    from zhunsheng_web.casework.tally import kept, recounted

    if again:
        taken()
    told = {
        "warnings": sorted(Warning.objects.values_list("group_key", "level", "rows", "stage")),
        "rows": sorted(Finding.objects.values_list("key", "warning__group_key")),
        "events": Event.objects.count(),
        "intakes": Intake.objects.count(),
        "sums": list(Intake.objects.values_list("findings", "fresh", "known", "warnings")),
        "counted": sum(
            Warning.objects.exclude(group_key__endswith="|raised").values_list("rows", flat=True)
        ),
        "tally": kept() == recounted(),
    }
    (HOME / f"{name}.json").write_text(json.dumps(told))


def said(name: str) -> dict[str, object]:
    told: dict[str, object] = json.loads((HOME / f"{name}.json").read_text())
    return told


if __name__ == "__main__":
    main()
