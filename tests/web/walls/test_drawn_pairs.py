"""Pairs of worlds drawn by chance: whoever a secret must be kept from cannot tell them apart (P22).

A pair is a secret, with its level, its people and its office, and a reader it must be kept from by
the words of the rules (``drawn``). He tries some pages, follows some links, and puts the hidden
name into some addresses, forms and files; which, is drawn as well. ``test_two_worlds`` tries
everything, for pairs chosen by hand.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from web.walls.drawn import HIDES, SECTIONS, About, Drawn, draw
from web.walls.drawn import READERS as EVERYBODY
from web.walls.two_worlds import (
    Answer,
    Dice,
    Reader,
    channels,
    differences,
    lived,
    route_of,
    routes,
    secret_token,
    what,
)
from zhunsheng_web.access import policy
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.middleware import ActorMiddleware
from zhunsheng_web.casework.models import Warning

pytestmark = pytest.mark.django_db
READERS, PAGES, NAMED, FILES = 4, 6, 4, 3
"""Of a secret: so many readers; of a reader: so many pages, names tried, files and answers."""


class Glance(Reader):
    """A reader who tries a little of everything. Both worlds draw alike as long as they answer
    alike."""

    def look(self, seed: str, not_tried: str) -> dict[str, Answer]:
        chance = random.Random(seed)
        open_ones = [address for address, named in routes("x") if not named]
        waiting = ["/", *chance.sample(open_ones, PAGES)]
        while waiting and len(self.answers) < PAGES:
            address = waiting.pop(chance.randrange(len(waiting)))
            if f"GET {address}" in self.answers or route_of(address) is None:
                continue
            if not_tried and address.startswith(not_tried):
                continue
            waiting += self._links(address, self._get(address))
        named = [address for address, named in routes(self.attacks[0]) if named]
        for address in chance.sample(named, NAMED):
            self._get(address)
            self._post(address)
        files = channels(self.attacks[0], self.office, self.known)
        for address, given in chance.sample(files, FILES):
            self._post(address, given)
        return self.answers


def pairs(seed: int) -> Iterator[tuple[Drawn, tuple[str, ...]]]:
    """Secrets without end, each with some of those it must be kept from."""
    chance = random.Random(seed)
    while True:
        one = draw(chance)
        few = min(READERS, len(one.kept_from))
        yield one, tuple(chance.sample(one.kept_from, few))


def seen(
    dice: Dice, one: Drawn, codes: tuple[str, ...], *, with_it: bool
) -> dict[str, dict[str, Answer]]:
    """What each of the readers is answered in one of the worlds."""
    found = {}
    with lived(dice, one.secret if with_it else None) as world:
        for code in codes:
            with transaction.atomic():
                attacks = (secret_token(dice), "9000", code)
                dice.turn(f"login {code}")
                glance = Glance(**what(world, code), dice=dice, attacks=attacks)
                found[code] = glance.look(f"{one.name} {code}", EVERYBODY[code].not_tried)
                transaction.set_rollback(True)
    return found


def betrayed(dice: Dice, seed: int, draws: int) -> tuple[int, list[str]]:
    """How many pairs were tried, and what betrayed a secret."""
    tried, found = 0, []
    for one, codes in islice(pairs(seed), draws):
        without, with_it = (seen(dice, one, codes, with_it=there) for there in (False, True))
        for code in codes:
            tried += 1
            assert len(without[code]) >= PAGES, "hardly anything was tried"
            found += [
                f"{one.name} → {code}: {what}" for what in differences(without[code], with_it[code])
            ]
    return tried, found


@pytest.fixture
def dice(monkeypatch: pytest.MonkeyPatch) -> Dice:
    return Dice(monkeypatch)


def test_pairs_drawn_by_chance_look_the_same_to_the_byte(dice: Dice) -> None:
    tried, found = betrayed(dice, seed=1, draws=4)
    assert found == [] and tried >= 12


@pytest.mark.full
@pytest.mark.parametrize("seed", range(10, 20))
def test_a_thousand_pairs_look_the_same_to_the_byte(dice: Dice, seed: int) -> None:
    """A hundred for each seed."""
    tried, found = betrayed(dice, seed=seed, draws=26)
    assert found == [] and tried >= 100


def test_the_control_a_number_of_all_there_is_is_found(
    dice: Dice, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = ActorMiddleware.__call__

    def wrong(self: ActorMiddleware, request: HttpRequest) -> HttpResponse:
        answer = right(self, request)
        if not answer.streaming:
            answer.content += f"<b>{Warning.objects.count()}</b>".encode()
        return answer

    monkeypatch.setattr(ActorMiddleware, "__call__", wrong)
    assert betrayed(dice, seed=1, draws=1)[1]


@pytest.mark.full
def test_the_control_a_section_that_is_let_through_is_found(
    dice: Dice, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = policy.reach_of

    def forgetful(actor: Actor) -> policy.Reach:
        return replace(right(actor), areas=())

    monkeypatch.setattr(policy, "reach_of", forgetful)
    assert betrayed(dice, seed=10, draws=26)[1]


def test_each_of_the_words_hides_what_no_other_hides() -> None:
    """Otherwise pairs would be drawn from fewer reasons than there are. (Here nobody between a
    section and its district has a part that reads closed warnings; there it rests on two.)"""
    alone: set[str] = set()
    for code, level, office in product(EVERYBODY, (1, 2, 3, 4), SECTIONS):
        one = About(code, office, level)
        for reader in EVERYBODY.values():
            reasons = [words for words, hides in HIDES if hides(one, reader)]
            alone |= set(reasons) if len(reasons) == 1 else set()
    assert len({words for words, _ in HIDES} - alone) <= 1
