"""Another grant of a post, tried on past data: who did what the power covers, judged by the
register as it is and as it would be. Acts that only the changed register objects to are those the
post could no longer do; acts it no longer objects to are those the grant would cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

from zhunsheng.flow import PARAMETERS, load_register
from zhunsheng.model.moment import EPOCH_DAY
from zhunsheng.model.power import Grant, Post
from zhunsheng.model.register import Register
from zhunsheng.model.run import RunOptions
from zhunsheng.model.standard import Standard
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.register.shapes import read_parameters
from zhunsheng.trace import Store
from zhunsheng.trial.rules import RulesTrial, rule, try_rules

SHAPE, AMOUNT = "beyond_authority", "amount"
"""The shape that asks who held a power, and the field by which acts carry their amount."""


@dataclass(frozen=True, slots=True)
class GrantChange:
    """``grant``: the post is given the power; ``limit``: only up to an amount; ``withdraw``: it is
    taken away. ``up_to``: the amount; None: without limit."""

    post: str
    power: str
    change: Literal["grant", "limit", "withdraw"]
    up_to: Decimal | None = None


def try_grant(
    change: GrantChange,
    register_folder: Path,
    store: Store,
    *,
    keep: Path,
    options: RunOptions | None = None,
) -> RulesTrial:
    """Judges the acts of the power in the past by both registers: by the register's own standards
    of who may, and for activities none of them covers by the plain rule that whoever does it holds
    the power. The change counts for all of the past, as with a draft standard."""
    register = load_register(register_folder)
    changed = replace(register, posts=changed_posts(register.posts, change))
    rules = tuple(rules_of_power(register, change.power, frozenset(store.subject_types())))
    return try_rules((changed, rules), (register, rules), store, keep=keep, options=options)


def changed_posts(posts: Iterable[Post], change: GrantChange) -> tuple[Post, ...]:
    """The posts as they would be, had the change always held."""
    return tuple(_changed(post, change) if post.id == change.post else post for post in posts)


def _changed(post: Post, change: GrantChange) -> Post:
    own = tuple(one for one in post.grants if one.power != change.power)
    if change.change == "withdraw":
        return replace(post, grants=own)
    held = [one for one in post.grants if one.power == change.power]
    if change.change == "limit":
        limited = tuple(replace(one, up_to=change.up_to) for one in held)
        return replace(post, grants=(*own, *limited))
    fresh = Grant(change.power, Validity(EPOCH_DAY), change.up_to)
    return replace(post, grants=(*own, fresh))


def rules_of_power(register: Register, power: str, types: frozenset[str]) -> Iterator[Standard]:
    """Who may do what falls under a power: the register's standards, and a rule for each activity
    on objects of the types there are that none of them covers."""
    covered: set[str] = set()
    for standard in register.standards:
        read = read_parameters(standard.versions[-1], PARAMETERS, register)
        if standard.versions[-1].shape == SHAPE and getattr(read, "power", None) == power:
            covered.update(getattr(read, "act").activities)  # noqa: B009
            yield standard
    title = next((one.title for one in register.powers if one.id == power), Text(power, power))
    for activity in register.activities:
        subject = next((kind for kind in activity.objects if kind in types), None)
        if activity.power != power or activity.id in covered or subject is None:
            continue
        amount = {"amount": AMOUNT} if AMOUNT in activity.fields else {}
        yield rule(
            f"{SHAPE} {activity.id}",
            Text(
                "“{act}”须由持有“{power}”的岗位办理",
                "“{act}”: only by a post that holds “{power}”",
            ).fill(act=activity.title, power=title),
            shape=SHAPE,
            subject=subject,
            parameters={"act": activity.id, "power": power, **amount},
        )
