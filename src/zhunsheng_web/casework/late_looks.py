"""A second look that nobody takes: reminded of before its limit, told of after it, and some working
days later the next line's to take."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager

from zhunsheng.model.text import Text
from zhunsheng_web.casework.acting import counted, matter_of
from zhunsheng_web.casework.aftermath import SecondLook
from zhunsheng_web.casework.crew import heads
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.limits import ONE_DAY, SOON
from zhunsheng_web.casework.passing import each
from zhunsheng_web.casework.sampling import lookers
from zhunsheng_web.casework.stages import DESK_ORDER, Desk
from zhunsheng_web.casework.telling import page_of, tell
from zhunsheng_web.clock import day_of
from zhunsheng_web.record.deed import Deed, deed

WAITING = SecondLook.objects.filter(looked_at=None).select_related("warning__yardstick")


def late_looks(now: dt.datetime) -> int:
    """Does what is due about second looks; for how many."""

    def next_of(look: SecondLook) -> None:
        assert look.due_at is not None
        if now <= look.due_at:
            _remind(look, now)
        elif look.breached_at is None:
            _breach(look, now)
        else:
            _hand_up(look, now)

    return each(WAITING.filter(next_at__lte=now), next_of)


def _remind(look: SecondLook, now: dt.datetime) -> None:
    assert look.due_at is not None
    look.reminded_at, look.next_at = now, look.due_at + SOON
    look.save(update_fields=["reminded_at", "next_at"])
    _tell(look, "reminder", now,
          Text("预警 {number} 的抽查复看即将到期",
               "The second look at warning {number} is due soon"))  # fmt: skip


def _breach(look: SecondLook, now: dt.datetime) -> None:
    with _sealed(look, "late", now):
        look.breached_at, look.next_at = now, _hand_up_at(look, now)
        look.save(update_fields=["breached_at", "next_at"])
        _tell(look, "breach", now,
              Text("预警 {number} 的抽查复看已逾期",
                   "The second look at warning {number} is overdue"))  # fmt: skip


def _hand_up(look: SecondLook, now: dt.datetime) -> None:
    """To the next line, which gets as long as the first one had."""
    comes_at = _hand_up_at(look, now)
    if comes_at is None or comes_at > now:
        look.next_at = comes_at
        look.save(update_fields=["next_at"])
        return
    with _sealed(look, "hand-up", now):
        look.desk = DESK_ORDER[DESK_ORDER.index(Desk(look.desk)) + 1]
        limit = counted(now, handling().second_look.days)
        look.due_at, look.remind_at, look.due_rule = limit.at, limit.remind_at, limit.rule
        look.next_at = limit.remind_at
        look.reminded_at = look.breached_at = None
        look.save()
        _tell(look, "hand-up", now,
              Text("预警 {number} 的抽查复看逾期未办，已上交到您处",
                   "The second look at warning {number} was overdue for long and now waits with "
                   "you"))  # fmt: skip


def _hand_up_at(look: SecondLook, now: dt.datetime) -> dt.datetime | None:
    """When one that is late goes up; None: the last line has it already. Where the year is unknown
    it is asked again tomorrow."""
    if look.desk == DESK_ORDER[-1]:
        return None
    assert look.due_at is not None
    last = counted(look.due_at, handling().consequences.hand_up_after[look.warning.level]).at
    return now + ONE_DAY if last is None else last + SOON


def _sealed(look: SecondLook, what: str, now: dt.datetime) -> AbstractContextManager[Deed]:
    return deed(f"second-look.{what}", who="system", on=("warning", look.warning.token), now=now,
                name=f"look|{what}|{look.token}|{look.desk}")  # fmt: skip


def _tell(look: SecondLook, kind: str, now: dt.datetime, title: Text) -> None:
    """Those who may look; once it is late their heads as well. Nobody who settled it himself."""
    warning = look.warning
    people = lookers(warning, look.desk, look.closer_id, now)
    if kind == "breach":
        above = heads(warning.handled_path, matter_of(warning), day_of(now))
        people += [one for one in above if one.pk != look.closer_id]
    tell(
        dict.fromkeys(people),
        kind=kind,
        cause=f"look-{kind}:{look.token}:{look.desk}",
        title=title.fill(number=warning.number),
        link=page_of(warning),
        now=now,
    )
