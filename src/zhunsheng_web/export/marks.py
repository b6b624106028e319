"""The mark on every row of an export, by which whoever took the file out is found again.

A mark is six letters of an HMAC of what the row is about, under a key of this export. Sorting,
dropping columns or copying twenty rows leaves twenty marks; two exports share a row's mark once in
a thousand million. It does not survive the removal of the column that carries it: then the visible
mark is gone too, and what is left are the facts (security reference §5.4, P27).
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: read aloud and typed again without mistakes."""
LENGTH = 6
_MARKED = re.compile(rf"^(.+)[-‐‑–—－]([0-9A-Za-z]{{{LENGTH}}})$", re.DOTALL)
_MISREAD = str.maketrans("oil", "011")


def key_file() -> Path:
    """The key of all marks; whoever holds it could accuse somebody else of an export."""
    return Path(settings.HOME) / "marks.key"


def master() -> bytes:
    """The key, made once, readable by this user alone."""
    place = key_file()
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, place)  # never over a key that marks were made with already
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return bytes.fromhex(place.read_text())


def mark(of: bytes, about: str) -> str:
    """The mark of a row about ``about`` in an export whose key is ``of``."""
    number = int.from_bytes(hmac.digest(of, about.encode(), "sha256")[:4], "big")
    return "".join(LETTERS[(number >> (5 * place)) & 31] for place in range(LENGTH))


def key_of(salt: bytes) -> bytes:
    """The key of one export."""
    return hmac.digest(master(), salt, "sha256")


def marked(of: bytes, about: str) -> str:
    """What stands in the row: what it is about, and the mark."""
    return f"{about}-{mark(of, about)}"


def read(cells: Iterable[str]) -> list[tuple[str, str]]:
    """The marks among texts, as (what the row is about, mark). Copying by hand is forgiven: case,
    letters that look like figures, dashes, an apostrophe in front."""
    found: dict[tuple[str, str], None] = {}
    for cell in cells:
        hit = _MARKED.match(cell.strip().lstrip("'"))
        if hit is not None:
            found[hit[1].strip(), hit[2].lower().translate(_MISREAD)] = None
    return list(found)


def tell(
    pairs: Iterable[tuple[str, str]], exports: Iterable[tuple[str, bytes | memoryview]]
) -> Counter[str]:
    """How many of the marks each export made. ``exports``: (its name, its salt)."""
    wanted = list(pairs)
    under = master()
    told: Counter[str] = Counter()
    for name, salt in exports:
        of = hmac.digest(under, bytes(salt), "sha256")
        hits = sum(mark(of, about) == seen for about, seen in wanted)
        if hits:
            told[name] = hits
    return told
