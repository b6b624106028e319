"""Some weeks of handling, played with the real verbs: the same seed, the same weeks.

Runs come in as the weeks go by. Sections differ: some are quick, some slow, one closes what is
slight with the same two words. What is not done when the weeks are over stays as it is: fresh,
under way, overdue.
"""

from __future__ import annotations

import datetime as dt
import heapq
import random
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.faults import NotDone
from zhunsheng_web.casework.intake import take_in
from zhunsheng_web.casework.models import Inquiry, Warning
from zhunsheng_web.casework.performing import perform, perform_answer
from zhunsheng_web.casework.stages import OPEN, Stage, Verb
from zhunsheng_web.casework.verbs.looking_again import pending
from zhunsheng_web.filling.hands import Hands
from zhunsheng_web.filling.hours import later

Given = dict[str, Any]
SLOW, RUBBER, LEFT = 0.15, 0.12, 0.06
"""The share of sections that let things lie, of those that stamp, and of warnings the first desk
does not sign for."""
NEXT = {
    Stage.GENERATED: Verb.SIGN,
    Stage.ASSIGNED: Verb.EXPLAIN,
    Stage.EXPLAINED: Verb.VERIFY,
    Stage.VERIFIED: Verb.REVIEW,
    Stage.REVIEWED: Verb.DISPOSE,
    Stage.DISPOSED: Verb.CLOSE,
}
DAYS = {
    Stage.GENERATED: 0.7,
    Stage.ASSIGNED: 2.0,
    Stage.EXPLAINED: 2.5,
    Stage.VERIFIED: 1.2,
    Stage.REVIEWED: 1.5,
    Stage.DISPOSED: 5.0,
}
"""Working days a step takes on average."""
_AFTER_THE_ANSWER = (Stage.ASSIGNED, Stage.EXPLAINED)
"""Who has asked an officer goes on when he has answered, or has let the time for it pass."""
_DAY = dt.timedelta(days=1)


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """What people write: ``words.yaml``."""
    told: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    )
    return told


