"""What domains, posts and standards are called on these pages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from zhunsheng.model.text import Text
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Yardstick


@lru_cache(maxsize=1)
def domain_titles() -> dict[str, Text]:
    """Domain → title, from the register's closed list of domains."""
    table = register().code_table("domains")
    return {code.id: code.title for code in table.codes} if table else {}


@lru_cache(maxsize=1)
def post_titles() -> dict[str, Text]:
    """Post → title, from the register."""
    return {post.id: post.title for post in register().posts}


def yardsticks_of(standards: Iterable[str]) -> dict[str, Yardstick]:
    """The latest version of each standard by which there are warnings. One query."""
    rows = Yardstick.objects.filter(standard__in=list(standards)).order_by("since")
    return {row.standard: row for row in rows}
