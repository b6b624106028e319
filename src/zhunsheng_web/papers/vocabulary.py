"""What a form may ask for, by what it is about. Every fact is a :class:`Text`; unknown is empty."""

from __future__ import annotations

from typing import Literal

from zhunsheng_web.casework.stages import Verb

About = Literal["warning", "inquiry", "mute", "proposal", "period"]
ALWAYS = frozenset({"today", "me", "my_post", "my_office", "organ"})
"""On every form: the day, who makes it, in which post, for which organ."""
_WARNING = {
    "number", "level", "level_why", "standard", "standard_id", "domain", "power", "law", "sentence",
    "office", "handled_by", "subject", "officers", "rows", "rows_cleared", "money", "happened",
    "stage", "desk", "due", "counted_by", "overall_due", "created", "closed", "conclusion",
    "reason", "disposal", "rectify_by", "assignee", "merged_into", "working_days", "events_number",
    "attachments_number",
}  # fmt: skip
_OF_EVENT = ("by", "post", "on", "text", "reason", "was_due", "late", "until")
VERBS = tuple(str(verb).replace("-", "_") for verb in Verb)
_EVENTS = {f"{verb}.{what}" for verb in VERBS for what in _OF_EVENT}
_INQUIRY = {
    "person", "office", "question", "shown", "asked_by", "asked_on", "due", "answer",
    "answered_on", "reason", "clearance", "cleared_by", "cleared_on",
}  # fmt: skip
_MUTE = {
    "standard", "standard_id", "office", "subject", "reason", "author", "approved_by", "made",
    "valid_from", "valid_to", "ended", "muted",
}  # fmt: skip
_PROPOSAL = {
    "number", "kind", "target", "title", "reason", "draft", "office", "author", "made", "stage",
    "tried", "approved_by", "approved", "refusal", "effective", "warnings_number",
}  # fmt: skip
_PERIOD = {
    "office", "first", "last", "came_in", "closed", "open", "overdue", "on_time_share", "founded",
    "partly", "unfounded", "undetermined", "founded_share", "returned", "reopened", "extended",
    "suspended", "reminders", "rectifications", "taxes", "proposals", "referrals", "rubber",
    "signed_late", "before_came_in", "before_closed", "second_looks",
}  # fmt: skip
FACTS: dict[About, frozenset[str]] = {
    "warning": ALWAYS | _WARNING | _EVENTS,
    "inquiry": ALWAYS | _INQUIRY,
    "mute": ALWAYS | _MUTE,
    "proposal": ALWAYS | _PROPOSAL,
    "period": ALWAYS | _PERIOD,
}
LISTS: dict[About, dict[str, frozenset[str]]] = {
    "warning": {
        "rows": frozenset(
            {"place", "key", "subject", "happened", "sentence", "observed", "allowed", "money",
             "cleared"}
        ),
        "events": frozenset({"place", "at", "act", "by", "text", "due"}),
        "attachments": frozenset({"place", "name", "size", "added_by", "added", "digest"}),
        "officers": frozenset({"place", "name", "rows"}),
        "papers": frozenset({"place", "title", "number", "made", "by"}),
    },
    "inquiry": {"shown": frozenset({"place", "words"})},
    "mute": {},
    "proposal": {
        "warnings": frozenset({"place", "number", "standard", "office", "conclusion"}),
        "trial": frozenset({"place", "label", "value"}),
    },
    "period": {
        "levels": frozenset({"label", "came_in", "closed", "open", "overdue"}),
        "domains": frozenset({"label", "came_in", "founded", "unfounded"}),
        "standards": frozenset({"place", "label", "came_in", "founded", "unfounded", "share"}),
        "offices": frozenset({"label", "came_in", "closed", "on_time", "returned", "overdue"}),
        "overdue": frozenset({"place", "number", "standard", "office", "stage", "due"}),
    },
}  # fmt: skip
