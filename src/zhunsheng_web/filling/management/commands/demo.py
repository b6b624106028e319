"""``zhunsheng-web demo``: the simulated month as a workbench, filled and served on this machine."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from zhunsheng.flow import runs
from zhunsheng_web.access.roles import TITLES, Role
from zhunsheng_web.clock import now
from zhunsheng_web.filling.accounts import accounts_above, accounts_given
from zhunsheng_web.filling.demonstration import fill
from zhunsheng_web.filling.serving import free_port, serve
from zhunsheng_web.record import log

PORT = 8765


class Command(BaseCommand):
    help = (
        "示范：把模拟的一个月装入工作台，并在本机启动 / "
        "a demonstration: the simulated month in a workbench, served on this machine"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--practice", type=Path, default=Path("practice/china-customs"),
            help="演练业务目录 / folder of the practice service",
        )  # fmt: skip
        parser.add_argument("--port", type=int, default=PORT, help="端口 / port")
        parser.add_argument(
            "--no-serve", action="store_true", help="只装入，不启动 / fill, do not serve"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "只在示范环境中装入虚构人员：请设 ZHUNSHENG_DEMO=1 / "
                "invented people are put into a demonstration only: set ZHUNSHENG_DEMO=1"
            )
        if not runs(settings.RUNS):
            raise CommandError(
                f"{settings.RUNS} 中没有比对结果：请先运行 zhunsheng demo / "
                f"no finished run in {settings.RUNS}: run zhunsheng demo first"
            )
        call_command("migrate", verbosity=0, interactive=False)
        log.set_up()
        if accounts_given():
            self.stdout.write("工作台已有内容，直接使用。/ The workbench is filled already.")
        else:
            self.stdout.write(
                "第一次启动，先装入工作台，约需两三分钟。\n"
                "The first time, the workbench is filled: two or three minutes."
            )
            done = fill(options["practice"], say=self.stdout.write)
            self.stdout.write(
                f"单位 {done.offices} 个，人员 {done.people} 人，预警 {done.warnings} 件，"
                f"办理 {done.acts} 步。\n"
                f"{done.offices} offices, {done.people} people, {done.warnings} warnings, "
                f"{done.acts} steps of handling."
            )
        self._tell_accounts()
        if options["no_serve"]:
            return
        port = free_port(options["port"])
        self.stdout.write(
            f"\n工作台：http://127.0.0.1:{port}/ （按 Ctrl-C 结束）\n"
            f"The workbench: http://127.0.0.1:{port}/ (Ctrl-C ends it)"
        )
        serve(f"127.0.0.1:{port}", workers=2)

    def _tell_accounts(self) -> None:
        stands_at = localtime(now())
        self.stdout.write(
            f"\n示范时间 {stands_at:%Y-%m-%d %H:%M}。登录页列出下列账号，点击即可进入，不需密码。\n"
            f"The demonstration's time is {stands_at:%Y-%m-%d %H:%M}. The door lists these "
            "accounts; a click lets you in, no password."
        )
        for given in [*accounts_given(), *accounts_above()]:
            posting, title = given.posting, TITLES[Role(given.posting.role)]
            self.stdout.write(
                f"  {given.account.username:18}{title.zh}（{posting.person.name_zh}，"
                f"{posting.office.title_zh}）/ {title.en}"
            )
