"""The offices of the service: headquarters, every district and its customs, one district's sections
and departments. The offices are those of the practice service, by its codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from zhunsheng.model.text import Text
from zhunsheng.simulate.world.district import District
from zhunsheng.simulate.world.offices import build_offices
from zhunsheng.simulate.world.service import Service
from zhunsheng_web.access.models import Office
from zhunsheng_web.casework.handling import Words

SINCE = dt.date(2019, 1, 1)
"""From when the offices are: before the first posting of anybody."""


class Department(BaseModel):
    """A department of a district or of headquarters: ``posts`` that sit in it; ``watch``: how many
    of its people monitor."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: Words
    posts: tuple[str, ...]
    watch: int


def departments() -> tuple[Department, ...]:
    """The departments of ``departments.yaml``."""
    told = yaml.safe_load(Path(__file__).with_name("departments.yaml").read_text(encoding="utf-8"))
    return tuple(Department.model_validate(one) for one in told["departments"])


HERE = Text("示范海关（模拟）", "Demonstration Customs District (simulated)")
"""What the simulated district is called: no real one is named for invented misconduct."""


@dataclass(frozen=True, slots=True)
class Place:
    """An office to be made. ``above``: the code of the office it belongs to."""

    code: str
    above: str | None
    level: str
    kind: str
    group: str
    title: Text


def places(service: Service, district: District) -> Iterator[Place]:
    """All offices, each after the one above it."""
    head = service.offices.headquarters
    yield Place(head.code, None, "headquarters", "", "", Text(head.title.zh, head.title.en))
    yield from _of_departments(head.code, "")
    for one in service.offices.districts:
        title = HERE if one.code == district.code else Text(one.title.zh, one.title.en)
        yield Place(one.code, head.code, "district", "", one.region, title)
        below = build_offices(service, one.code)
        for number in below.subordinate.tolist():
            yield Place(
                below.code[number],
                one.code,
                "subordinate",
                below.kind[number],
                one.region,
                below.title[number],
            )
        if one.code == district.code:
            yield from _of_departments(one.code, one.region)
            yield from _of_sections(district, one.region)


def _of_departments(code: str, region: str) -> Iterator[Place]:
    for one in departments():
        yield Place(f"{code}-{one.id}", code, "section", one.id, region, one.title.text)


def _of_sections(district: District, region: str) -> Iterator[Place]:
    sections = district.people.sections
    for number in range(len(sections)):
        office = int(sections.office[number])
        if district.offices.level[office] != "subordinate":
            continue
        yield Place(
            section_code(district, number),
            district.offices.code[office],
            "section",
            sections.group[number],
            region,
            sections.title[number],
        )


def section_code(district: District, number: int) -> str:
    """The code of a section of the one district that has them, as the trace writes it: S0045."""
    return f"S{number:04d}"


def make_offices(service: Service, district: District) -> dict[str, Office]:
    """Makes the offices that are not there yet; all of them by code."""
    found = {one.code: one for one in Office.objects.all()}
    for place in places(service, district):
        if place.code in found:
            continue
        above = found[place.above] if place.above else None
        found[place.code] = Office.objects.create(
            code=place.code,
            path=f"{above.path if above else ''}{place.code}.",
            parent=above,
            level=place.level,
            kind=place.kind,
            group=place.group,
            title_zh=place.title.zh,
            title_en=place.title.en,
            valid_from=SINCE,
        )
    return found
