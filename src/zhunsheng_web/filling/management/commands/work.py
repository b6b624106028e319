"""``zhunsheng-web work``: beside the pages, does what is due: limits, drafts, new runs, figures of
work, watches."""

from __future__ import annotations

import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from zhunsheng_web.boards.models import Worked
from zhunsheng_web.boards.surveying import survey
from zhunsheng_web.boards.watching import tell_watchers
from zhunsheng_web.book.editions import keep_edition
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.intake import take_in, waiting
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Intake
from zhunsheng_web.casework.trying import work_off
from zhunsheng_web.clock import now, today


class Command(BaseCommand):
    help = (
        "随工作台运行：到时提醒和上交、试行草案、接收新的比对结果、统计作业量、触发关注 / "
        "beside the workbench: limits, trials of drafts, new runs, figures of work, watches"
    )

    _surveyed: str | None = None
    """The run after which work was last counted by this process."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every", type=float, default=20.0, help="间隔秒数 / seconds between rounds"
        )
        parser.add_argument("--once", action="store_true", help="只做一遍 / one round")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _end)
        try:
            self.round()
            while not options["once"]:
                time.sleep(options["every"])
                self.round()
        except KeyboardInterrupt:
            return

    def round(self) -> None:
        """Everything that is due now; what fails is told and does not keep the rest from it."""
        for name, work in self._works().items():
            try:
                work()
            except Exception as error:
                self.stderr.write(f"{now():%Y-%m-%d %H:%M} {name}: {error}")
            finally:
                close_old_connections()

    def _works(self) -> dict[str, Callable[[], object]]:
        return {
            "take-in": _new_runs,
            "tick": lambda: tick(now()),
            "figures": self._count_work,
            "editions": lambda: keep_edition(today()),
            "trials": lambda: work_off(now=now()),
            "watches": lambda: tell_watchers(now()),
        }

    def _count_work(self) -> None:
        """The figures of work, anew after each run that was taken in: what breaches are held
        against."""
        latest = Intake.objects.order_by("-taken_at", "-pk").first()
        if latest is None or latest.run == self._surveyed:
            return
        counted = Worked.objects.filter(surveyed_at__gte=latest.taken_at)
        if not counted.exists():
            survey(register(), Path(settings.TRACE), Path(settings.RUNS), now=now())
        self._surveyed = latest.run


def _new_runs() -> None:
    for run in waiting(settings.RUNS):
        take_in(run.folder, now=now())


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
