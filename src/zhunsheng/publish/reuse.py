"""The public list for programs: JSON with everything, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import fields
from typing import Any

from zhunsheng.model.text import Text
from zhunsheng.publish.chart import steps
from zhunsheng.publish.items import Citation, PublicClock, PublicList, PublicPower
from zhunsheng.publish.words import COLUMNS, length

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(public: PublicList) -> str:
    """The list as JSON: texts as ``{"zh": …, "en": …}``, days as ISO 8601."""
    content = {
        "id": public.id,
        "title": _said(public.title),
        "on": public.on.isoformat(),
        "digest": public.digest,
        "legal_zone": public.legal_zone,
        "types": [{"id": one.id, "title": _said(one.title)} for one in public.types],
        "domains": [{"id": one.id, "title": _said(one.title)} for one in public.domains],
        "powers": [_power(one) for one in public.powers],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def as_csv(public: PublicList) -> str:
    """One line a power, both languages side by side. No cell can start a formula."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    pairs = ("title", "subitems", "type", "domain", "levels", "basis", "limits", "time_limits")
    texts = (*pairs, *COLUMNS)
    head = ["id", "code", "since", "verified"]
    writer.writerow([*head, *(f"{name}_{tongue}" for name in texts for tongue in ("zh", "en"))])
    types = {one.id: one.title for one in public.types}
    domains = {one.id: one.title for one in public.domains}
    for power in public.powers:
        said: dict[str, Text | None] = {
            "title": power.title,
            "subitems": _joined(power.subitems),
            "type": types[power.type],
            "domain": domains[power.domain],
            "levels": _joined(power.levels),
            "basis": _joined(tuple(one.named for one in power.basis)),
            "limits": power.limits,
            "time_limits": _joined(tuple(_limit(one) for one in power.clocks)),
            **{name: getattr(power.columns, name) for name in COLUMNS},
        }
        row = [power.id, power.code or "", power.since.isoformat(), str(power.verified).lower()]
        for name in texts:
            text = said[name]
            row += [text.zh, text.en] if text is not None else ["", ""]
        writer.writerow([_inert(cell) for cell in row])
    return sheet.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _joined(texts: tuple[Text, ...]) -> Text | None:
    if not texts:
        return None
    return Text("；".join(one.zh for one in texts), "; ".join(one.en for one in texts))


def _limit(clock: PublicClock) -> Text:
    return Text(
        f"{clock.title.zh}：{length(clock.period).zh}",
        f"{clock.title.en}: {length(clock.period).en}",
    )


def _said(text: Text | None) -> dict[str, str] | None:
    return {"zh": text.zh, "en": text.en} if text is not None else None


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _citation(one: Citation) -> dict[str, Any]:
    return {
        "law": one.law,
        "title": _said(one.title),
        "article": one.article,
        "edition": _day(one.edition),
        "in_force": _day(one.in_force),
        "repealed_on": _day(one.repealed_on),
        "quote": one.quote,
        "verified": one.verified,
    }


def _power(power: PublicPower) -> dict[str, Any]:
    return {
        "id": power.id,
        "code": power.code,
        "title": _said(power.title),
        "subitems": [_said(one) for one in power.subitems],
        "type": power.type,
        "domain": power.domain,
        "levels": [_said(one) for one in power.levels],
        "since": power.since.isoformat(),
        "verified": power.verified,
        "basis": [_citation(one) for one in power.basis],
        "limits": _said(power.limits),
        "time_limits": [
            {
                "id": clock.id,
                "title": _said(clock.title),
                "length": clock.period.length,
                "unit": clock.period.unit,
                "rolls_to_working_day": clock.period.roll,
                "since": clock.since.isoformat(),
                "verified": clock.verified,
                "basis": [_citation(one) for one in clock.basis],
            }
            for clock in power.clocks
        ],
        **{one.name: _said(getattr(power.columns, one.name)) for one in fields(power.columns)},
        "steps": [{"step": _said(one.label), "by": _said(one.by)} for one in steps(power.chart)]
        if power.chart is not None
        else [],
        "changes": [
            {
                "on": event.on.isoformat(),
                "ahead": event.ahead,
                "said": [_said(text) for text in event.said],
            }
            for event in power.history
        ],
    }
