"""Says whose export a file or a fragment of one comes from."""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from openpyxl import load_workbook

from zhunsheng_web.clock import now
from zhunsheng_web.export.marks import read, tell
from zhunsheng_web.export.models import Export
from zhunsheng_web.record.deed import note

_LARGEST = 64 << 20
_ENOUGH = 200
"""Marks that are looked up; a file of thousands is told by fewer."""


class Command(BaseCommand):
    """``zhunsheng-web whose FILE``."""

    help = "说明一份表格（或其片段）由谁导出 / say who took out a table or a fragment of one"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="xlsx, csv or plain text")

    def handle(self, *_: Any, file: Path, **__: Any) -> None:
        """Prints the exports, most marks first. The looking is sealed."""
        try:
            pairs = read(cells_of(file))
        except (OSError, ValueError) as error:
            raise CommandError(f"{file}: 读不出 / cannot be read: {error}") from error
        if not pairs:
            raise CommandError(
                "没有发现导出标记 / no marks of an export: 标记在行标或编号一列的末尾，形如 "
                "…-k3d9q2 / they end the column of numbers, such as …-k3d9q2"
            )
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        note("export.whose", who="console", on=("file", digest), now=now())
        tried = pairs[:_ENOUGH]
        told = tell(tried, Export.objects.values_list("token", "salt").iterator())
        # One chance hit in 2**30 is no proof; two of the same export are.
        sure = [(token, hits) for token, hits in told.most_common() if hits >= min(2, len(tried))]
        if not sure:
            raise CommandError("这些标记不属于本系统的任何一次导出 / no export of this workbench")
        for token, hits in sure:
            one = Export.objects.select_related("person").get(token=token)
            self.stdout.write(
                f"{hits}/{len(tried)}  {one.person.code} {one.person.name_zh}  "
                f"{one.office_path}  {one.made_at:%Y-%m-%d %H:%M %Z}  "
                f"{one.kind}  封存记录 / sealed record {one.leaf}"
            )


def cells_of(file: Path) -> Iterator[str]:
    """The texts of a workbook, a CSV file or plain text. Raises OSError, ValueError."""
    if file.stat().st_size > _LARGEST:
        raise ValueError(f"> {_LARGEST >> 20} MB")
    content = file.read_bytes()
    if content[:2] == b"PK":
        try:
            book = load_workbook(io.BytesIO(content), data_only=True)
        except Exception as error:  # whatever a damaged archive makes of it
            raise ValueError(str(error)) from error
        for page in book:
            for row in page.iter_rows(values_only=True):
                yield from (cell for cell in row if isinstance(cell, str))
        return
    text = content.decode("utf-8-sig", errors="replace")
    for line in csv.reader(io.StringIO(text.replace("\0", ""))):
        for cell in line:
            yield cell
            yield from re.split(r"[\s,;，；、|]+", cell)
