"""The API does what it says: every operation, as several people, with what nobody expects (P19)."""

from __future__ import annotations

import base64
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks as openapi

from web.papers.rich import inquiry
from web.world import NOW, World
from zhunsheng_web.access.models import Notice
from zhunsheng_web.api import parts
from zhunsheng_web.api.keys import make_key
from zhunsheng_web.casework.models import Intake, Warning
from zhunsheng_web.casework.stages import Stage
from zhunsheng_web.clock import now

SEVERAL = ("SH1", "AUD1", "DIS1", "W1")
EVERY_PART = (
    "W1", "SH1", "LIA1", "HEAD1", "FUN1", "FUNH", "AUD1", "AUDH", "DIS1", "LEAD1", "LEG0",
)  # fmt: skip
"""One person of every role of the world that may have a key; administrators have none."""
CHECKS = (
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
    openapi.negative_data_rejection,
    openapi.unsupported_method,
)


@pytest.fixture
def busy(world: World) -> World:
    """A world with something behind every address."""
    for stage in (Stage.GENERATED, Stage.ASSIGNED, Stage.EXPLAINED, Stage.VERIFIED):
        world.warning(level=3, stage=stage, rows=3)
        world.warning(level=1, stage=stage)
    inquiry(world, Warning.objects.order_by("pk")[0], rich=False)
    Notice.objects.create(person=world.people["W1"], kind="due", cause="c", title_zh="临期",
                          title_en="due", made_at=NOW)  # fmt: skip
    Intake.objects.create(run="run-1", as_of=NOW.date(), taken_at=NOW, findings=3,
                          fresh=1, known=1, muted=1, cleared=0, warnings=1,
                          register_digest="0" * 64)  # fmt: skip
    return world


def key_of(world: World, code: str) -> dict[str, str]:
    _, secret = make_key("试", "act", 1, actor=world.actor(code), now=now())
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def schema(busy: World) -> Any:
    """The description the service publishes of itself."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(),
                                          headers=key_of(busy, "AUD1"))  # fmt: skip


@pytest.fixture
def tried(busy: World, schema: Any) -> Callable[..., list[str]]:
    """Tries every operation as a person; what it did that it should not."""

    def trial(code: str, examples: int, only: str = "", exactly: bool = False) -> list[str]:
        headers = key_of(busy, code)
        faults: list[str] = []
        met: Counter[int] = Counter()
        for result in schema.get_all_operations():
            operation = result.ok()
            if only and not (operation.path.endswith(only) if exactly else only in operation.path):
                continue
            for mode in (
                schemathesis.GenerationMode.POSITIVE,
                schemathesis.GenerationMode.NEGATIVE,
            ):
                try:
                    strategy = operation.as_strategy(generation_mode=mode)
                    _try(strategy, headers, examples, faults, f"{code} {operation.label}", met)
                except schemathesis.errors.SchemathesisError:
                    continue  # nothing can be wrong about what takes nothing
        # Neither everything refused nor everything taken: the trial has reached the operations.
        assert met[200] and met[422], met
        return faults

    return trial


def _try(
    strategy: st.SearchStrategy[Any], headers: dict[str, str], examples: int, faults: list[str],
    about: str, met: Counter[int],
) -> None:  # fmt: skip
    chance = random.Random(about)

    @settings(max_examples=examples, deadline=None, database=None, derandomize=True,
              phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(strategy)
    def one(case: Any) -> None:
        _bring_to_life(case, chance)
        response = case.call(headers=headers)
        met[response.status_code] += 1
        try:
            case.validate_response(response, checks=list(CHECKS))
        except FailureGroup as group:
            faults.extend(f"{about}: {response.status_code} {str(fault)[:300]} "
                          f"{case.path_parameters} {case.query} {str(case.body)[:200]}"
                          for fault in group.exceptions)  # fmt: skip

    try:
        one()
    except Exception as error:
        if "Unsatisfiable" not in type(error).__name__ and "Cannot generate" not in str(error):
            raise


def _bring_to_life(case: Any, chance: random.Random) -> None:
    """Half of the time a token is one that exists, and the revision the right one: beyond the
    first 404 there is more to go wrong."""
    path = case.path_parameters or {}
    if "token" not in path or "/warnings/" not in case.path or chance.random() < 0.5:
        return
    if case.meta is not None and case.meta.generation.mode.is_negative:
        return
    one = chance.choice(list(Warning.objects.all()))
    case.path_parameters["token"] = one.token
    if isinstance(case.body, dict) and "revision" in case.body:
        case.body["revision"] = one.revision


def followed(schema: Any, headers: dict[str, str], runs: int) -> tuple[int, list[str]]:
    """Operations one after the other, each with what the one before has answered (a list's tokens,
    a revision): how many steps took something over, and what went wrong."""
    faults: list[str] = []
    taken = 0

    class Following(schema.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": headers}

        def step(self, input: Any) -> Any:
            nonlocal taken
            taken += input.transition is not None and input.is_applied
            return super().step(input)

        def validate_response(self, response: Any, case: Any, *_: Any, **__: Any) -> None:
            try:
                case.validate_response(response, checks=list(CHECKS))
            except FailureGroup as group:
                faults.extend(f"{case.operation.label}: {response.status_code} {str(fault)[:300]}"
                              for fault in group.exceptions)  # fmt: skip

    Following.run(settings=settings(
        max_examples=runs, stateful_step_count=6, deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    ))  # fmt: skip
    return taken, faults


def test_no_operation_fails_or_says_what_its_description_does_not(
    tried: Callable[..., list[str]],
) -> None:
    for code in SEVERAL:
        assert tried(code, 5) == []


@pytest.mark.full
@pytest.mark.parametrize("code", EVERY_PART)
def test_nor_does_any_with_many_examples(tried: Callable[..., list[str]], code: str) -> None:
    # Who reaches most is tried longest; so long for everybody would take hours.
    assert tried(code, 500 if code == "AUD1" else 50) == []


@pytest.mark.full
@pytest.mark.parametrize("code", EVERY_PART)
def test_nor_does_one_that_is_given_what_another_answered(
    busy: World, schema: Any, code: str
) -> None:
    taken, faults = followed(schema, key_of(busy, code), 60)
    assert faults == []
    # Whose lists are mostly empty has little to hand on.
    assert taken or code != "AUD1"


def test_the_same_check_catches_a_validator_that_is_missing(
    tried: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def believed(given: str, number: int) -> list[str]:
        return base64.urlsafe_b64decode(given + "==").decode().split("|")

    monkeypatch.setattr(parts, "opened", believed)
    assert any(" 500 " in fault for fault in tried("AUD1", 10, only="/v1/warnings", exactly=True))
