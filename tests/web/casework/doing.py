"""Does things with a warning as a person of the world would, reading it anew before each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from web.world import NOW, World
from zhunsheng_web.casework.models import Inquiry, Warning
from zhunsheng_web.casework.performing import perform, perform_answer
from zhunsheng_web.casework.stages import Verb

DAY = dt.timedelta(days=1)


class Hand:
    """``hand(warning, "SH1", "sign", text="…")``; ``hand.now`` is the moment, and is moved."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now = NOW

    def __call__(
        self, warning: Warning, who: str, verb: str, once: str | None = None, **given: Any
    ) -> Warning:
        fresh = Warning.objects.get(pk=warning.pk)
        perform(
            Verb(verb),
            warning.token,
            given,
            actor=self.world.actor(who, self.now.date()),
            now=self.now,
            revision=fresh.revision,
            once=once,
        )
        return Warning.objects.get(pk=warning.pk)

    def answer(self, inquiry: Inquiry, who: str, **given: Any) -> Inquiry:
        actor = self.world.actor(who, self.now.date())
        return perform_answer(inquiry.token, given, actor=actor, now=self.now)

    def bring(self, warning: Warning, stage: str, conclusion: str = "founded") -> Warning:
        """An open warning of level 3 in the inspection section, led to a stage by its people."""
        steps: list[tuple[str, str, str, dict[str, str]]] = [
            ("assigned", "SH1", "sign", {}),
            ("explained", "SH1L", "explain", {"text": "人手不足", "reason_code": "staffing"}),
            ("verified", "FUN1", "verify",
             {"conclusion": conclusion, "text": "查看监控", "reason_code": "negligent"}),
            ("reviewed", "FUN2", "review", {}),
            ("disposed", "FUN1", "dispose",
             {"disposal": "reminder" if conclusion == "founded" else "none", "text": "已谈"}),
            ("closed", "FUN1", "close", {"text": "办结"}),
        ]  # fmt: skip
        for reached, who, verb, given in steps:
            warning = self(warning, who, verb, **given)
            if reached == stage:
                return warning
        raise LookupError(stage)
