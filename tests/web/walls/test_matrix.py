"""Every role in every relation to a warning: 0 leaks, 0 wrong denials, by every way in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType

import pytest
from django.test import Client

from web.walls.matrix import BY_ASSIGNEE, DESKS, HANDS, STEPS, Cell, cells, does, sees
from web.walls.mutants import MUTANTS, mutant
from web.world import NOW, World
from zhunsheng_web.access import policy
from zhunsheng_web.casework.acting import doing
from zhunsheng_web.casework.faults import NotAllowed, NotThere, Stale
from zhunsheng_web.casework.models import Barrier, Event, Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.stages import Verb


def wrong_sights(rules: ModuleType, tried: Iterable[Cell]) -> list[str]:
    """Cells in which the policy lets somebody know who may not, or keeps out who may."""
    return [
        f"{cell}: {not expected}"
        for cell in tried
        if rules.may_see(cell.actor, cell.matter).allowed
        is not (expected := sees(cell.role, cell.relation, cell.secrecy) != ".")
    ]


def wrong_steps(rules: ModuleType, tried: Iterable[Cell]) -> list[str]:
    """Cells in which the policy lets somebody take a step he may not, or refuses one he may."""
    return [
        f"{cell} · {DESKS[desk]} · {verb}: {not expected}"
        for cell in tried
        for desk in DESKS
        for verb in STEPS
        if rules.decide(cell.actor, verb, cell.at(desk)).allowed
        is not (expected := does(cell.role, cell.relation, cell.secrecy, desk, verb))
    ]


def wrong_hands(rules: ModuleType, tried: Iterable[Cell]) -> list[str]:
    """Steps that whoever took an earlier one may take again, or may wrongly not."""
    found = []
    for cell in tried:
        if cell.relation != "district" or cell.role not in ("audit-head", "discipline"):
            continue
        desk = "a" if cell.role == "audit-head" else "d"
        for verb in HANDS:
            if not does(cell.role, cell.relation, cell.secrecy, desk, verb):
                continue
            for hand in (*HANDS, "note"):
                matter = policy.replace(cell.at(desk), hands=((hand, cell.actor.person_id),))
                expected = hand not in HANDS[verb][cell.secrecy].split()
                if rules.decide(cell.actor, verb, matter).allowed is not expected:
                    found.append(f"{cell} · {verb} after {hand}")
                other = policy.replace(matter, hands=((hand, -1),))
                if not rules.decide(cell.actor, verb, other).allowed:
                    found.append(f"{cell} · {verb} after another's {hand}")
    return found


def wrong_assignees(rules: ModuleType, tried: Iterable[Cell]) -> list[str]:
    """Steps of a warning that is assigned to somebody else, and to whom it can be assigned."""
    head = {"section-head", "liaison", "office-head", "functional-head", "audit-head"}
    inspector = {"discipline", "police-supervision"}
    found = []
    for cell in tried:
        for desk in DESKS:
            for verb in BY_ASSIGNEE:
                if not does(cell.role, cell.relation, cell.secrecy, desk, verb):
                    continue
                matter = policy.replace(cell.at(desk), assignee_id=-1)
                at_desk = does(cell.role, "district", cell.secrecy, desk, verb)
                expected = at_desk and cell.role in head | inspector
                if cell.relation == "assigned" and sees(*_key(cell)) == "a":
                    expected = False  # without the assignment it is out of his reach
                if rules.decide(cell.actor, verb, matter).allowed is not expected:
                    found.append(f"{cell} · {verb} of another's at {desk}")
            expected = does(cell.role, cell.relation, cell.secrecy, desk, "sign") or (
                cell.secrecy == "closed"
                and cell.role in ("functional", "functional-head")
                and cell.relation in ("parent", "district", "root", "assigned")
            )
            if rules.assignable(cell.actor, cell.at(desk)).allowed is not expected:
                found.append(f"{cell} · assigned at {desk}: {not expected}")
    return found


def _key(cell: Cell) -> tuple[str, str, str]:
    return cell.role, cell.relation, cell.secrecy


def wrong_lists(rules: ModuleType, tried: Iterable[Cell]) -> list[str]:
    """Lists that show what they may not, or leave out what they may."""
    return [
        f"{cell}: listed"
        for cell in tried
        if rules.visible(cell.actor, Warning.objects.all(), Barrier.objects.all())
        .filter(pk=cell.warning.pk)
        .exists()
        is not (sees(*_key(cell)) != ".")
    ]


CHECKS: tuple[Callable[[ModuleType, Iterable[Cell]], list[str]], ...] = (
    wrong_sights,
    wrong_steps,
    wrong_hands,
    wrong_assignees,
)


CHANNEL = (Verb.SIGN, Verb.VERIFY, Verb.EXTEND, Verb.REOPEN, Verb.SECOND_LOOK, Verb.NOTE)
"""One step of each kind: what a desk does, an assignee, a head, the line above, anybody."""


def test_everybody_sees_and_does_what_the_table_says_and_nothing_else(world: World) -> None:
    for cell in cells(world):
        for check in (*CHECKS, wrong_lists):
            assert check(policy, [cell]) == []


def test_the_verbs_and_the_lists_themselves_keep_to_the_table(world: World) -> None:
    """Through ``doing``: a page that is out of date by design says that all else was allowed."""
    tried = 0
    for cell in cells(world):
        letter = sees(*_key(cell))
        listed = visible_warnings(cell.actor).filter(pk=cell.warning.pk)
        assert listed.count() == int(letter != "."), str(cell)
        desk = next(key for key, name in DESKS.items() if name == cell.warning.desk)
        if cell.relation == "subordinate":
            desk = "1"
        for verb in CHANNEL if letter != "." else (Verb.NOTE,):
            allowed = does(*_key(cell), desk, verb)
            expected = NotThere if letter == "." else Stale if allowed else NotAllowed
            with (
                pytest.raises(expected),
                doing(verb, cell.warning.token, actor=cell.actor, now=NOW, revision=999),
            ):
                raise AssertionError("begun")
            tried += 1
    assert tried > 800
    assert not Event.objects.exists()


def test_the_page_and_the_first_page_keep_to_the_table(
    world: World, browser_of: Callable[[str], Client]
) -> None:
    for number, cell in enumerate(cells(world)):
        letter = sees(*_key(cell))
        if letter == "." and number % 3:  # the first wall is one; a third of the dark is enough
            continue
        browser = browser_of(cell.actor.code)
        shown = browser.get(f"/warnings/{cell.warning.token}/")
        assert shown.status_code == (404 if letter == "." else 200), str(cell)
        if letter == ".":
            assert cell.warning.token not in browser.get("/", follow=True).content.decode()


@pytest.mark.parametrize("bug", MUTANTS, ids=lambda bug: bug[0])
def test_a_bug_of_one_line_in_the_policy_is_caught(world: World, bug: tuple[str, str, str]) -> None:
    broken = mutant(bug)
    for cell in cells(world):
        for check in (*CHECKS, wrong_lists):
            if check(broken, [cell]):
                return
    pytest.fail("this bug would have gone out")
