"""``tick``: what is due is done. A timer runs it every few minutes; twice at once does no harm."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.clock import now


class Command(BaseCommand):
    help = (
        "提醒、逾期、上交、恢复、抽样、静默到期，到时即办，可重复执行 / "
        "reminders, breaches, handing up, resuming, samples, ends of mutes; safe to repeat"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(tick(now())))
