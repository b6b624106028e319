"""``zhunsheng-web fill``: a workbench to try things on, from the simulated month."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from zhunsheng_web.filling.demonstration import fill
from zhunsheng_web.record import log
from zhunsheng_web.ui.templatetags.words import say


class Command(BaseCommand):
    help = (
        "把模拟的关区和人员、比对结果装入空的工作台 / "
        "fill an empty workbench with the simulated service"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--practice", type=Path, default=Path("practice/china-customs"),
            help="演练业务目录 / folder of the practice service",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "只在示范环境中装入虚构人员：请设 ZHUNSHENG_DEMO=1 / "
                "invented people are put into a demonstration only: set ZHUNSHENG_DEMO=1"
            )
        call_command("migrate", verbosity=0)
        log.set_up()
        done = fill(options["practice"])
        self.stdout.write(f"{done.offices} offices, {done.people} people")
        for given in done.accounts:
            one = given.posting
            self.stdout.write(
                f"{given.account.username:16} {one.person.name_zh} {say(one.office.title)} "
                f"{one.title_zh}"
            )
