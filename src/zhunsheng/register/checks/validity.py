"""Versions that leave days out, or say two things about the same day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhunsheng.model.errors import Place, Problem, problem
from zhunsheng.model.register import Register
from zhunsheng.model.validity import Validity
from zhunsheng.register.names import kind
from zhunsheng.register.spans import gaps, overlaps


def check_validity(register: Register) -> Iterator[Problem]:
    """Gaps (warnings) and overlaps (errors) between the versions of an item."""
    for section in ("powers", "clocks", "tables", "standards"):
        for item in getattr(register, section):
            spans = [version.validity for version in item.versions]
            yield from _between(section, item.id, spans, item.place)


def _between(
    section: str, item_id: str, spans: Iterable[Validity], place: Place | None
) -> Iterator[Problem]:
    spans = list(spans)
    for gap in gaps(spans):
        yield problem(
            "validity-gap",
            (
                f"{kind(section, 'zh')}“{item_id}”在 {gap} 没有有效版本",
                f"{kind(section, 'en')} {item_id!r} has no version in force {gap}",
            ),
            why=(
                "这段时间内的行为将无从判断",
                "acts of those days cannot be judged by it",
            ),
            mend=(
                "删除前一版本的 until，使其延续至下一版本；确属废止的可予保留",
                "drop the earlier version's until so that it lasts until the next one begins; "
                "leave it if the law really stood still",
            ),
            place=place,
            severity="warning",
        )
    for earlier, later in overlaps(spans):
        yield problem(
            "validity-overlap",
            (
                f"{kind(section, 'zh')}“{item_id}”的两个版本（{earlier} 与 {later}）生效期重叠",
                f"two versions of {kind(section, 'en')} {item_id!r} overlap: {earlier}, {later}",
            ),
            why=("同一天只能适用一个版本", "on any day exactly one version may apply"),
            mend=(
                "删除前一版本的 until，或改正后一版本的 from",
                "drop the earlier version's until, or correct the later one's from",
            ),
            place=place,
        )
