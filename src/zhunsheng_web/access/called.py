"""Offices by what people type: a code, or a whole name in either language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import within
from zhunsheng_web.access.faults import Incomplete
from zhunsheng_web.access.models import Office

_MOST_NAMED = 12


def called(asked: str) -> Q:
    """The offices of this code or name."""
    return Q(code=asked) | Q(title_zh=asked) | Q(title_en__iexact=asked)


def meant(asked: str, near: Iterable[Office], paths: Iterable[str]) -> list[Office]:
    """Those of ``near`` (with their parents) that are called so and lie at or below the paths."""
    reach, folded = tuple(paths), asked.casefold()
    return [
        one
        for one in near
        if folded in (one.code.casefold(), one.title_zh, one.title_en.casefold())
        and any(within(one.path, path) for path in reach)
    ]


def chosen(found: Sequence[Office], at: str = "") -> Office | None:
    """The one that is meant; of several, that of code ``at``, or the one just below it."""
    if len(found) == 1:
        return found[0]
    here = [one for one in found if one.code == at]
    below = [one for one in found if one.parent is not None and one.parent.code == at]
    return next((some[0] for some in (here, below) if len(some) == 1), None)


def not_one(asked: str, found: Sequence[Office]) -> Text:
    """Why no office could be chosen: none is called so, or several are."""
    if not found:
        return Text(
            f"没有单位“{asked}”，或者不在您的职责范围内。",
            f"There is no office “{asked}” within your reach.",
        )
    told = [(one.parent.title if one.parent else Text("", ""), one.code) for one in found]
    zh = "、".join(f"{above.zh}{code}" for above, code in told[:_MOST_NAMED])
    en = ", ".join(f"{above.en} {code}".strip() for above, code in told[:_MOST_NAMED])
    return Text(
        f"叫“{asked}”的单位不止一个，请改填代码：{zh}。",
        f"Several offices are called “{asked}”; give the code: {en}.",
    )


def code_called(asked: str, paths: Iterable[str]) -> str:
    """The code of the office that is called so within the paths; what is a code stays as it is.
    Raises Incomplete("office")."""
    wanted = " ".join(asked.split())[:80]
    if Office.objects.filter(code=wanted).exists():
        return wanted
    near = Office.objects.filter(called(wanted)).select_related("parent").order_by("path")
    found = meant(wanted, near, paths)
    office = chosen(found)
    if office is None:
        raise Incomplete("office", not_one(wanted, found))
    return office.code
