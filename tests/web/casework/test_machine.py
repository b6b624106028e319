"""Whatever people do, in whatever order, a warning does what a small model of it does (P13).

The model is written by hand from the text of the issue, not from the table of transitions. Who may
do what is tried elsewhere; here everybody may do everything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from web.world import NOW, World
from zhunsheng_web.access.policy import ALLOWED
from zhunsheng_web.casework import acting, conditions, marks, tally
from zhunsheng_web.casework.aftermath import RowMove
from zhunsheng_web.casework.faults import NotDone
from zhunsheng_web.casework.models import Event, Finding, Warning
from zhunsheng_web.casework.performing import perform
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.casework.verbs import joining
from zhunsheng_web.record import deed
from zhunsheng_web.record.deed import AlreadyDone
from zhunsheng_web.record.models import SealedAct

EARLY = ("generated", "assigned", "explained")
OPEN = (*EARLY, "verified", "reviewed", "disposed")
LEADS: dict[str, dict[str, str]] = {
    "sign": {"generated": "assigned"},
    "explain": {"assigned": "explained"},
    "verify": {"explained": "verified"},
    "review": {"verified": "reviewed"},
    "dispose": {"reviewed": "disposed"},
    "close": {"disposed": "closed"},
    "settle": dict.fromkeys(EARLY, "closed"),
    "return": {"explained": "assigned", "verified": "assigned"},
    "reopen": {"closed": "explained"},
    "suspend": {stage: stage for stage in OPEN},
    "resume": {stage: stage for stage in OPEN},
    "extend": {stage: stage for stage in OPEN},
    "hand-up": {stage: stage for stage in OPEN},
    "note": {stage: stage for stage in (*OPEN, "closed")},
    "merge": dict.fromkeys(OPEN, "merged"),
    "split": {stage: stage for stage in OPEN},
}
GIVEN: dict[str, dict[str, str]] = {
    "explain": {"reason_code": "staffing"},
    "verify": {"conclusion": "founded", "reason_code": "negligent"},
    "settle": {"conclusion": "unfounded", "reason_code": "data"},
    "dispose": {"disposal": "reminder"},
    "return": {"reason_code": "doubt"},
    "reopen": {"reason_code": "wrong"},
    "suspend": {"reason_code": "case", "until": "2026-11-30"},
    "extend": {"reason_code": "volume"},
    "hand-up": {"reason_code": "grave"},
}
LINES = ["line1", "line2", "audit", "discipline"]
DESKS = ["", *LINES]


class Life(RuleBasedStateMachine):
    world: World

    def __init__(self) -> None:
        super().__init__()
        self.outside = transaction.atomic()
        self.outside.__enter__()
        self.now = NOW
        self.actor = self.world.actor("AUDH")
        made = [self.world.warning(level=level, rows=3) for level in (3, 3, 4)]
        self.model: dict[str, dict[str, Any]] = {
            one.token: {"stage": "generated", "revision": 1, "still": False, "rows": 3,
                        "desk": one.desk, "level": one.level, "extended": 0,
                        "floor": ""}
            for one in made
        }  # fmt: skip
        self.done = self.events = 0
        self.sent: list[tuple[str, str, int, dict[str, Any], str]] = []

    def teardown(self) -> None:
        try:
            assert tally.kept() == tally.recounted()
            true = marks.recount(Event.objects.select_related("warning__yardstick"))
            assert marks.kept() == {
                key: {n: v for n, v in total.items() if v} for key, total in true.items()
            }
        finally:
            transaction.set_rollback(True)
            self.outside.__exit__(None, None, None)

    @rule(
        blindly=st.sampled_from([False, False, False, True]),
        choice=st.integers(0, 999),
        which=st.integers(0, 9),
        other=st.integers(0, 9),
        many=st.integers(1, 3),
        behind=st.sampled_from([0, 0, 0, 0, 1]),
    )
    def act(
        self, blindly: bool, choice: int, which: int, other: int, many: int, behind: int
    ) -> None:
        tokens = list(self.model)  # in the order they came, not of their random names
        token, into = tokens[which % len(tokens)], tokens[other % len(tokens)]
        told = self.model[token]
        fitting = sorted(verb for verb in LEADS if blindly or told["stage"] in LEADS[verb])
        if not fitting:
            return
        verb = fitting[choice % len(fitting)]
        given: dict[str, Any] = {"text": f"{verb} {self.done}", **GIVEN.get(verb, {})}
        keys = sorted(Finding.objects.filter(warning__token=token).values_list("key", flat=True))
        if verb == "merge":
            given["into"] = into
        if verb == "split":
            given["rows"] = keys[:many]
        due = None
        if verb == "extend":
            due = Warning.objects.get(token=token).due_at
            given["until"] = ((due or self.now) + dt.timedelta(days=3)).date().isoformat()
        once = f"once-{len(self.sent)}"
        sending = (verb, token, told["revision"] - behind, given, once)
        if verb == "extend" and (due is None or due < self.now):
            expected = False
        else:
            expected = not behind and self._expected(verb, told, into, token, many)
        if self._send(sending, expected):
            self.sent.append(sending)
            self._apply(verb, told, into, many, token)
        self._compare()

    @rule(which=st.integers(0, 99))
    def send_the_same_form_again(self, which: int) -> None:
        if self.sent:
            before = self._all()
            verb, token, revision, given, once = self.sent[which % len(self.sent)]
            try:
                self._perform(verb, token, revision, given, once)
            except AlreadyDone:
                assert self._all() == before
            except NotDone as refused:
                raise AssertionError("the form was not known again") from refused
            else:
                raise AssertionError("the form was taken twice")

    @rule(days=st.integers(1, 3))
    def wait(self, days: int) -> None:
        self.now += dt.timedelta(days=days)

    def _expected(self, verb: str, told: dict[str, Any], into: str, token: str, many: int) -> bool:
        if told["stage"] not in LEADS[verb]:
            return False
        if told["still"] and verb not in ("resume", "note", "hand-up"):
            return False
        target = self.model[into]
        alike = into != token and target["stage"] in OPEN and not target["still"]
        return {
            "resume": told["still"],
            "settle": told["level"] == 4,
            "split": told["rows"] > many,
            "merge": alike,
            "hand-up": told["desk"] != LINES[-1],
            "extend": told["extended"] < 2,
            "suspend": self.now.date() < dt.date(2026, 11, 30),
        }.get(verb, True)

    def _apply(self, verb: str, told: dict[str, Any], into: str, many: int, token: str) -> None:
        self.done += 1
        self.events += 1
        stage = LEADS[verb][told["stage"]]
        if verb == "reopen":  # whoever reopens keeps it: the actor is of the audit
            told["floor"] = max(told["desk"], told["floor"], "audit", key=DESKS.index)
        if stage != told["stage"] or verb == "hand-up":
            told["extended"] = told["extended"] if verb == "hand-up" else 0
        told["stage"] = stage
        told["revision"] += 1
        told["extended"] += verb == "extend"
        if verb in ("suspend", "resume"):
            told["still"] = verb == "suspend"
        if verb == "hand-up":
            told["floor"] = told["desk"] = LINES[LINES.index(told["desk"]) + 1]
        else:
            told["desk"] = Warning.objects.get(token=token).desk
            assert LINES.index(told["desk"]) >= DESKS.index(told["floor"]) - 1
        if verb == "merge":
            target = self.model[into]
            target["rows"] += told["rows"]
            target["revision"] += 1
            target["level"] = min(target["level"], told["level"])
            target["floor"] = max(target["floor"], told["floor"], key=DESKS.index)
            target["desk"] = max(target["desk"], target["floor"], key=DESKS.index)
            told["rows"] = 0
            self.events += 1
        if verb == "split":
            told["rows"] -= many
            new = Warning.objects.exclude(token__in=self.model).get()
            self.model[new.token] = {**told, "rows": many, "revision": 1, "extended": 0}
            self.events += 1

    def _send(self, sending: tuple[str, str, int, dict[str, Any], str], expected: bool) -> bool:
        before = self._all()
        try:
            self._perform(*sending)
        except NotDone as refused:
            assert not expected, (sending, refused)
            assert self._all() == before
            return False
        assert expected, sending
        return True

    def _perform(
        self, verb: str, token: str, revision: int, given: dict[str, Any], once: str
    ) -> None:
        perform(Verb(verb), token, given, actor=self.actor, now=self.now, revision=revision,
                once=once)  # fmt: skip

    def _all(self) -> tuple[list[Any], ...]:
        kinds = (Warning, Event, Finding, SealedAct, RowMove)
        return tuple(list(kind.objects.order_by("pk").values()) for kind in kinds)

    def _compare(self) -> None:
        for one in Warning.objects.all():
            told = self.model[one.token]
            assert (one.stage, one.revision, one.suspended_at is not None, one.rows) == (
                told["stage"], told["revision"], told["still"], told["rows"],
            )  # fmt: skip
            assert one.findings.count() == told["rows"]
            assert (one.stage in OPEN) == (one.closed_at is None)
            assert one.desk == told["desk"]
        assert Finding.objects.count() == 9
        assert SealedAct.objects.count() == self.done
        assert Event.objects.count() == self.events


@pytest.fixture
def everybody(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    Life.world = world
    monkeypatch.setattr(acting, "may_see", lambda *_: ALLOWED)
    monkeypatch.setattr(acting, "decide", lambda *_: ALLOWED)


def live(examples: int, steps: int, **others: Any) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            **others,
        ),
    )


def test_a_warning_does_what_the_model_does(everybody: None) -> None:
    live(12, 25)


@pytest.mark.full
def test_a_warning_does_what_the_model_does_for_long(everybody: None) -> None:
    live(400, 50)


def _no_obstacle(patch: pytest.MonkeyPatch) -> None:
    def nearly(verb: Verb, warning: Warning) -> NotDone | None:
        fault = conditions.obstacle(verb, warning)
        return fault if verb is not Verb.REVIEW else None

    patch.setattr(acting, "obstacle", nearly)


def _works_while_still(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(conditions, "WHILE_SUSPENDED", frozenset(Verb))


def _stale_passes(patch: pytest.MonkeyPatch) -> None:
    true = acting.locked

    def forgiving(warning: Warning) -> Warning:
        row = true(warning)
        warning.revision = row.revision = _Any(row.revision)
        return row

    patch.setattr(acting, "locked", forgiving)


class _Any(int):
    """A number that says it is equal to every other."""

    def __eq__(self, _: object) -> bool:
        return True

    def __ne__(self, _: object) -> bool:
        return False

    __hash__ = int.__hash__


def _rows_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(joining, "_move", lambda *_: None)
    patch.setattr(joining, "resum", lambda *_: None)


def _twice(patch: pytest.MonkeyPatch) -> None:
    numbers = iter(range(10**9))
    patch.setattr(deed, "_named", lambda *_: f"n{next(numbers)}")


def _uncounted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(acting, "count", lambda *_: None)


@pytest.mark.parametrize(
    "broken", [_no_obstacle, _works_while_still, _stale_passes, _rows_stay, _twice, _uncounted]
)
def test_broken_variants_are_caught(
    everybody: None,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[[pytest.MonkeyPatch], None],
) -> None:
    broken(monkeypatch)
    with pytest.raises(AssertionError):
        live(150, 25, phases=[Phase.generate], derandomize=True, report_multiple_bugs=False)
