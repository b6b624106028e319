"""Who held a power when: grants of posts, cut so that no two of one post overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from zhunsheng.model.power import Post
from zhunsheng.model.validity import Validity


@dataclass(frozen=True, slots=True)
class PostGrant:
    """A post that holds the power for a span of days, up to an amount (None: any amount)."""

    post: str
    validity: Validity
    up_to: Decimal | None


def grants_of(power: str, posts: Iterable[Post]) -> tuple[PostGrant, ...]:
    """The grants of a power, at most one per post and day; of two the wider one counts."""
    found: list[PostGrant] = []
    for post in posts:
        grants = [grant for grant in post.grants if grant.power == power]
        cuts = sorted(
            {grant.validity.start for grant in grants}
            | {grant.validity.end for grant in grants if grant.validity.end is not None}
        )
        for start, end in zip(cuts, [*cuts[1:], None][: len(cuts)], strict=True):
            here = [grant.up_to for grant in grants if start in grant.validity]
            if here:
                limits = [limit for limit in here if limit is not None]
                widest = None if len(limits) < len(here) else max(limits)
                found.append(PostGrant(post.id, Validity(start, end), widest))
    return tuple(found)
