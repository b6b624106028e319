"""``zhunsheng-web survey``: counts how much was worked and by which ways, for the figures."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from zhunsheng.model.errors import ZhunshengError
from zhunsheng_web.boards.surveying import survey
from zhunsheng_web.casework.law import register
from zhunsheng_web.clock import now


class Command(BaseCommand):
    help = (
        "统计作业量和流程实际走法，供监控分析使用；可重复执行 / "
        "count how much was worked and by which ways, for the figures; safe to repeat"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trace", type=Path, default=None, help="履职痕迹目录 / the trace")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            trace = options["trace"] or Path(settings.TRACE)
            done = survey(register(), trace, Path(settings.RUNS), now=now())
        except ZhunshengError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"作业 {done.acts:,} 次，其中 {done.unplaced:,} 次的单位未登记；"
            f"流程图 {done.charts} 张；判定次数已知的标准 {done.standards} 条。\n"
            f"{done.acts:,} acts, {done.unplaced:,} of them at offices not known here; "
            f"{done.charts} charts; judgements known of {done.standards} standards."
        )
