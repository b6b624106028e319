"""How something stands on a day: not yet, in force, no longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity


class Standing(StrEnum):
    """``ALWAYS``: it carries no days of its own."""

    ALWAYS = "always"
    COMING = "coming"
    IN_FORCE = "in-force"
    PAST = "past"


STANDING_TITLES = {
    Standing.ALWAYS: Text("不分时期", "Undated"),
    Standing.COMING: Text("尚未生效", "Not yet in force"),
    Standing.IN_FORCE: Text("有效", "In force"),
    Standing.PAST: Text("已失效", "No longer in force"),
}


def of_span(validity: Validity, on: dt.date) -> Standing:
    """How one version stands on a day."""
    if on in validity:
        return Standing.IN_FORCE
    return Standing.COMING if on < validity.start else Standing.PAST


def of_spans(spans: Sequence[Validity], on: dt.date) -> Standing:
    """How an item with these versions stands on a day; between two versions it is coming."""
    if not spans:
        return Standing.ALWAYS
    found = {of_span(span, on) for span in spans}
    for standing in (Standing.IN_FORCE, Standing.COMING):
        if standing in found:
            return standing
    return Standing.PAST


def days(validity: Validity) -> Text:
    """The days of a version as a reader says them: the last day is one on which it still held."""
    start = validity.start.isoformat()
    if validity.end is None:
        return Text(f"自{start}起", f"since {start}")
    last = (validity.end - dt.timedelta(days=1)).isoformat()
    return Text(f"{start}至{last}", f"{start} to {last}")
