"""Streams of chance by name."""

from __future__ import annotations

from zhunsheng.simulate.chance import Chance


def test_the_same_name_gives_the_same_numbers():
    assert Chance(3).of("a", 1).random(5).tolist() == Chance(3).of("a", 1).random(5).tolist()
    assert Chance(3).within("a").of(1).random() == Chance(3).of("a", 1).random()


def test_other_names_and_seeds_give_others():
    drawn = {Chance(seed).of(*names).random() for seed in (1, 2)
             for names in (("a",), ("b",), ("a", 1), ("a1",))}  # fmt: skip
    assert len(drawn) == 8


def test_the_numbers_are_those_of_any_machine():
    assert Chance(1).of("fixed").integers(0, 1000, 4).tolist() == [276, 309, 405, 985]
