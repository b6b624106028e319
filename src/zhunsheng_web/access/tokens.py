"""Names of things that tell nothing: no number in a row, nothing to guess, no gap to be counted."""

from __future__ import annotations

import secrets

from django.db import models

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: nothing that is misread aloud."""
LENGTH = 20
"""100 bits."""


def new_token() -> str:
    """A new name, 20 letters and figures."""
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


def token_field() -> models.CharField[str, str]:
    """A column of such names: unique, made when the row is made, never edited."""
    return models.CharField(max_length=LENGTH, unique=True, default=new_token, editable=False)
