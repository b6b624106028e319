"""The acts a finding rests on as pages show them, so that no page needs the trace again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from zhunsheng.hearing.evidence import Evidence
from zhunsheng.hearing.finding import Finding
from zhunsheng.hearing.inert import inert
from zhunsheng.model.words import Words
from zhunsheng_web.casework.taking.moments import aware


def shown(
    finding: Finding, evidence: Sequence[Evidence], words: Words, zone: str
) -> list[dict[str, Any]]:
    """One entry for each act, in order; ``deviates`` marks the one that breaks the standard."""
    last = breaking(finding, evidence)
    return [_act(one, words, zone, deviates=one is last) for one in evidence]


def breaking(finding: Finding, evidence: Sequence[Evidence]) -> Evidence | None:
    """The act that breaks the standard: the one the finding was seen at, on its own subject;
    where something never came, the latest act on record before that."""
    own = [one for one in evidence if one.act.subject == finding.subject] or list(evidence)
    seen = [one for one in own if one.act.moment == finding.seen_to]
    return max(seen or own, key=lambda one: one.act.moment, default=None)


def _act(one: Evidence, words: Words, zone: str, *, deviates: bool) -> dict[str, Any]:
    act = one.act
    title = words.activity(act.activity)
    return {
        "act": f"{act.act:x}",
        "activity": inert(act.activity),
        "title_zh": inert(title.zh),
        "title_en": inert(title.en),
        "at": aware(act.moment, zone).isoformat(timespec="seconds"),
        "officer": inert(act.officer or ""),
        "post": inert(act.post or ""),
        "office": inert(act.office or ""),
        "fields": [_field(name, value, words) for name, value in sorted(act.attributes.items())],
        "deviates": deviates,
        "file": inert(one.file),
        "row": one.row,
    }


@lru_cache(maxsize=1)
def masks() -> dict[str, str]:
    """Field → person or company, where its value names one."""
    told = yaml.safe_load(Path(__file__).parents[1].joinpath("masking.yaml").read_text("utf-8"))
    return {name: kind for kind, names in told.items() for name in names}


def _field(name: str, value: Any, words: Words) -> dict[str, str]:
    title = words.field_name(name)
    if isinstance(value, str):
        worded = words.value(name, value)
        # In a sentence yes and no stand in quotation marks, in a table they do not.
        zh, en = inert(worded.zh).strip("‘’"), inert(worded.en)
    else:
        zh = en = f"{value.normalize():f}"
    said = {
        "name": name,
        "name_zh": inert(title.zh),
        "name_en": inert(title.en),
        "value_zh": zh,
        "value_en": en,
    }
    return said | ({"mask": masks()[name]} if name in masks() else {})
