"""The articles something rests on, as a page shows them: linked, quoted, and marked where nobody
has checked them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhunsheng.model.law import Basis, article_in_words
from zhunsheng.model.text import Text
from zhunsheng_web.book.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Citation:
    """``law``: the id of its page, '' where the register does not know the law."""

    law: str
    said: Text
    edition: str
    quote: str
    verified: bool


def citations(book: Shelf, bases: Iterable[Basis]) -> tuple[Citation, ...]:
    """Every basis in words."""
    found = []
    for basis in bases:
        entry = book.entry("laws", basis.law)
        title = entry.title if entry is not None else Text(basis.law, basis.law)
        article = article_in_words(basis.article)
        found.append(
            Citation(
                law=basis.law if entry is not None else "",
                said=Text(f"{title.zh}{article.zh}", f"{title.en}, {article.en}".rstrip(", ")),
                edition=basis.edition.isoformat() if basis.edition is not None else "",
                quote=basis.quote or "",
                verified=basis.verified and (entry is None or entry.verified),
            )
        )
    return tuple(found)
