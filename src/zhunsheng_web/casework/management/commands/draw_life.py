"""``draw-life``: the drawing and the tables in docs/*/casework.md, made anew from the data."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from zhunsheng.model.text import Language
from zhunsheng_web.casework.drawing import drawn_into

LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Command(BaseCommand):
    help = "按流转表重新生成处置文档中的图表 / make the drawing and tables of casework.md anew"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=Path("docs"))

    def handle(self, *args: Any, **options: Any) -> None:
        for language in LANGUAGES:
            page = options["folder"] / language / "casework.md"
            page.write_text(drawn_into(page.read_text("utf-8"), language), "utf-8")
            self.stdout.write(str(page))
