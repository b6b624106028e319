"""Timings that could never be measured: unknown acts and fields, acts that touch other objects."""

from __future__ import annotations

from collections.abc import Iterator

from zhunsheng.model.errors import Problem, problem
from zhunsheng.model.register import Register
from zhunsheng.model.timing import Mark, Timing

_OF_EVERY_ACT = ("officer", "post", "office")


def check_timings(register: Register) -> Iterator[Problem]:
    """A register that defines no activities, or no fields, is not held to them."""
    for timing in register.timings:
        stretches = [mark for one in timing.stretches for mark in (one.start, one.end)]
        for mark in (timing.start, timing.end, *stretches):
            yield from _of_mark(register, timing, mark)


def _of_mark(register: Register, timing: Timing, mark: Mark) -> Iterator[Problem]:
    activities = {one.id: one for one in register.activities}
    for name in mark.step.activities if activities else ():
        known = activities.get(name)
        if known is None:
            yield _wrong(
                timing,
                "activity-unknown",
                f"所用的行为“{name}”没有定义",
                f"uses activity {name!r}, which is not defined",
            )
        elif known.objects and timing.subject not in known.objects:
            yield _wrong(
                timing,
                "timing-of-another-object",
                f"以“{timing.subject}”计时，但行为“{name}”不涉及该对象",
                f"counts on {timing.subject!r}, which activity {name!r} does not touch",
            )
    kinds = {one.id: one.kind for one in register.fields}
    used = [condition.field for condition in mark.step.where]
    for name in [*used, *([mark.field] if mark.field else [])] if kinds else ():
        if name not in kinds and name not in _OF_EVERY_ACT:
            yield _wrong(
                timing,
                "field-unknown",
                f"所用的记录项“{name}”没有定义",
                f"uses field {name!r}, which is not defined",
            )
    if mark.field is not None and kinds.get(mark.field, "time") != "time":
        yield _wrong(
            timing,
            "timing-by-no-time",
            f"记录项“{mark.field}”不是时间",
            f"takes a time from field {mark.field!r}, which holds none",
        )


def _wrong(timing: Timing, code: str, zh: str, en: str) -> Problem:
    return problem(
        code,
        (f"用时口径“{timing.id}”{zh}", f"timing {timing.id!r} {en}"),
        why=("这样的口径永远算不出用时", "such a timing measures nothing"),
        mend=("改正名称，或补充定义", "correct the name, or define it"),
        place=timing.place,
    )
