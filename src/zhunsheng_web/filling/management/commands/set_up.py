"""``zhunsheng-web set-up``: tables, the sealed log, the three administrators one begins with."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from zhunsheng_web.clock import now
from zhunsheng_web.filling.beginning import ADMINISTRATORS, Begun, Newcomer, begin
from zhunsheng_web.record import log

_EXAMPLE = "zhunsheng-web set-up --system 0001=张三 --security 0002=李四 --audit 0003=王五"


class Command(BaseCommand):
    help = (
        "建立工作台：数据表、封存日志，并设三名管理员（系统、安全、审计，各为一人）/ set up a "
        "workbench: tables, the sealed log, and three administrators, each another person"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in ADMINISTRATORS:
            parser.add_argument(f"--{name}", metavar="NUMBER=NAME", help="工号=姓名")
        parser.add_argument(
            "--office", default="0000=本单位", metavar="CODE=TITLE",
            help="最高一级单位 / the office at the top",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        log.set_up()
        given = {name: options[name] for name in ADMINISTRATORS}
        if not any(given.values()):
            self.stdout.write("数据表和封存日志已就绪。/ The tables and the sealed log are ready.")
            return
        missing = [f"--{name}" for name, told in given.items() if not told]
        if missing:
            raise CommandError(
                f"三名管理员须同时设定，缺少 {' '.join(missing)}；例：{_EXAMPLE} / "
                f"name all three administrators at once; missing: {' '.join(missing)}"
            )
        people = {name: _newcomer(told) for name, told in given.items()}
        try:
            begun = begin(people, office=_newcomer(options["office"]), now=now())
        except ValueError as error:
            raise CommandError(str(error)) from error
        for one in begun:
            self._tell(one)

    def _tell(self, one: Begun) -> None:
        self.stdout.write(
            f"{one.role.zh} {one.name}：用户名 {one.username}，初始密码 {one.password}，"
            f"第二因子登记码 {one.code}\n"
            f"{one.role.en} {one.name}: user name {one.username}, first password {one.password}, "
            f"code to set up the second factor {one.code}"
        )


def _newcomer(told: str) -> Newcomer:
    code, _, name = told.partition("=")
    if not code.strip() or not name.strip():
        raise CommandError(
            f"“{told}”应写成“工号=姓名”；例：{_EXAMPLE} / {told!r} should read NUMBER=NAME"
        )
    return Newcomer(code.strip(), name.strip())
