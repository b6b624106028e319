"""``zhunsheng register publish``: the public powers as a static site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhunsheng.cli.language import both
from zhunsheng.cli.options import AsJson
from zhunsheng.cli.register import Day, Folder
from zhunsheng.cli.run import day_asked
from zhunsheng.cli.session import session_of
from zhunsheng.cli.waiting import waiting
from zhunsheng.flow import load_register
from zhunsheng.model.text import Text
from zhunsheng.publish import publish

PUBLISH_HELP = both(
    "亮权：把对外公开的权责事项生成为中英文静态网站，不含岗位、风险点、标准等内部内容；"
    "无需服务器即可查找，附机读数据和各文件摘要。",
    "Show: write the public powers as a static site in Chinese and English, without posts, risk "
    "points, standards or anything internal; searchable without a server, with data and digests.",
)
PUBLISH_EXAMPLE = both(
    "zhunsheng register publish registers/traffic-fines --to site/2012-05-01 --on 2012-05-01",
    "zhunsheng register publish registers/traffic-fines --to site/2012-05-01 --on 2012-05-01",
)


def publish_command(
    context: typer.Context,
    register: Folder,
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="DIR",
            help=both("写到哪个目录，须为空或不存在", "the folder to write; new or empty"),
        ),
    ],
    on: Day = None,
    as_json: AsJson = False,
) -> int:
    session = session_of(context)
    day = day_asked(on) if on is not None else session.today
    with waiting(session, Text("公布权责清单", "publishing the register")):
        done = publish(load_register(register), to, on=day)
    if as_json:
        session.give(
            {
                "folder": str(done.folder),
                "on": done.on,
                "powers": done.powers,
                "files": done.files,
                "digest": done.digest,
                "manifest": done.manifest,
            }
        )
        return 0
    session.tell(
        f"已公布 {done.powers} 项权责事项（{done.on} 有效），共 {done.files} 个文件：{done.folder}",
        f"published {done.powers} powers as of {done.on}, {done.files} files: {done.folder}",
    )
    session.tell(f"清单摘要 {done.digest}", f"digest of the list {done.digest}")
    session.tell(f"文件摘要 {done.manifest}", f"digest of the files {done.manifest}")
    return 0
