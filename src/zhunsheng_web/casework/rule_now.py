"""What has become of the standard a warning was made by. The warning is judged by what held on the
day of the act, whatever has become of it since; whoever handles it has to know."""

from __future__ import annotations

import datetime as dt

from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng_web.casework.models import Yardstick

_OUT = Text(
    "这项内控标准现已不在权责清单中，不再据此生成新的预警。",
    "This standard is no longer in the register; no new warnings are made by it.",
)
_REWRITTEN = Text(
    "生成本件预警的标准版本现已从权责清单中改动或撤下。",
    "The version this warning was made by has been changed in the register, or taken out.",
)
_ENDED = Text(
    "这项内控标准已于 {day} 停止适用，其后的行为不再据此生成预警。",
    "This standard ended on {day}; acts since then make no warnings by it.",
)
_NEWER = Text(
    "这项内控标准自 {day} 起已有新版本，其后的行为按新版本比对。",
    "This standard has a newer version since {day}, by which acts since then are judged.",
)


def rule_now(yardstick: Yardstick, register: Register, on: dt.date) -> Text | None:
    """What is to be said of it on a day; None while it stands as it was."""
    known = register.standard(yardstick.standard)
    if known is None or known.draft:
        return _OUT
    spans = [one.validity for one in known.versions if one.validity.start <= on]
    if yardstick.since not in {one.start for one in spans}:
        return _REWRITTEN
    last = max(spans, key=lambda one: one.start)
    if last.end is not None and last.end <= on:
        return _ENDED.fill(day=last.end.isoformat())
    if last.start > yardstick.since:
        return _NEWER.fill(day=last.start.isoformat())
    return None
