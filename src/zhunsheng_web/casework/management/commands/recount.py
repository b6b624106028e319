"""``recount``: holds the kept figures against the warnings, or makes them anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from zhunsheng_web.casework import tally


class Command(BaseCommand):
    help = "Makes the figures over warnings anew; with --check, says whether they are right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            tally.recount()
            self.stdout.write(f"{len(tally.kept()):,} cells counted anew")
            return
        with transaction.atomic():
            told, true = tally.kept(), tally.recounted()
        wrong = [key for key in told.keys() | true.keys() if told.get(key) != true.get(key)]
        if wrong:
            first = min(wrong)
            raise CommandError(
                f"{len(wrong):,} of {len(true):,} cells are wrong, the first: {tuple(first)}: "
                f"kept {told.get(first)}, counted {true.get(first)}. "
                "`zhunsheng-web recount` makes them anew."
            )
        self.stdout.write(f"{len(true):,} cells, all as counted")
