"""Numbers of documents, in the pattern of the service: 甬关预核字〔2026〕30471926号.

A running number tells whoever holds two papers how many were written between them, and a gap tells
of a paper he may not know of. The last part is therefore drawn, not counted, and kept.
"""

from __future__ import annotations

import datetime as dt
import secrets
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from zhunsheng_web.access.models import Office
from zhunsheng_web.clock import day_of

_FILE = Path(__file__).parent / "numbers.yaml"
_FIGURES = 8


class Numbering(BaseModel):
    """The file ``numbers.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    verified: bool
    pattern: str
    organs: dict[str, str]


@lru_cache(maxsize=1)
def numbering() -> Numbering:
    """The pattern in use."""
    return Numbering.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def draw_number(word: str, organ: Office, now: dt.datetime) -> str:
    """A number nobody has seen before, in all likelihood: whoever keeps it makes sure."""
    rules = numbering()
    return rules.pattern.format(
        organ=rules.organs.get(organ.code) or short_name(organ.title_zh),
        word=word,
        year=day_of(now).year,
        code=f"{secrets.randbelow(9 * 10 ** (_FIGURES - 1)) + 10 ** (_FIGURES - 1)}",
    )


def short_name(title: str) -> str:
    """宁波海关 → 宁波关, 海关总署 → 署; others as they are."""
    if title == "海关总署":
        return "署"
    return title.removesuffix("海关") + "关" if title.endswith("海关") else title
