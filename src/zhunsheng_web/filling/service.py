"""The practice service put into an empty workbench: its offices and its people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhunsheng.model.register import Register
from zhunsheng.simulate.running import district_of, read_practice
from zhunsheng.simulate.world.district import District
from zhunsheng_web.filling.people import make_people
from zhunsheng_web.filling.places import make_offices


@dataclass(frozen=True, slots=True)
class Filled:
    """How many there are now."""

    district: District
    offices: int
    people: int


def fill_service(practice: Path, register: Register, *, district: str, seed: int) -> Filled:
    """Makes the offices of the nation and the people of headquarters and one district. What is
    there already stays as it is. Raises PracticeError for an unknown district."""
    read = read_practice(practice, register)
    made = district_of(read, district, seed=seed)
    offices = make_offices(read.service, made)
    return Filled(made, len(offices), make_people(made, register, offices))
