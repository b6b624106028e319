"""What rests on no law, on an unknown one, or on one that was not in force."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator

from zhunsheng.model.errors import Place, Problem, problem
from zhunsheng.model.law import Basis, Law
from zhunsheng.model.register import Register
from zhunsheng.register.names import kind
from zhunsheng.register.resting import resting


def check_basis(register: Register) -> Iterator[Problem]:
    """Missing bases, unknown laws, and editions not in force on a version's first day."""
    laws = {law.id: law for law in register.laws}
    for one in resting(register):
        section, item_id, start, place = one.section, one.item, one.start, one.place
        if one.needs_basis and not one.bases:
            yield problem(
                "basis-missing",
                (
                    f"{kind(section, 'zh')}“{item_id}”{_since(start, 'zh')}没有写明依据",
                    f"{kind(section, 'en')} {item_id!r}{_since(start, 'en')} rests on no law",
                ),
                why=("法无授权不可为", "without a law there is no power and no duty"),
                mend=(
                    'basis 中写明法律和条款：[{law: …, article: "…"}]',
                    'name law and article: basis: [{law: …, article: "…"}]',
                ),
                place=place,
            )
        for basis in one.bases:
            yield from _of_basis(section, item_id, start, basis, laws, place)


def _of_basis(
    section: str,
    item_id: str,
    start: dt.date | None,
    basis: Basis,
    laws: dict[str, Law],
    place: Place | None,
) -> Iterator[Problem]:
    law = laws.get(basis.law)
    if law is None:
        yield problem(
            "law-unknown",
            (
                f"{kind(section, 'zh')}“{item_id}”所引的法律“{basis.law}”不在 laws 中",
                f"{kind(section, 'en')} {item_id!r} rests on law {basis.law!r}, not in laws",
            ),
            mend=(
                "在 laws.yaml 中登记该法律，或改正标识",
                "add it to laws.yaml, or correct the id",
            ),
            place=place,
        )
        return
    fault = _fault(law, basis, start)
    if fault is not None:
        yield problem(
            "edition-not-in-force",
            (
                f"{kind(section, 'zh')}“{item_id}”的依据 {basis}:{fault[0]}",
                f"{kind(section, 'en')} {item_id!r} rests on {basis}: {fault[1]}",
            ),
            why=(
                "版本生效之日，其依据必须现行有效",
                "on the day a version begins, what it rests on must be in force",
            ),
            mend=(
                "改为当日有效的文本（edition），或在 laws.yaml 中补登该文本",
                "name the edition in force that day, or add it to the law in laws.yaml",
            ),
            place=place,
        )


def _fault(law: Law, basis: Basis, start: dt.date | None) -> tuple[str, str] | None:
    if basis.edition is not None and basis.edition not in law.editions:
        return ("法律中没有这一文本", "the law has no such edition")
    if start is None:
        return None
    if law.repealed_on is not None and law.repealed_on <= start:
        return (f"该法已于 {law.repealed_on} 废止", f"the law was repealed on {law.repealed_on}")
    if law.editions and start < law.editions[0]:
        first = law.editions[0]
        return (f"该法 {first} 才施行", f"the law took effect only on {first}")
    if basis.edition is not None:
        in_force = law.editions[bisect_right(law.editions, start) - 1]
        if in_force != basis.edition:
            return (f"{start} 有效的是 {in_force} 文本", f"in force on {start} was {in_force}")
    return None


def _since(start: dt.date | None, language: str) -> str:
    if start is None:
        return ""
    return f"({start} 起的版本)" if language == "zh" else f" (version from {start})"
