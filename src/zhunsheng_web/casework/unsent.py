"""Files that were uploaded and never sent with an act are thrown away after a day, on record."""

from __future__ import annotations

import contextlib
import datetime as dt

from zhunsheng_web.casework.attachments import guarded, place
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.limits import ONE_DAY
from zhunsheng_web.casework.models import Attachment
from zhunsheng_web.record.deed import AlreadyDone, deed


def sweep(now: dt.datetime) -> int:
    """Throws away what was left unsent; how many. A file that came with another act too stays."""
    before = now - handling().attachments.unsent_days * ONE_DAY
    left = Attachment.objects.filter(event=None, added_at__lt=before)
    return sum(_thrown_away(token, now) for token in left.values_list("token", flat=True))


def _thrown_away(token: str, now: dt.datetime) -> int:
    # Nobody keeps a file meanwhile: he might count on the one that goes here.
    with guarded(alone=True), contextlib.suppress(AlreadyDone):
        with deed("attachment.sweep", who="system", on=("attachment", token), now=now, name=token):
            found = Attachment.objects.select_for_update().filter(token=token, event=None).first()
            digest = found.digest if found is not None else ""
            if found is not None:
                found.delete()
        if digest and not Attachment.objects.filter(digest=digest).exists():
            place(digest).unlink(missing_ok=True)
        return int(bool(digest))
    return 0
