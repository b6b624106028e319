"""The one-time name of an act, from the key its sender gave it."""

from __future__ import annotations

import secrets


def once_of(given: str | None, what: str) -> str:
    """The same key for the same act is the same name; without a key every sending is an act of its
    own."""
    return secrets.token_hex(16) if given is None else f"api|{what}|{given}"
