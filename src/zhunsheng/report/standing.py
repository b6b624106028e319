"""What a report says of each standard: how its judgements ended, and why some could not be made."""

from __future__ import annotations

from dataclasses import dataclass

from zhunsheng.flow import Run, StandardTotals
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import REASON_TEXT, Reason
from zhunsheng.report.words import GRADE_ORDER, NOTHING_IN_SCOPE, count


@dataclass(frozen=True, slots=True)
class Standing:
    """One standard in a run. ``failed_for`` and ``not_evaluated_for``: reasons, with how many."""

    standard: Standard
    posts: tuple[Text, ...]
    totals: StandardTotals
    failed_for: tuple[tuple[Text, int], ...]
    not_evaluated_for: tuple[tuple[Text, int], ...]

    def share(self, number: int) -> float:
        """A part of what is in scope, in percent; a part that is not empty never shows as none."""
        if not number:
            return 0.0
        return max(0.6, 100 * number / self.totals.in_scope)


def standings(run: Run, register: Register) -> list[Standing]:
    """The standards of a run: those with findings first, by grade, then by how many."""
    by_id = {standard.id: standard for standard in register.standards}
    titles = {post.id: post.title for post in register.posts}
    found = [
        Standing(
            standard=by_id[totals.standard],
            posts=tuple(
                titles.get(post, Text(post, post)) for post in by_id[totals.standard].posts
            ),
            totals=totals,
            failed_for=_reasons(totals, not_evaluated=False),
            not_evaluated_for=_reasons(totals, not_evaluated=True),
        )
        for totals in run.standards
    ]
    return sorted(
        found,
        key=lambda one: (
            one.totals.failed == 0,
            GRADE_ORDER[one.standard.grade],
            -one.totals.failed,
            one.totals.in_scope == 0,
            one.standard.id,
        ),
    )


def not_evaluated_in_words(standing: Standing) -> Text:
    """Why judgements could not be made, in one line; empty if all could."""
    if not standing.totals.in_scope:
        return NOTHING_IN_SCOPE
    said = standing.not_evaluated_for
    return Text(
        "；".join(f"{text.zh} {count(n)}" for text, n in said),
        "; ".join(f"{text.en} {count(n)}" for text, n in said),
    )


def waiting_in_words(run: Run, register: Register) -> list[Text]:
    """The standards a run did not judge by, each with the days and the values still open."""
    titles = {one.id: one.title for one in register.parameters}
    titles |= {one.id: one.title for one in register.tables}
    standards = {standard.id: standard.title for standard in register.standards}
    found = []
    for one in run.waiting:
        open_values = [titles.get(name, Text(name, name)) for name in one.open_values]
        standard = standards.get(one.standard, Text(one.standard, one.standard))
        found.append(
            Text(
                f"暂未比对：{standard.zh}（{one.days}），待确定："
                + "、".join(value.zh for value in open_values),
                f"not judged by: {standard.en} ({one.days}); still to be decided: "
                + ", ".join(value.en for value in open_values),
            )
        )
    return found


def _reasons(totals: StandardTotals, *, not_evaluated: bool) -> tuple[tuple[Text, int], ...]:
    return tuple(
        (REASON_TEXT[Reason[name]], n)
        for name, n in totals.reasons
        if (Reason[name] >= Reason.FIELD_MISSING) == not_evaluated
    )
