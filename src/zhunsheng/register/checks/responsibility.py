"""Powers without a holder, risks nobody guards, and duties that must not meet in one post."""

from __future__ import annotations

from collections.abc import Iterator

from zhunsheng.model.errors import Problem, problem
from zhunsheng.model.power import Grant, Post
from zhunsheng.model.register import Register
from zhunsheng.register.spans import uncovered


def check_risk_points(register: Register) -> Iterator[Problem]:
    """Orphan risk points: no measure, no standard, or a post that does not hold the power."""
    holders = {(grant.power, post.id): True for post in register.posts for grant in post.grants}
    for point in register.risk_points:
        lacks: list[tuple[str, str, str]] = []
        if not point.measures:
            lacks.append(("without-measure", "没有防控措施", "has no measure"))
        if not point.standards and not point.indicators:
            lacks.append(("without-standard", "没有对应的内控标准", "is watched by no standard"))
        if (point.power, point.post) not in holders:
            lacks.append(
                (
                    "without-post",
                    f"所在岗位“{point.post}”不行使“{point.power}”",
                    f"sits on post {point.post!r}, which does not hold {point.power!r}",
                )
            )
        for code, zh, en in lacks:
            yield problem(
                f"risk-point-{code}",
                (f"廉政风险点“{point.id}”{zh}", f"risk point {point.id!r} {en}"),
                why=("无人防控的风险点形同虚设", "a risk that nothing holds back is only a note"),
                mend=(
                    "补充措施、标准，或改正岗位",
                    "add a measure and a standard, or correct the post",
                ),
                place=point.place,
            )


def check_owners(register: Register) -> Iterator[Problem]:
    """Standards no post owns; standards whose power, or a holder of it, is not in force."""
    powers = {power.id: power for power in register.powers}
    for standard in register.standards:
        if not standard.posts:
            yield problem(
                "standard-without-post",
                (
                    f"内控标准“{standard.id}”没有责任岗位",
                    f"standard {standard.id!r} is owned by no post",
                ),
                why=("预警将无人签收", "nobody would receive its warnings"),
                mend=("在 posts 中写明岗位", "name the post under posts"),
                place=standard.place,
            )
        power = powers.get(standard.power)
        if power is None:
            continue  # an unknown power is reported with the references
        grants = [
            grant.validity
            for post in register.posts
            for grant in post.grants
            if grant.power == standard.power
        ]
        for version in standard.versions:
            unlawful = uncovered(version.validity, (v.validity for v in power.versions))
            if unlawful is not None:
                yield problem(
                    "power-not-in-force",
                    (
                        f"内控标准“{standard.id}”所属权责事项“{power.id}”在 {unlawful} 无效",
                        f"power {power.id!r} of standard {standard.id!r} is not in force "
                        f"{unlawful}",
                    ),
                    mend=(
                        "改正标准的 from / until，或补上事项的版本",
                        "correct the standard's from or until, or add a version of the power",
                    ),
                    place=version.place or standard.place,
                )
            unheld = uncovered(version.validity, grants)
            if unheld is not None:
                yield problem(
                    "power-not-held",
                    (
                        f"在 {unheld} 没有岗位行使“{power.id}”，内控标准“{standard.id}”无所约束",
                        f"no post holds {power.id!r} {unheld}, so standard {standard.id!r} "
                        "binds nobody",
                    ),
                    mend=(
                        "在 posts.yaml 中授权（grants），或改正标准的有效期",
                        "grant the power to a post, or correct the standard's validity",
                    ),
                    place=version.place or standard.place,
                )


def check_incompatible(register: Register) -> Iterator[Problem]:
    """Posts that hold what they declare incompatible (error), or what another post keeps apart.

    The second is a warning: post A holds X and declares Y incompatible; a post B that holds both
    X and Y puts back together what A keeps apart.
    """
    for post in register.posts:
        for grant in post.grants:
            if grant.power in post.incompatible_with:
                yield problem(
                    "post-against-itself",
                    (
                        f"岗位“{post.id}”行使“{grant.power}”，而这正是其声明的不相容职责",
                        f"post {post.id!r} holds {grant.power!r}, which it declares incompatible",
                    ),
                    why=(
                        "不相容职责必须分离",
                        "incompatible duties must be in different hands",
                    ),
                    mend=("收回该项授权，或更正声明", "take the grant away, or correct the list"),
                    place=post.place,
                )
    yield from _apart_elsewhere(register.posts)


def _apart_elsewhere(posts: tuple[Post, ...]) -> Iterator[Problem]:
    apart: dict[frozenset[str], str] = {}
    for post in posts:
        for grant in post.grants:
            for other in post.incompatible_with:
                if other != grant.power:
                    apart.setdefault(frozenset({grant.power, other}), post.id)
    for post in posts:
        for one, two in _held_together(post):
            keeper = apart.get(frozenset({one.power, two.power}))
            own = {one.power, two.power} & set(post.incompatible_with)
            if keeper is not None and not own:
                yield problem(
                    "grants-incompatible",
                    (
                        f"岗位“{post.id}”同时行使“{one.power}”和“{two.power}”，"
                        f"而岗位“{keeper}”声明二者不相容",
                        f"post {post.id!r} holds both {one.power!r} and {two.power!r}, "
                        f"which post {keeper!r} declares incompatible",
                    ),
                    why=(
                        "不相容职责必须分离",
                        "incompatible duties must be in different hands",
                    ),
                    mend=(
                        "将其中一项改授其他岗位",
                        "grant one of the two to another post",
                    ),
                    place=post.place,
                    severity="warning",
                )


def _held_together(post: Post) -> Iterator[tuple[Grant, Grant]]:
    """Pairs of grants of different powers that share a day, each pair of powers once."""
    seen: set[frozenset[str]] = set()
    for position, one in enumerate(post.grants):
        for two in post.grants[position + 1 :]:
            pair = frozenset({one.power, two.power})
            if len(pair) == 2 and pair not in seen and one.validity.overlap(two.validity):
                seen.add(pair)
                yield one, two
