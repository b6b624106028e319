"""What a reader is shown of a trial: nothing of offices he is kept from, no hidden warning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.models import Office
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.stages import Conclusion

PARTS = ("both", "only_draft", "only_in_force")
MOST_OFFICES = 20


@dataclass(frozen=True, slots=True)
class OfficeHits:
    """Hits of the trial at one office: found by both, by the draft alone, no longer found."""

    title: Text
    both: int
    fresh: int
    gone: int

    @property
    def in_force(self) -> int:
        """Hits of what is in force."""
        return self.both + self.gone

    @property
    def draft(self) -> int:
        """Hits of the draft."""
        return self.both + self.fresh


@dataclass(frozen=True, slots=True)
class Judged:
    """Warnings people have judged: how many, how many of them each side finds."""

    total: int
    draft: int
    in_force: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit that only one side makes: what it is about, on which day, where."""

    subject: str
    day: str
    office: Text


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule that draft and register in force do not judge alike by; None: not a rule of it."""

    title: Text
    draft: Mapping[str, int] | None
    in_force: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class TrialShown:
    """``confirmed``: warnings found to be (partly) well-founded, of which as many as possible
    should still be found; ``unfounded``: of which as few as possible. ``offices``: where most
    changes first; ``others``: how many more there are.

    Of a chart or a grant: ``since``: the first day judged. ``rules``: those that judge otherwise,
    for a reader of all offices' sums; ``alike``: how many do not; ``untried``: what could not be
    tried; ``remarks``: what the register's own check says of the changed register.
    """

    as_of: str
    sums: OfficeHits
    sides: Mapping[str, Mapping[str, int] | None]
    confirmed: Judged
    unfounded: Judged
    offices: tuple[OfficeHits, ...]
    others: int
    fresh: tuple[Hit, ...]
    gone: tuple[Hit, ...]
    since: str = ""
    rules: tuple[RuleShown, ...] = ()
    alike: int = 0
    untried: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()

    @property
    def precision(self) -> tuple[float | None, float | None]:
        """Of the judged warnings each side finds, the share that was confirmed: draft, in force."""
        return (
            _share(self.confirmed.draft, self.unfounded.draft),
            _share(self.confirmed.in_force, self.unfounded.in_force),
        )


ENOUGH = 20
"""Judged warnings below which no share is told."""


def trial_shown(proposal: Proposal, actor: Actor) -> TrialShown | None:
    """The result of the trial for this reader; None where there is none. Three queries."""
    told: dict[str, Any] | None = proposal.trial.get("result")
    if told is None:
        return None
    codes: dict[str, dict[str, int]] = told["offices"]
    known = Office.objects.select_related("parent")
    places = known.in_bulk(list(codes), field_name="code")
    allowed = {
        code: hits for code, hits in codes.items() if not _kept_from(places.get(code), actor)
    }
    rows = [_row(_title(places, code), [hits]) for code, hits in allowed.items()]
    rows.sort(key=lambda one: (-(one.fresh + one.gone), -one.both, one.title.zh))
    confirmed, unfounded = _held_against(told.get("judged", []), actor)
    sees_all = len(allowed) == len(codes)
    return TrialShown(
        as_of=told["as_of"],
        sums=_row(Text("合计", "All"), allowed.values()),
        sides={name: told[name] for name in ("draft", "in_force")} if sees_all else {},
        confirmed=confirmed,
        unfounded=unfounded,
        offices=tuple(rows[:MOST_OFFICES]),
        others=max(0, len(rows) - MOST_OFFICES),
        fresh=_hits(told, "only_draft", places, allowed, actor),
        gone=_hits(told, "only_in_force", places, allowed, actor),
        since=told.get("since", ""),
        rules=tuple(map(_rule, told.get("rules", ()))) if sees_all else (),
        alike=told.get("alike", 0),
        untried=tuple(Text(zh, en) for zh, en in told.get("untried", ())),
        remarks=tuple(Text(zh, en) for zh, en in told.get("remarks", ())),
    )


def _rule(told: Mapping[str, Any]) -> RuleShown:
    return RuleShown(Text(told["zh"], told["en"]), _of(told["draft"]), _of(told["in_force"]))


def _of(side: Mapping[str, int] | None) -> Mapping[str, int] | None:
    return side and {**side, "judged": side["passed"] + side["failed"]}


def _kept_from(office: Office | None, actor: Actor) -> bool:
    """His own offices, and what he directs: he is not told how many hits there are."""
    if office is None:
        return False
    return office.path in actor.lineage or any(
        office.path.startswith(path) for path in actor.commands
    )


def _row(title: Text, hits: Iterable[Mapping[str, int]]) -> OfficeHits:
    told = list(hits)
    both, fresh, gone = (sum(one.get(part, 0) for one in told) for part in PARTS)
    return OfficeHits(title, both, fresh, gone)


def _title(places: Mapping[str, Office], code: str) -> Text:
    office = places.get(code)
    if office is not None and office.parent is not None and office.level == "section":
        above, own = office.parent.title, office.title
        return Text(f"{above.zh}{own.zh}", f"{own.en}, {above.en}")
    if office is not None:
        return office.title
    return Text(code, code) if code else Text("单位未记录", "Office not recorded")


def _held_against(judged: list[list[Any]], actor: Actor) -> tuple[Judged, Judged]:
    sides = {number: (draft, in_force) for number, draft, in_force in judged}
    seen = visible_warnings(actor).filter(pk__in=list(sides)).values_list("pk", "conclusion")
    groups: dict[bool, list[tuple[bool, bool]]] = {True: [], False: []}
    for number, conclusion in seen:
        groups[conclusion != Conclusion.UNFOUNDED].append(sides[number])
    confirmed, unfounded = (
        Judged(len(group), sum(draft for draft, _ in group), sum(other for _, other in group))
        for group in (groups[True], groups[False])
    )
    return confirmed, unfounded


def _share(confirmed: int, unfounded: int) -> float | None:
    total = confirmed + unfounded
    return confirmed / total if total >= ENOUGH else None


def _hits(
    told: Mapping[str, Any],
    part: str,
    places: Mapping[str, Office],
    allowed: Mapping[str, Any],
    actor: Actor,
) -> tuple[Hit, ...]:
    return tuple(
        Hit(subject, day, _title(places, office))
        for subject, day, office, officer in told["examples"].get(part, [])
        if office in allowed and officer != actor.code
    )
