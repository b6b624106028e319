"""Names of things that tell nothing: no number in a row, nothing to guess, no gap to be counted."""

from __future__ import annotations

import re
import secrets

from django.db import models

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: nothing that is misread aloud."""
LENGTH = 20
"""100 bits."""


MALFORMED = "malformed"
"""How the sealed log calls what somebody asked for that is no token at all."""
_TOKEN = re.compile(f"[{_LETTERS}]{{{LENGTH}}}")
_NUMBER = re.compile("[0-9]{11}")


def new_token() -> str:
    """A new name, 20 letters and figures; never so many figures in a row that it could be taken
    for somebody's telephone or identity number, which the sealed log refuses."""
    while True:
        made = "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))
        if not _NUMBER.search(made):
            return made


def told_as(token: str) -> str:
    """The token as the sealed log may name it, whatever was typed in its place."""
    return token if is_token(token) else MALFORMED


def token_field() -> models.CharField[str, str]:
    """A column of such names: unique, made when the row is made, never edited."""
    return models.CharField(max_length=LENGTH, unique=True, default=new_token, editable=False)


def is_token(text: str) -> bool:
    """Could it be such a name? Anything else is not there, and nothing to be sealed."""
    return _TOKEN.fullmatch(text) is not None and _NUMBER.search(text) is None
