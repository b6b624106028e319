"""What an event counts for in the figures on our own work (P03 to P07 of the catalogue).

:func:`marks` looks at the event and what never changes of its warning, nothing else: the kept sums
are therefore the same as a recount, and what one reader may not know of can be taken off them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db.models import F, IntegerField

from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.stages import Conclusion, Disposal, Verb
from zhunsheng_web.casework.tallies import HandlingTally
from zhunsheng_web.clock import day_of

MEASURES = tuple(
    field.name
    for field in HandlingTally._meta.get_fields()
    if isinstance(field, IntegerField) and not field.primary_key
)
"""The columns of the tally."""
Key = tuple[dt.date, str, str, str]
"""Month, standard, path of the office, secrecy."""
_VERDICT = {
    Conclusion.FOUNDED: "founded",
    Conclusion.PARTLY: "founded",
    Conclusion.UNFOUNDED: "unfounded",
    Conclusion.UNDETERMINED: "undetermined",
}


def marks(event: Event) -> dict[str, int]:
    """Column of the tally → what this event adds (below zero where it takes a verdict back)."""
    found: Counter[str] = Counter()
    given = event.given
    if event.in_time is not None:
        found["on_time" if event.in_time else "late"] += 1
    match event.verb:
        case Verb.REVIEW | Verb.SETTLE if given.get("conclusion") in _VERDICT:
            _verdict(found, given, 1)
        case Verb.RETURN:
            found["returned"] += 1
        case Verb.REOPEN:
            found["reopened"] += 1
            if given.get("conclusion") in _VERDICT:
                _verdict(found, given, -1)
        case Verb.SECOND_LOOK:
            found["looked"] += 1
            found["agreed"] += given["agrees"] == "yes"
            if given["agrees"] == "no" and given.get("conclusion") in _VERDICT:
                _verdict(found, given, -1)
    if event.verb in (Verb.VERIFY, Verb.SETTLE) and given["conclusion"] == Conclusion.UNFOUNDED:
        found["normal"] += 1
        found["rubber"] += bool(given.get("same_words"))
    if event.verb in (Verb.CLOSE, Verb.SETTLE):
        found["closed"] += 1
    if event.verb == Verb.CLOSE and given.get("disposal") == Disposal.RECTIFICATION:
        found["rectified"] += 1
        found["rectified_late"] += bool(given.get("overdue"))
    return {name: n for name, n in found.items() if n}


def key_of(event: Event, warning: Warning) -> Key:
    """Where in the tally an event is counted."""
    month = day_of(event.at).replace(day=1)
    return month, warning.yardstick.standard, warning.office_path, warning.secrecy


def count(event: Event, warning: Warning) -> None:
    """Adds an event to the kept sums, in the transaction that wrote it."""
    found = marks(event)
    if not found:
        return
    month, standard, office_path, secrecy = key_of(event, warning)
    row, _ = HandlingTally.objects.get_or_create(
        month=month, standard=standard, office_path=office_path, secrecy=secrecy
    )
    HandlingTally.objects.filter(pk=row.pk).update(
        **{name: F(name) + n for name, n in found.items()}
    )


def kept() -> dict[Key, dict[str, int]]:
    """What the kept sums say, without the columns that are nothing."""
    return {
        (row.month, row.standard, row.office_path, row.secrecy): {
            name: value for name in MEASURES if (value := getattr(row, name))
        }
        for row in HandlingTally.objects.all()
    }


def recount(events: Iterable[Event]) -> dict[Key, Counter[str]]:
    """The sums from the events themselves (with ``warning`` and its ``yardstick`` selected)."""
    sums: dict[Key, Counter[str]] = {}
    for event in events:
        found = marks(event)
        if found:
            total = sums.setdefault(key_of(event, event.warning), Counter())
            for name, n in found.items():
                total[name] += n
    return sums


def _verdict(found: Counter[str], given: dict[str, object], n: int) -> None:
    verdict = _VERDICT[Conclusion(str(given["conclusion"]))]
    found[verdict] += n
    if verdict == "founded":
        found["by_line1" if given.get("found_by") == "line1" else "by_others"] += n
        found["recurred"] += n * bool(given.get("recurred"))
