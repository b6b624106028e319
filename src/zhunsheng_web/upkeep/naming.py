"""What the sealed log calls an act, in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from zhunsheng.model.text import Text
from zhunsheng_web.access.roles import TITLES
from zhunsheng_web.access.verbs.postings import LEAVES
from zhunsheng_web.access.views.offices import LEVELS
from zhunsheng_web.casework.proposal_stages import PROPOSAL_VERB_TITLES, ProposalVerb
from zhunsheng_web.casework.stages import VERB_TITLES, Verb

ABOUT = {
    "role": Text("角色", "role"),
    "office": Text("单位", "office"),
    "from": Text("自", "from"),
    "to": Text("至（不含）", "until (excluded)"),
    "valid_from": Text("自", "from"),
    "valid_to": Text("至（不含）", "until (excluded)"),
    "first": Text("自", "from"),
    "last": Text("至", "until"),
    "acting_for": Text("代", "for"),
    "username": Text("用户名", "user name"),
    "removed": Text("作废第二因素", "factors removed"),
    "sessions": Text("结束登录", "sign-ins ended"),
    "code": Text("代码", "code"),
    "level": Text("层级", "level"),
    "reason": Text("类别", "kind"),
}
"""What an administrator set, by the name it has in the book of acts."""
_VALUES: dict[str, dict[str, Text]] = {
    "role": {str(role): title for role, title in TITLES.items()},
    "reason": LEAVES,
    "level": dict(LEVELS),
}


@lru_cache(maxsize=1)
def rights() -> Mapping[str, Text]:
    """What a post may do, by its name in the rules → words."""
    told: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("rights.yaml").read_text(encoding="utf-8")
    )
    return {name: Text(one["zh"], one["en"]) for name, one in told.items()}


@lru_cache(maxsize=1)
def titles() -> Mapping[str, Text]:
    """Every name the log uses for an act → words."""
    told: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    )
    found = {name: Text(one["zh"], one["en"]) for name, one in told.items()}
    for verb in Verb:
        found[f"warning.{verb}"] = Text("预警：{what}", "Warning: {what}").fill(
            what=VERB_TITLES[verb]
        )
    for step in ProposalVerb:
        found[f"proposal.{step}"] = Text("建议：{what}", "Proposal: {what}").fill(
            what=PROPOSAL_VERB_TITLES[step]
        )
    return found


def title_of(what: str) -> Text:
    """The words for an act; its own name where there are none."""
    return titles().get(what, Text(what, what))


def told(given: Mapping[str, Any]) -> list[tuple[Text, Text]]:
    """What was set, in words; what is empty is left out."""
    found = []
    for key, value in given.items():
        if value in ("", None):
            continue
        words = _VALUES.get(key, {}).get(str(value), Text(str(value), str(value)))
        found.append((ABOUT.get(key, Text(key, key)), words))
    return found
