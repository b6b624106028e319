"""What the search on the start page looks in: one record a power, small enough to stand there."""

from __future__ import annotations

import json

from markupsafe import Markup

from zhunsheng.hearing.inert import inert
from zhunsheng.model.text import Language
from zhunsheng.publish.items import PublicList, PublicPower
from zhunsheng.publish.words import capital


def index_of(public: PublicList, *, language: Language) -> Markup:
    """The records as JSON that can stand in a page.

    Titles are there in both languages, so that 查验 is found on the English page too; longer text
    only in the page's own.
    """
    types = {one.id: one.title for one in public.types}
    domains = {one.id: one.title for one in public.domains}
    records = [
        {
            "id": power.id,
            "code": power.code or "",
            "title": capital(power.title.say(language)),
            "other": power.title.say("en" if language == "zh" else "zh"),
            "parts": " ".join(f"{one.zh} {one.en}" for one in power.subitems),
            "kind": " · ".join(
                capital(one.say(language)) for one in (types[power.type], domains[power.domain])
            ),
            "laws": " ".join(sorted({one.title.say(language) for one in power.basis})),
            "text": _text(power, language),
        }
        for power in public.powers
    ]
    shown = [{name: inert(said) for name, said in record.items()} for record in records]
    written = json.dumps(shown, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # inside a script element only "<" could end it
    return Markup(written.replace("<", "\\u003c"))


def _text(power: PublicPower, language: Language) -> str:
    """What is particular to a power; what is said of all powers of its type would find too much."""
    said = [power.columns.content, power.limits, *(clock.title for clock in power.clocks)]
    return " ".join(text.say(language) for text in said if text is not None)
