"""After a crash: records of acts that never took effect are found, and the log says so.

A record is sealed before its transaction commits. Where the process died between the two, the log
tells of an act the database knows nothing of; a record ``abandoned`` is sealed after it. The other
way round cannot be: without its record nothing is committed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from zhunsheng.seal.record import Record, RecordError
from zhunsheng.seal.tiles import Tiles
from zhunsheng.seal.tree import WIDTH
from zhunsheng_web.record import log
from zhunsheng_web.record.deed import digest_of
from zhunsheng_web.record.models import Reconciled, SealedAct

WHO = "system:reconcile"
ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Missing:
    """An act that was committed, and whose record the log does not hold: somebody put back an
    older log, or took records away."""

    deed: str
    leaf: int


def reconcile(now: dt.datetime) -> tuple[list[int], list[Missing]]:
    """Holds the log against the database, from where it was last done.

    Returns the numbers of records that told of acts which never took effect (each now followed by
    ``abandoned``), and acts whose records are gone. Acts under way are waited for.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {SealedAct._meta.db_table} IN EXCLUSIVE MODE")
        mark, _ = Reconciled.objects.get_or_create(pk=1, defaults={"size": 0})
        size = log.log().checkpoint.checkpoint.size
        acts = SealedAct.objects.filter(leaf__gte=mark.size).values_list("leaf", "deed")
        known = {leaf: deed for leaf, deed in acts if leaf is not None}
        missing = [Missing(deed, leaf) for leaf, deed in sorted(known.items()) if leaf >= size]
        told = list(records(mark.size, size))
        taken_back = {record.after for _, record in told if record.result == ABANDONED}
        orphans = []
        for number, record in told:
            if record.result != "done" or "act" not in record.commits or number in taken_back:
                continue
            deed = known.get(number)
            if deed is None:
                orphans.append((number, record))
            elif digest_of(deed) != record.commits["act"]:
                missing.append(Missing(deed, number))
        if orphans:
            log.write(
                [
                    Record(
                        when=now, who=WHO, what=one.what, on=one.on, result=ABANDONED, after=number
                    )
                    for number, one in orphans
                ]
            )
        if not missing:
            mark.size = size
            mark.save()
    return [number for number, _ in orphans], missing


def records(begin: int, end: int) -> Iterator[tuple[int, Record]]:
    """Records by number, from ``begin`` up to ``end``; entries that are no records are left out."""
    tiles = Tiles(log.folder(), end)
    for bundle in range(begin // WIDTH, -(-end // WIDTH)):
        for number, entry in enumerate(tiles.entries(bundle), bundle * WIDTH):
            if begin <= number < end:
                try:
                    yield number, Record.read(entry)
                except RecordError:
                    continue
