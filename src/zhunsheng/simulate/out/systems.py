"""The systems a customs house keeps its records in: ``practice/<x>/systems.yaml``.

Each system prints one table: which acts it records, how the columns are headed, how it writes times
and letters. What the fields are called comes from the register's vocabulary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from zhunsheng.model.errors import Place, PracticeError, Problem, problem
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.model.vocabulary import Activity, RecordField
from zhunsheng.register.schema_blocks import TextBlock
from zhunsheng.simulate.files import PracticeBlock, read_block

Encoding = Literal["utf-8", "gb18030"]
Times = Literal["dash", "slash", "compact"]


class Headings(PracticeBlock):
    """How a table heads what every record has."""

    record: str
    activity: str
    at: str
    recorded: str
    officer: str
    post: str
    office: str


class PeopleHeadings(PracticeBlock):
    """How the table of mandates is headed."""

    officer: str
    kind: str
    value: str
    start: str
    end: str


class PeopleTable(PracticeBlock):
    """The table of who held which post, certificate and shift."""

    file: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    encoding: Encoding = "utf-8"
    times: Times = "dash"
    headings: PeopleHeadings


class SystemBlock(PracticeBlock):
    """One system. ``file``: name of its table, without ending."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: TextBlock
    file: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    encoding: Encoding = "utf-8"
    times: Times = "dash"
    headings: Headings
    activities: tuple[str, ...] = Field(min_length=1)


class _File(PracticeBlock):
    objects: dict[str, str]
    people: PeopleTable
    systems: tuple[SystemBlock, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class System:
    """A system and the columns of its table: ``objects`` (type → heading) and ``fields`` (the
    register's field → heading), and what it calls its acts (``names``: activity → text)."""

    block: SystemBlock
    title: Text
    names: Mapping[str, str]
    objects: Mapping[str, str]
    fields: Mapping[RecordField, str]


@dataclass(frozen=True, slots=True)
class Systems:
    """All systems of a service, and its table of mandates."""

    systems: tuple[System, ...]
    people: PeopleTable

    def recording(self, activity: str) -> System | None:
        """The system that records an activity."""
        return next((one for one in self.systems if activity in one.names), None)


def read_systems(path: Path, register: Register) -> Systems:
    """The systems in a file, with the register's names. Raises PracticeError with all faults: acts
    of no system or of two, unknown activities, types of objects without a heading, two acts or
    columns of one name in a table."""
    file = read_block(path, _File)
    faults = list(_unplaced(file, register, path))
    activities = {activity.id: activity for activity in register.activities}
    fields = {field.id: field for field in register.fields}
    systems = []
    for block in file.systems:
        known = [activities[name] for name in block.activities if name in activities]
        system = _system(block, known, fields, file.objects)
        systems.append(system)
        faults += _doubled(system, path)
    used = {type_ for activity in register.activities for type_ in activity.objects}
    for type_ in sorted(used - {*file.objects}):
        faults.append(
            _fault(
                path,
                f"对象类型“{type_}”没有列名",
                f"objects of type {type_} have no heading",
                mend=("在 objects 下补上", "add it under objects"),
            )
        )
    if faults:
        raise PracticeError(tuple(faults))
    return Systems(tuple(systems), file.people)


def _system(
    block: SystemBlock,
    activities: Sequence[Activity],
    fields: Mapping[str, RecordField],
    objects: Mapping[str, str],
) -> System:
    types = sorted({type_ for activity in activities for type_ in activity.objects})
    names = dict.fromkeys(name for activity in activities for name in activity.fields)
    recorded = [fields[name] for name in names if name in fields]
    often = Counter(field.title.zh for field in recorded)
    taken = {*block.headings.model_dump().values(), *objects.values()}
    return System(
        block,
        Text(block.title.zh, block.title.en),
        {activity.id: activity.title.zh for activity in activities},
        {type_: objects.get(type_, type_) for type_ in types},
        {
            field: field.title.zh
            if often[field.title.zh] == 1 and field.title.zh not in taken
            else f"{field.title.zh}({field.id})"
            for field in recorded
        },
    )


def _unplaced(file: _File, register: Register, path: Path) -> list[Problem]:
    placed = Counter(name for system in file.systems for name in system.activities)
    known = {activity.id for activity in register.activities}
    faults = []
    for name in sorted(known - {*placed}):
        faults.append(_fault(path, f"行为“{name}”不归任何系统", f"no system records {name}"))
    for name in sorted({*placed} - known):
        faults.append(_fault(path, f"清单没有行为“{name}”", f"the register has no activity {name}"))
    for name, count in sorted(placed.items()):
        if count > 1:
            faults.append(
                _fault(path, f"行为“{name}”归了 {count} 处", f"{name} is listed {count} times")
            )
    return faults


def _doubled(system: System, path: Path) -> list[Problem]:
    """Names that stand for two things in one table."""
    block = system.block
    columns = [
        *block.headings.model_dump().values(), *system.objects.values(), *system.fields.values()
    ]  # fmt: skip
    faults = []
    for names in (list(system.names.values()), columns):
        for name, count in Counter(names).items():
            if count > 1:
                faults.append(
                    _fault(
                        path,
                        f"系统“{block.id}”中“{name}”有两种含义",
                        f"in system {block.id}, {name} means two things",
                    )
                )
    return faults


def _fault(
    path: Path,
    zh: str,
    en: str,
    *,
    mend: tuple[str, str] = ("改正 systems 下的列举", "mend the lists under systems"),
) -> Problem:
    return problem("practice-systems", (zh, en), mend=mend, place=Place(str(path)))
