"""What nobody has verified, and exceptions without an approver or past their end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhunsheng.model.errors import Place, Problem, problem
from zhunsheng.model.register import Register
from zhunsheng.register.names import kind
from zhunsheng.register.resting import resting


def check_verified(register: Register) -> Iterator[Problem]:
    """Warnings for items and bases marked ``verified: false``."""
    for section in (
        "laws", "codes", "powers", "posts", "clocks", "parameters", "indicators", "standards",
        "timings",
    ):  # fmt: skip
        for item in getattr(register, section):
            if not item.verified:
                yield _unverified(
                    f"{kind(section, 'zh')}“{item.id}”",
                    f"{kind(section, 'en')} {item.id!r}",
                    item.place,
                )
    for one in resting(register):
        for basis in one.bases:
            if not basis.verified:
                yield _unverified(
                    f"{kind(one.section, 'zh')}“{one.item}”的依据 {basis}",
                    f"basis {basis} of {kind(one.section, 'en')} {one.item!r}",
                    one.place,
                )


def check_exemptions(register: Register, *, on: dt.date | None = None) -> Iterator[Problem]:
    """Exemptions without approver or without end (errors); past their end on ``on`` (warnings)."""
    for exemption in register.exemptions:
        if not exemption.approved_by:
            yield problem(
                "exemption-without-approver",
                (
                    f"例外“{exemption.id}”没有批准人",
                    f"exemption {exemption.id!r} was approved by nobody",
                ),
                why=("未经批准的例外就是漏洞", "an exception nobody approved is a loophole"),
                mend=("写明 approved_by", "fill approved_by"),
                place=exemption.place,
            )
        if exemption.validity.end is None:
            yield problem(
                "exemption-without-end",
                (f"例外“{exemption.id}”没有截止日", f"exemption {exemption.id!r} has no end"),
                why=(
                    "没有截止日的例外等于废止标准",
                    "an exception without end repeals the standard",
                ),
                mend=("写明 until", "fill until"),
                place=exemption.place,
            )
        elif on is not None and exemption.validity.end <= on:
            yield problem(
                "exemption-expired",
                (
                    f"例外“{exemption.id}”已于 {exemption.validity.end} 失效",
                    f"exemption {exemption.id!r} ended on {exemption.validity.end}",
                ),
                mend=(
                    "如仍有需要，重新报批并登记新的例外；否则留存备查即可",
                    "if it is still needed have a new one approved; otherwise it may stay on file",
                ),
                place=exemption.place,
                severity="warning",
            )


def _unverified(zh: str, en: str, place: Place | None) -> Problem:
    return problem(
        "unverified",
        (f"{zh}尚未核实", f"{en} has not been verified"),
        mend=(
            "对照法律原文核实后删除 verified: false",
            "hold it against the law's text, then drop verified: false",
        ),
        place=place,
        severity="warning",
    )
