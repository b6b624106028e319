"""Invented cases of a traffic-fine authority: mostly lawful, some not, in known ways.

Nothing here is taken from a real case. The shares of the unlawful ways are written down in
:data:`WAYS`, so that what a run should find is known beforehand.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

BEGINS, ENDS = dt.date(2008, 1, 7), dt.date(2012, 12, 20)
LOG_ENDS = dt.date(2013, 6, 18)
LAW_CHANGED = dt.date(2010, 8, 13)
"""From then 90 days to notify instead of 150 (L. 120/2010, art. 36)."""

WAYS: tuple[tuple[str, int], ...] = (
    ("paid at once", 380),
    ("paid after notification", 120),
    ("collected", 324),
    ("appealed and dismissed", 20),
    ("appealed and confirmed", 20),
    ("notified late", 45),
    ("never sent", 25),
    ("never notified", 20),
    ("notified before sent", 5),
    ("penalty too early", 8),
    ("penalty without notification", 4),
    ("penalty while appealed", 8),
    ("appealed late", 6),
    ("appeal forwarded late", 6),
    ("collected though dismissed", 3),
    ("collected without notification", 4),
    ("paid more than in all", 2),
)
"""What becomes of a case, and how many in a thousand."""

_ARTICLES = (("157", "35.0", 0), ("7", "33.6", 0), ("158", "38.0", 0), ("142", "148.0", 5))
_OFFICERS = tuple(str(number) for number in range(540, 572))


@dataclass(frozen=True, slots=True)
class Event:
    """One act. ``attributes``: key → text, kept in XES types by key."""

    activity: str
    day: dt.date
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    way: str
    events: tuple[Event, ...]


def cases(count: int, *, seed: int) -> Iterator[Case]:
    """``count`` cases, the same for the same seed. One in 500 lacks its officer, one in 500 the
    article; in one of 400 the last act is recorded twice."""
    draw = random.Random(seed)
    ways, weights = zip(*WAYS, strict=True)
    for number in range(1, count + 1):
        way = draw.choices(ways, weights)[0]
        day = BEGINS + dt.timedelta(days=draw.randrange((ENDS - BEGINS).days))
        events = sorted(_events(way, day, draw), key=lambda event: event.day)
        known = [event for event in events if event.day <= LOG_ENDS]
        if draw.random() < 1 / 400:
            known.append(known[-1])
        yield Case(f"D{number:06d}", way, tuple(known))


def _events(way: str, day: dt.date, draw: random.Random) -> list[Event]:
    """The acts of one case, from the infraction on ``day``."""
    article, amount, points = draw.choice(_ARTICLES)
    created = {
        "amount": amount,
        "org:resource": draw.choice(_OFFICERS),
        "dismissal": "NIL",
        "vehicleClass": draw.choices("ACM", (96, 3, 1))[0],
        "totalPaymentAmount": "0.0",
        "article": article,
        "points": str(points),
    }
    for missing in ("org:resource", "article"):
        if draw.random() < 1 / 500:
            del created[missing]
    found = [Event("Create Fine", day, created)]

    def later(days: int) -> dt.date:
        return day + dt.timedelta(days=days)

    def pay(on: dt.date, paid: str = amount, total: str = amount) -> Event:
        return Event("Payment", on, {"paymentAmount": paid, "totalPaymentAmount": total})

    if way == "paid at once":
        return [*found, pay(later(draw.randrange(1, 20)))]
    if way == "never sent":
        return found
    limit = 90 if day >= LAW_CHANGED else 150
    posted = draw.randrange(20, 60)
    notified = draw.randrange(posted + 4, limit - 5)
    if way == "notified late":
        notified = limit + draw.randrange(1, 60)
    send = Event("Send Fine", later(posted), {"expense": "11.0"})
    notify = Event(
        "Insert Fine Notification", later(notified), {"notificationType": "P", "lastSent": "P"}
    )
    penalty = Event("Add penalty", later(notified + 60), {"amount": str(2 * float(amount))})
    collect = Event("Send for Credit Collection", later(notified + draw.randrange(500, 800)))
    match way:
        case "never notified":
            return [*found, send]
        case "paid after notification":
            return [*found, send, notify, pay(later(notified + draw.randrange(2, 55)))]
        case "paid more than in all":
            paid = pay(later(notified + 20), paid=str(2 * float(amount)))
            return [*found, send, notify, paid]
        case "notified before sent":
            send = Event("Send Fine", later(notified + 3), {"expense": "11.0"})
        case "penalty too early":
            penalty = Event("Add penalty", later(notified + 45), penalty.attributes)
        case "penalty without notification":
            return [*found, send, penalty]
        case "collected without notification":
            return [*found, send, collect]
    acts = [*found, send, notify, penalty, collect]
    if "appeal" in way or "dismissed" in way:
        return _appealed(way, acts, draw)
    return acts


def _appealed(way: str, acts: list[Event], draw: random.Random) -> list[Event]:
    """An appeal to the prefect, and what follows from it."""
    *found, notify, penalty, collect = acts
    made = notify.day + dt.timedelta(days=draw.randrange(10, 50))
    if way == "appealed late":
        made = notify.day + dt.timedelta(days=draw.randrange(61, 120))
    sent = made + dt.timedelta(days=draw.randrange(10, 55))
    if way == "appeal forwarded late":
        sent = made + dt.timedelta(days=draw.randrange(70, 200))
    is_dismissed = "dismissed" in way
    result = sent + dt.timedelta(days=draw.randrange(40, 110))
    appeal = [
        Event("Insert Date Appeal to Prefecture", made),
        Event("Send Appeal to Prefecture", sent, {"dismissal": "#" if is_dismissed else "NIL"}),
        Event("Receive Result Appeal from Prefecture", result),
        Event("Notify Result Appeal to Offender", result + dt.timedelta(days=12)),
    ]
    after = Event("Add penalty", result + dt.timedelta(days=30), penalty.attributes)
    last = Event("Send for Credit Collection", max(collect.day, after.day))
    match way:
        case "appealed late":
            return [*found, notify, penalty, *appeal, last]
        case "penalty while appealed":
            return [*found, notify, *appeal, penalty, last]
        case "collected though dismissed":
            return [*found, notify, *appeal, last]
        case "appealed and dismissed":
            return [*found, notify, *appeal]
    return [*found, notify, *appeal, after, last]
