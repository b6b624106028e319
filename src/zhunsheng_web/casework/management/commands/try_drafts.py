"""``zhunsheng-web try_drafts``: tries the drafts that wait for it, and ends."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from zhunsheng_web.casework.trying import work_off
from zhunsheng_web.clock import now


class Command(BaseCommand):
    help = "Try queued drafts of standards on history / 用历史数据试行排队的标准草案"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(work_off(now=now())))
