"""The one-time name of an act, from the key its sender gave it."""

from __future__ import annotations

import hashlib
import secrets

from zhunsheng_web.access.actor import Actor


def once_of(actor: Actor, given: str | None, what: str) -> str:
    """32 letters. The same key of the same person for the same act is the same name; nobody can
    use up, or find out, another's. Without a key every sending is an act of its own."""
    if given is None:
        return secrets.token_hex(16)
    return hashlib.sha256(f"api|{actor.code}|{what}|{given}".encode()).hexdigest()[:32]
