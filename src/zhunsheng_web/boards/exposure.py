"""How much was worked, from the kept counts: what warnings are held against."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Sum

from zhunsheng_web.boards.models import Exposure
from zhunsheng_web.boards.scope import Scope


def acts_by_domain(scope: Scope) -> dict[str, int] | None:
    """Acts in the scope's office and months by domain; None if nobody counted any there."""
    rows = (
        Exposure.objects.filter(
            path=scope.office.path, month__gte=scope.first, month__lte=scope.last
        )
        .values_list("domain")
        .annotate(Sum("acts"))
    )
    return dict(rows) or None


def acts_by_office(scope: Scope, paths: Sequence[str]) -> dict[str, int]:
    """Acts by office; offices of which nobody counted any are left out."""
    rows = (
        Exposure.objects.filter(path__in=paths, month__gte=scope.first, month__lte=scope.last)
        .values_list("path")
        .annotate(Sum("acts"))
    )
    return dict(rows)
