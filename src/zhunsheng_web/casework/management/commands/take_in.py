"""``zhunsheng-web take-in RUN_FOLDER`` or ``--all``: finished runs become warnings."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from zhunsheng.model.errors import ZhunshengError
from zhunsheng_web.casework.intake import take_in, waiting
from zhunsheng_web.casework.models import Intake
from zhunsheng_web.clock import now


class Command(BaseCommand):
    help = (
        "把比对结果接收为预警：每条线索只接收一次，可重复执行 / "
        "take finished runs in as warnings, each finding once; safe to repeat"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="*", type=Path, help="比对结果目录 / folder of a run")
        parser.add_argument(
            "--all", action="store_true", help="接收全部尚未接收的 / every run not taken in yet"
        )
        parser.add_argument("--trace", type=Path, default=None, help="履职痕迹目录 / the trace")

    def handle(self, *args: Any, **options: Any) -> None:
        folders: list[Path] = [*options["folder"]]
        if options["all"]:
            folders += [run.folder for run in waiting(settings.RUNS)]
        if not folders and not options["all"]:
            raise CommandError(
                "请写明比对结果目录，或用 --all / name the folder of a run, or say --all"
            )
        for folder in folders:
            try:
                self._tell(take_in(folder, options["trace"], now=now()))
            except ZhunshengError as error:
                raise CommandError(str(error)) from error

    def _tell(self, one: Intake) -> None:
        self.stdout.write(
            f"{one.run}：线索 {one.findings} 条 = 新 {one.fresh} + 已有 {one.known} + 静默 "
            f"{one.muted}；更正消除 {one.cleared} 条，新生成预警 {one.warnings} 件。\n"
            f"{one.run}: {one.findings} findings = {one.fresh} fresh + {one.known} known + "
            f"{one.muted} muted; {one.cleared} cleared, {one.warnings} warnings made."
        )
