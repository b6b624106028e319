"""The offices of a district: headquarters, the district, and the customs below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.register.build_parts import text
from zhunsheng.simulate.book import Floats, Ints
from zhunsheng.simulate.world.service import Service

HEADQUARTERS, DISTRICT = 0, 1
"""The numbers of the two offices every district's table begins with."""

TAIL = 0.8
"""Offices of a kind fall off in size as their rank to this power."""


@dataclass(frozen=True, slots=True)
class Offices:
    """Offices by number. ``parent``: the office above, −1 for headquarters. ``level``:
    headquarters, district or subordinate. ``kind``: of service.yaml. ``weight``: share of the
    district's work, nothing above the subordinate customs. ``staff``: how many people."""

    code: tuple[str, ...]
    title: tuple[Text, ...]
    parent: Ints
    level: tuple[str, ...]
    kind: tuple[str, ...]
    weight: Floats
    staff: Ints

    def __len__(self) -> int:
        return len(self.code)

    def at(self, names: Sequence[str]) -> Ints:
        """Numbers of the offices of these levels or kinds."""
        wanted = set(names)
        return np.array(
            [
                number
                for number in range(len(self))
                if self.level[number] in wanted or self.kind[number] in wanted
            ],
            np.int32,
        )

    @property
    def subordinate(self) -> Ints:
        return self.at(["subordinate"])


def build_offices(service: Service, code: str) -> Offices:
    """Headquarters, the district of the code, and its subordinate customs, largest first within a
    kind. The same for every seed. Raises PracticeError for an unknown code."""
    district = service.district(code)
    head = service.offices.headquarters
    kinds = service.block.kinds
    stems = service.block.names.stems
    codes, titles = [head.code, code], [text(head.title), text(district.title)]
    parent, kind, weight = [-1, HEADQUARTERS], ["headquarters", "district"], [0.0, 0.0]
    turn = 7 * [one.code for one in service.offices.districts].index(code)
    for name, count in district.offices.items():
        for rank in range(count):
            stem = (turn + len(codes)) % len(stems.zh)
            codes.append(f"{code[:2]}{len(codes) - 1:02d}")
            titles.append(
                Text(
                    kinds[name].title.zh.format(stem=stems.zh[stem]),
                    kinds[name].title.en.format(stem=stems.en[stem]),
                )
            )
            parent.append(DISTRICT)
            kind.append(name)
            weight.append(kinds[name].weight / (rank + 1) ** TAIL)
    shares = np.array(weight) / sum(weight)
    below = shares * district.staff * (1 - ABOVE)
    staff = np.maximum(np.rint(below), 0).astype(np.int32)
    staff[HEADQUARTERS], staff[DISTRICT] = head.staff, round(district.staff * ABOVE)
    return Offices(
        tuple(codes),
        tuple(titles),
        np.array(parent, np.int32),
        tuple(kinds[name].level for name in kind),
        tuple(kind),
        shares,
        staff,
    )


ABOVE = 0.3
"""The share of a district's people who serve at the district itself (assumed)."""
