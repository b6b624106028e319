"""``zhunsheng-web tell-watchers``: tells people of new warnings that meet what they watch."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from zhunsheng_web.boards.watching import tell_watchers
from zhunsheng_web.clock import now


class Command(BaseCommand):
    help = (
        "把新产生的、符合关注条件的预警告知关注人；可随时重复执行 / "
        "tell people of new warnings that meet what they watch; safe to repeat at any time"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = tell_watchers(now())
        self.stdout.write(f"告知 {made} 人次 / {made} notices")
