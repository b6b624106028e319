"""What pm4py is charged with, and that questions and asks stay in step."""

from __future__ import annotations

from bench.peers.pm4py_checks import LOGS, cheapest
from bench.peers.questions import Ask, Question

from zhunsheng.model.verdict import Reason


def _question(*functions: str) -> Question:
    return Question("q", "overdue", {}, tuple(Ask(one, {}, ("NONE",)) for one in functions))


def _call(seconds: float, *asks: int) -> dict[str, object]:
    return {"seconds": seconds, "cpu_seconds": seconds, "asks": list(asks)}


def test_each_question_is_charged_its_fastest_function_only() -> None:
    questions = [_question("slow", "fast"), _question(), _question("slow")]
    calls = [_call(8.0, 0, 2), _call(1.0, 1)]  # the slow one answered two questions at once
    assert cheapest(questions, calls)["seconds"] == 1.0 + 8.0 / 2


def test_every_question_is_answered_by_a_function_or_says_why_not() -> None:
    for log in LOGS:
        for question in log.questions:
            assert question.asks or question.why


def test_what_is_compared_is_a_reason_of_ours() -> None:
    named = {name for log in LOGS for q in log.questions for ask in q.asks for name in ask.ours}
    assert named <= {reason.name for reason in Reason}
