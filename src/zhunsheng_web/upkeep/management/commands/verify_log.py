"""``zhunsheng-web verify_log [FILE]``: holds the sealed log against its checkpoints."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from zhunsheng_web.clock import now
from zhunsheng_web.ui.templatetags.words import both
from zhunsheng_web.upkeep.proving import verify_into


class Command(BaseCommand):
    help = "核验封存日志未被改写 / verifies that nobody rewrote the sealed log"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        place = options["file"]
        if place is None:
            place = Path(settings.HOME) / "proofs" / f"{now():%Y%m%dT%H%M%S%f}.json"
            place.parent.mkdir(parents=True, exist_ok=True)
        proof = verify_into(place, now())
        if proof.findings:
            raise CommandError("\n".join(both(one["zh"], one["en"]) for one in proof.findings))
        self.stdout.write(
            both(
                "{n} 条记录、{m} 个检查点，未发现改写。",
                "{n} records, {m} checkpoints: nothing was changed.",
                n=proof.size,
                m=proof.checkpoints,
            )
        )
