"""What comes of the limit on the whole of a warning: a reminder before it, the breach, and some
days later the next line, once. When the next of these comes is stored (``overall_next_at``)."""

from __future__ import annotations

import datetime as dt

from zhunsheng.model.text import Text
from zhunsheng_web.casework.acting import Before, Doing, write
from zhunsheng_web.casework.deadlines import hand_up_at
from zhunsheng_web.casework.handling import Told, handling
from zhunsheng_web.casework.limits import ONE_DAY, SOON
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.passing import RUNNING, each, sealed, system, told
from zhunsheng_web.casework.stages import DESK_ORDER, Verb
from zhunsheng_web.casework.verbs.raising import move_up
from zhunsheng_web.clock import day_of


def whole_all(now: dt.datetime) -> int:
    """Does what is due by the limits of wholes; for how many warnings."""

    def next_of(warning: Warning) -> None:
        assert warning.overall_due_at is not None
        if now <= warning.overall_due_at:
            _remind(warning, now)
        elif warning.overall_breached_at is None:
            _breach(warning, now)
        else:
            _hand_up(warning, now)

    return each(RUNNING.filter(overall_next_at__lte=now), next_of)


def _remind(warning: Warning, now: dt.datetime) -> None:
    assert warning.overall_due_at is not None
    warning.overall_next_at = warning.overall_due_at + SOON
    warning.save(update_fields=["overall_next_at"])
    _tell(warning, ("assignee", "desk-head"), "overall-reminder", now,
          Text("预警 {number} 全程期限将于{day}届满",
               "All of warning {number} is to be done by {day}"))  # fmt: skip


def _breach(warning: Warning, now: dt.datetime) -> None:
    with sealed(warning, Verb.BREACH, _name(warning), now) as record:
        act, before = _act(warning, now), Before(warning)
        warning.overall_breached_at = now
        warning.overall_next_at = hand_up_at(warning) or now + ONE_DAY
        write(Verb.BREACH, act, before, record.name)
        who = handling().consequences.breach[warning.level]
        _tell(warning, who, "overall-breach", now,
              Text("预警 {number} 全程期限已于{day}届满，仍未办结",
                   "All of warning {number} was to be done by {day}, and is not"))  # fmt: skip


def _hand_up(warning: Warning, now: dt.datetime) -> None:
    """To the next line; not if it went there since the limit passed, nor from the last one."""
    if (last := hand_up_at(warning)) is None or last >= now:
        warning.overall_next_at = last or now + ONE_DAY  # a year unknown now may be known then
        warning.save(update_fields=["overall_next_at"])
        return
    due_at, warning.overall_next_at = warning.overall_due_at, None
    gone = warning.events.filter(verb=Verb.HAND_UP, at__gt=due_at).exists()
    if gone or warning.desk == DESK_ORDER[-1]:
        warning.save(update_fields=["overall_next_at"])
        return
    with sealed(warning, Verb.HAND_UP, _name(warning), now) as record:
        act, before = _act(warning, now), Before(warning)
        move_up(act)
        act.given |= {"overdue": True, "overall": True}
        write(Verb.HAND_UP, act, before, record.name)
        _tell(warning, ("assignee",), "overall-hand-up", now,
              Text("预警 {number} 全程超期未办结，已上交到您处",
                   "Warning {number} was not done in the time for all of it and now waits with "
                   "you"))  # fmt: skip


def _act(warning: Warning, now: dt.datetime) -> Doing:
    return Doing(warning, now, system(now), given=_given(warning))


def _given(warning: Warning) -> dict[str, object]:
    assert warning.overall_due_at is not None
    return {"overall": True, "due_at": warning.overall_due_at.isoformat()}


def _name(warning: Warning) -> str:
    return f"overall|{warning.token}|{warning.overall_due_at}"


def _tell(
    warning: Warning, who: tuple[Told, ...], kind: str, now: dt.datetime, title: Text
) -> None:
    assert warning.overall_due_at is not None
    day = day_of(warning.overall_due_at).isoformat()
    told(warning, who, kind, now, title.fill(day=day, number=warning.number),
         f"{kind}:{warning.token}:{day}")  # fmt: skip