class Weeks:
    """The weeks from ``begin`` to ``end``. ``done``: how many of each verb; ``refused``: steps that
    the rules did not allow."""

    def __init__(self, begin: dt.datetime, end: dt.datetime, seed: int) -> None:
        self.begin, self.end = begin, end
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._dice = random.Random(seed)
        self._hands = Hands(self._dice)
        self._due: list[tuple[dt.datetime, int, str, int]] = []
        self._turn = 0
        self._begun: set[int] = set()

    def play(self, runs: Sequence[tuple[dt.datetime, Path]] = ()) -> int:
        """Plays them, with runs that come in at a moment each, and what is there already; how many
        steps were done."""
        self._begin(self.begin)
        for number, (at, _) in enumerate(runs):
            self._plan("run", number, at)
        day = self.begin
        while day < self.end:
            self._plan("tick", 0, day)
            day += _DAY
        while self._due:
            at, _, kind, pk = heapq.heappop(self._due)
            if at >= self.end:
                break
            if kind == "tick":
                tick(at)
            elif kind == "run":
                take_in(runs[pk][1], now=at)
                self._begin(at)
            elif kind == "left":
                self._left(pk, at)
            elif kind == "inquiry":
                self._answer(pk, at)
            else:
                self._step(pk, at)
        tick(self.end)
        return self.done.total()

    def _plan(self, kind: str, pk: int, at: dt.datetime) -> None:
        self._turn += 1
        heapq.heappush(self._due, (at, self._turn, kind, pk))

    def _begin(self, now: dt.datetime) -> None:
        """Whoever has a fresh warning on his desk signs for it some time, or leaves it."""
        fresh = Warning.objects.filter(stage=Stage.GENERATED).exclude(pk__in=self._begun)
        for warning in fresh.order_by("group_key"):
            self._begun.add(warning.pk)
            if self._dice.random() < LEFT:
                self._plan("left", warning.pk, now + _DAY)
            else:
                self._plan("warning", warning.pk, self._when(warning, now))

    def _left(self, pk: int, at: dt.datetime) -> None:
        """What the first desk leaves lying, the next one takes up once it has come there."""
        warning = Warning.objects.get(pk=pk)
        if warning.events.filter(verb=Verb.HAND_UP).exists():
            self._plan("warning", pk, self._when(warning, at))
        else:
            self._plan("left", pk, at + _DAY)

    def _when(self, warning: Warning, at: dt.datetime) -> dt.datetime:
        habit = random.Random(f"{warning.office_path}|{warning.desk}")
        pace = 4.0 if habit.random() < SLOW else 0.6 + habit.random()
        mean = DAYS.get(Stage(warning.stage), 1.0) * pace
        return later(at, self._dice.expovariate(1 / mean), self._dice)

    def _step(self, pk: int, at: dt.datetime) -> None:
        warning = Warning.objects.select_related("yardstick", "office").get(pk=pk)
        if warning.suspended_at is not None:
            return
        if warning.stage == Stage.CLOSED:
            self._look_again(warning, at)
            return
        if warning.stage not in OPEN:
            return
        asked = warning.inquiries.filter(answered_at=None, due_at__gt=at)
        if warning.stage in _AFTER_THE_ANSWER and asked.exists():
            self._plan("warning", pk, later(at, 1, self._dice))
            return
        verb, given = self._choice(warning, at)
        if not self._do(verb, warning, given, at):
            self._plan("warning", pk, later(at, 1, self._dice))
            return
        warning.refresh_from_db()
        if warning.stage == Stage.CLOSED:
            self._afterwards(warning, at)
        else:
            self._plan("warning", pk, self._when(warning, at))

    def _choice(self, warning: Warning, at: dt.datetime) -> tuple[Verb, Given]:
        """What is done next, and what is written."""
        stage, chance = Stage(warning.stage), self._dice.random()
        if stage == Stage.ASSIGNED and warning.level == 4 and self._stamps(warning):
            return Verb.SETTLE, {
                "conclusion": "unfounded", "reason_code": "lawful", "text": words()["rubber"][0],
            }  # fmt: skip
        if stage == Stage.ASSIGNED and chance < 0.3 and not warning.inquiries.exists():
            asked = warning.concerns.exclude(person=None).select_related("person").first()
            if asked is not None and asked.person is not None:
                rows = [row.key for row in warning.findings.order_by("happened_at")[:5]]
                text = self._one(words()["ask"]).format(rows=max(len(rows), 1))
                return Verb.ASK, {"person": asked.person.token, "rows": rows, "text": text}
        if stage == Stage.EXPLAINED and chance < 0.08:
            return Verb.RETURN, {"to": "assigned", **self._reasoned("return")}
        if stage == Stage.EXPLAINED and chance < 0.12:
            until = (at + dt.timedelta(days=20)).date().isoformat()
            return Verb.SUSPEND, {"until": until, **self._reasoned("suspend")}
        if stage == Stage.EXPLAINED and chance < 0.15:
            return Verb.NOTE, {"text": self._one(words()["note"])}
        if stage == Stage.ASSIGNED and chance > 0.97:
            return Verb.HAND_UP, self._reasoned("hand-up")
        return NEXT[stage], self._written(NEXT[stage], warning, at)

    def _written(self, verb: Verb, warning: Warning, at: dt.datetime) -> Given:
        told = words()
        match verb:
            case Verb.SIGN:
                return {"text": self._one(told["sign"])}
            case Verb.EXPLAIN:
                return self._reasoned("explain", rows=warning.rows)
            case Verb.VERIFY:
                return self._verdict(warning)
            case Verb.REVIEW:
                return {"text": self._one(told["review"])}
            case Verb.DISPOSE:
                return self._disposal(warning, at)
        way = warning.disposal or "none"
        proof = self._one(told["proof"]).format(number=warning.number)
        return {
            "text": self._one(told["close"].get(way, told["close"]["none"])),
            "proof": proof if way == "rectification" else "",
        }

    def _verdict(self, warning: Warning) -> Given:
        """Graver warnings and repeated ones hold more often."""
        founded = 0.35 + 0.1 * (4 - warning.level) + (0.15 if warning.rows > 2 else 0.0)
        kinds = ("founded", "partly", "unfounded", "undetermined")
        shares = (founded, 0.12, 1 - founded - 0.16, 0.04)
        conclusion = self._dice.choices(kinds, [max(one, 0.05) for one in shares])[0]
        reasons = words()["verify"][conclusion]
        reason = self._dice.choice([*reasons])
        if reason == "deliberate" and warning.level > 2:
            reason = "negligent"
        text = self._one(reasons[reason]).format(rows=warning.rows)
        return {"conclusion": conclusion, "reason_code": reason, "text": text}

    def _disposal(self, warning: Warning, at: dt.datetime) -> Given:
        if warning.conclusion in ("unfounded", "undetermined"):
            return {"disposal": "none", "text": self._one(words()["dispose"]["none"])}
        ways = ["reminder", "reminder", "rectification"]
        if warning.secrecy == "closed" and warning.level == 1:
            ways = ["referral"]
        elif warning.money and warning.yardstick.domain == "duty":
            ways.append("tax")
        way = self._dice.choice(ways)
        given: Given = {"disposal": way, "text": self._one(words()["dispose"][way])}
        if way == "rectification":
            days = self._dice.choice((7, 14, 20))
            given["rectify_by"] = (at + dt.timedelta(days=days)).date().isoformat()
        if way == "tax":
            given["amount"] = str(warning.money)
        return given

    def _reasoned(self, verb: str, **values: object) -> Given:
        reasons = words()[verb]
        reason = self._dice.choice([*reasons])
        return {"reason_code": reason, "text": self._one(reasons[reason]).format(**values)}

    def _do(self, verb: Verb, warning: Warning, given: Given, at: dt.datetime) -> bool:
        actor = self._hands.for_step(verb, matter_of(warning), at)
        if actor is None:
            self.refused[f"{verb}: nobody"] += 1
            return False
        try:
            perform(verb, warning.token, given, actor=actor, now=at, revision=warning.revision)
        except NotDone as refused:
            self.refused[f"{verb}: {refused.code}"] += 1
            return False
        self.done[verb] += 1
        if verb == Verb.ASK:
            inquiry = warning.inquiries.latest("pk")
            if self._dice.random() < 0.85:
                days = self._dice.expovariate(1 / 1.5)
                self._plan("inquiry", inquiry.pk, later(at, days, self._dice))
        return True

    def _answer(self, pk: int, at: dt.datetime) -> None:
        inquiry = Inquiry.objects.select_related("person").get(pk=pk)
        actor: Actor = self._hands.of(inquiry.person, at)
        if not actor.standings:
            self._plan("inquiry", pk, later(at, 1, self._dice))
            return
        try:
            perform_answer(inquiry.token, self._reasoned("answer", rows=1), actor=actor, now=at)
        except NotDone as refused:
            self.refused[f"answer: {refused.code}"] += 1
            return
        self.done[Verb.ANSWER] += 1

    def _afterwards(self, warning: Warning, at: dt.datetime) -> None:
        """Whoever was asked for nothing is cleared in writing; a drawn one is looked at again."""
        if warning.conclusion == "unfounded" and warning.inquiries.exists():
            self._do(Verb.CLEAR, warning, {"text": self._one(words()["clear"])}, at)
        self._plan("warning", warning.pk, later(at, 2 + 2 * self._dice.random(), self._dice))

    def _look_again(self, warning: Warning, at: dt.datetime) -> None:
        if pending(warning) is None or self._dice.random() < 0.4:
            return
        agrees = "no" if self._stamps(warning) and self._dice.random() < 0.5 else "yes"
        given = {"agrees": agrees, "text": self._one(words()["second_look"][agrees])}
        if self._do(Verb.SECOND_LOOK, warning, given, at) and agrees == "no":
            self._plan("warning", warning.pk, later(at, 2, self._dice))

    def _stamps(self, warning: Warning) -> bool:
        """Does this section close what is slight with the same words at once?"""
        return random.Random(f"stamp|{warning.office_path}").random() < RUBBER

    def _one(self, choices: list[str]) -> str:
        return self._dice.choice(choices)
