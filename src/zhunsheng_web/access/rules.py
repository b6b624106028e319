"""The service's own choices about who may do what: ``rules.yaml``, read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from zhunsheng_web.access.roles import Role

Roles = frozenset[Role]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sees(_Model):
    """Who may know of a warning within reach of his office, by its secrecy."""

    open: Roles
    closed: Roles
    closed_when_assigned: Roles


class Rules(_Model):
    """The whole file; its comments say what each part means. ``verified``: the service has
    confirmed it."""

    verified: bool
    sees: Sees
    reads_only: Roles
    sent_in: Roles
    desks: Mapping[str, Roles]
    lines_above: Mapping[str, tuple[str, ...]]
    by_assignee: frozenset[str]
    steps_in: Roles
    from_anywhere: Mapping[str, Roles]
    reserved: Mapping[str, Roles]
    four_eyes: Mapping[str, Mapping[str, frozenset[str]]]
    may: Mapping[str, Roles]


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The file that is in use."""
    text = (Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8")
    return Rules.model_validate(yaml.safe_load(text))
