"""Bugs of one line, put into the policy to see whether the matrix bites."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

from zhunsheng_web.access import policy

MUTANTS: tuple[tuple[str, str, str], ...] = (
    ("barriers are forgotten", "if _kept_from(reach, matter.barriers):", "if False:"),
    ("a barrier of a person is forgotten", 'one.kind == "person" and', 'one.kind == "x" and'),
    ("a barrier of an area is forgotten", 'one.kind == "area" and', 'one.kind == "x" and'),
    ("a barrier of a chain is forgotten", 'one.kind == "command" and', 'one.kind == "x" and'),
    ("secrecy is forgotten", "matter.secrecy == kind and within(", "within("),
    ("the office is forgotten", "within(matter.office_path, p) for p, kind", "True for p, kind"),
    ("reach goes up instead of down", "within(matter.office_path, p) for",
     "within(p, matter.office_path) for"),
    ("functional sees all closed ones", "or matter.assignee_id != actor.person_id", ""),
    ("whoever it is assigned to loses it", "if _by_order(actor, matter):", "if False:"),
    ("leaders act", "(by_office | by_order) - told.reads_only", "(by_office | by_order)"),
    ("an order opens the desk", "not (here and by_office)", "not here"),
    ("people clear as the system does", 'if verb == "supersede":', 'if verb == "never":'),
    ("the closed-by desk reopens", 'here if verb == "second-look" else frozenset()', "here"),
    ("the line above cannot reopen", "may_here.union(*(", "may_here.intersection(*("),
    ("anybody hands a lead over", "fit = by_office & told.from_anywhere[verb]", "fit = by_office"),
    ("the desk is forgotten", "if not assigned and not (here and by_office):", "if False:"),
    ("an assignee is nobody", "and verb in told.by_assignee\n", "and verb in ()\n"),
    ("an assignee takes every step", "assigned = matter.assignee_id == actor.person_id and verb in "
     "told.by_assignee", "assigned = matter.assignee_id == actor.person_id"),
    ("anybody grants himself time", "if verb in told.reserved and not", "if False and not"),
    ("anybody takes another's step", "if another and not here & told.steps_in:", "if False:"),
    ("nobody steps in", "if another and not here & told.steps_in:", "if another:"),
    ("four eyes are two", "if any(hand in earlier and who == actor.person_id",
     "if any(hand in earlier and who == -2"),
    ("four eyes are anybody's", "if any(hand in earlier and who == actor.person_id",
     "if any(hand in earlier"),
    ("any earlier step counts", "if any(hand in earlier and who", "if any(who"),
    ("open rules for closed hands", "told.four_eyes[matter.secrecy]", 'told.four_eyes["open"]'),
    ("desks reach everywhere", "and within(matter.handled_path, standing.path)", ""),
    ("desks of others", "in rules().desks[desk]", "in rules().desks[matter.desk]"),
    ("assigned to whoever sees", "or not fitting", ""),
    ("assigned to whoever works there", "if may_see(person, assigned) != ALLOWED or", "if"),
    ("the list forgets barriers", ".exclude(Exists(keeping(actor, barriers)))", ""),
    ("the list forgets persons", 'Q(kind="person", person_id=reach.person_id)', 'Q(kind="x")'),
    ("the list forgets areas", 'Q(kind="area", path__in=reach.areas)', 'Q(kind="x")'),
    ("the list forgets chains", 'Q(kind="command", path__in=reach.commands)', 'Q(kind="x")'),
    ("the list forgets secrecy", "Q() if len(kinds) == len(SECRECIES) else Q(secrecy=kinds[0])",
     "Q()"),
    ("the list forgets offices", "narrower & lying_below(path)", "narrower & Q(pk__gt=0)"),
    ("the list forgets districts", "return Q(district=path)\n", "return Q(pk__gt=0)\n"),
    ("the list forgets sections", 'return below("office_path", path)', "return Q(pk__gt=0)"),
    ("the list forgets whose it is", 'Q(secrecy="closed", assignee_id=actor.person_id)',
     'Q(secrecy="closed")'),
    ("the list forgets assignments", "condition = strays(actor)", "condition = Q(pk__in=[])"),
    ("everybody was sent in", "if len(way) > 1 or standing.role", "if standing.role"),
)  # fmt: skip
"""What is wrong, the words of the policy, what stands there instead."""


def mutant(bug: tuple[str, str, str]) -> ModuleType:
    """The policy with a bug."""
    name, right, wrong = bug
    source = Path(policy.__file__).read_text(encoding="utf-8")
    assert right in source, f"{name}: the policy says it otherwise now; renew this bug"
    module = sys.modules["broken"] = ModuleType("broken")  # dataclasses ask for their module
    exec(compile(source.replace(right, wrong, 1), "broken", "exec"), module.__dict__)
    return module
