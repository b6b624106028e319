"""How much was worked, from the kept counts: what warnings are held against."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Sum

from zhunsheng_web.boards.models import Exposure
from zhunsheng_web.boards.scope import Scope


def acts_by_place(scope: Scope, below: Sequence[str]) -> dict[tuple[str, str], int]:
    """Acts by path and domain, in the scope's months, at its office and at these below it. What
    nobody counted is left out."""
    rows = (
        Exposure.objects.filter(
            path__in=[scope.office.path, *below],
            month__gte=scope.first,
            month__lte=scope.last,
        )
        .values_list("path", "domain")
        .annotate(Sum("acts"))
    )
    return {(path, domain): acts for path, domain, acts in rows}
