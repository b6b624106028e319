"""Whether paired texts call a thing by the name the glossary gives it in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from zhunsheng.model.code import Code
from zhunsheng.model.text import Text


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A text that uses a term in Chinese and another word for it in English."""

    where: str
    term: str
    text: Text

    def __str__(self) -> str:
        return f"{self.where} [{self.term}] {self.text.zh} / {self.text.en}"


def disagreements(
    glossary: Iterable[Code],
    texts: Iterable[tuple[str, Text]],
    *,
    forms: Mapping[str, str],
    phrases: Mapping[str, str],
) -> Iterator[Disagreement]:
    """Texts whose Chinese has a term and whose English has none of its forms.

    ``forms``: term → pattern of its inflections and short forms; otherwise its title, singular or
    plural. ``phrases``: set phrases a term is part of, with their English. What is longer hides
    what is shorter inside it.
    """
    asked = {one.title.zh: (one.id, _forms(one, forms)) for one in glossary}
    asked |= {zh: (zh, pattern) for zh, pattern in phrases.items()}
    for where, text in texts:
        rest = text.zh
        for chinese in sorted(asked, key=lambda one: (-len(one), one)):
            if chinese not in rest:
                continue
            rest = rest.replace(chinese, "□")
            name, pattern = asked[chinese]
            if not re.search(rf"\b(?:{pattern})\b", text.en, flags=re.IGNORECASE):
                yield Disagreement(where, name, text)


def _forms(term: Code, forms: Mapping[str, str]) -> str:
    return forms.get(term.id) or re.escape(term.title.en) + "s?"
