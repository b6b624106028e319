"""``zhunsheng-web serve``: the workbench, behind the web server of the house."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from zhunsheng_web.filling.serving import serve
from zhunsheng_web.record import log


class Command(BaseCommand):
    help = (
        "启动工作台（前面应有提供 HTTPS 的网关）/ serve the workbench, behind a gateway with HTTPS"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bind", default="127.0.0.1:8765", metavar="HOST:PORT",
            help="监听地址 / where to listen",
        )  # fmt: skip
        parser.add_argument(
            "--workers", type=int, default=2, help="进程数，约为核数 / processes, about one a core"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not log.folder().exists():
            raise CommandError(
                "工作台尚未建立：请先运行 zhunsheng-web set-up / "
                "there is no workbench yet: run zhunsheng-web set-up first"
            )
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        self.stdout.write(f"http://{options['bind']}/")
        serve(options["bind"], workers=options["workers"])
