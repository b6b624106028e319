"""Two registers that are the same to the public: whatever is internal differs between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree

from zhunsheng.charts.chart import NAMESPACE
from zhunsheng.charts.vocabulary import BPMNDI, MODEL, tag
from zhunsheng.model.code import Code, CodeTable
from zhunsheng.model.errors import Place
from zhunsheng.model.power import Grant, Measure, Post, Power, PowerVersion, RiskPoint
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.publish import publish

CANARY = "KANARIE"
SEED = 98_765_432_101
ZHUNSHENG = f"{{{NAMESPACE}}}"
INTERNAL = (
    "posts",
    "risk_points",
    "standards",
    "exemptions",
    "activities",
    "fields",
    "indicators",
    "parameters",
    "tables",
    "reviews",
    "timings",
)
"""Sections of which nothing is public."""


def published(register: Register, folder: Path, *, on: dt.date) -> dict[str, bytes]:
    """The files of the site by path."""
    publish(register, folder, on=on)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def with_canaries(register: Register, folder: Path) -> Register:
    """The register with a marker in every internal text, and with things internal added to it."""
    mark = _marker()
    everywhere = Validity(dt.date(1900, 1, 1))
    risk = RiskPoint("added", Text(mark(""), mark("")), "added", "added", "high")
    added: dict[str, tuple[Any, ...]] = {
        "posts": (Post("added", Text(mark(""), mark("")), (Grant("added", everywhere),)),),
        "risk_points": (replace(risk, measures=(Measure(Text(mark(""), mark(""))),)),),
    }
    sections: dict[str, Any] = {
        name: (*_in_every_text(getattr(register, name), mark), *added.get(name, ()))
        for name in INTERNAL
    }
    types = {power.type for power in register.powers if power.public}
    cited = _cited(register)
    hidden = Power(
        "added",
        Text(mark(""), mark("")),
        mark("type"),
        mark("domain"),
        (PowerVersion(everywhere, (), Text(mark(""), mark(""))),),
    )
    return replace(
        register,
        **sections,
        digest=mark(register.digest),
        laws=tuple(law if law.id in cited else _in_every_text(law, mark) for law in register.laws),
        powers=tuple(
            sorted(
                (hidden, *(_power(power, mark) for power in register.powers)), key=lambda p: p.id
            )
        ),
        codes=(*_codes(register, mark), CodeTable(mark(""), Text(mark(""), mark("")), ())),
        public_defaults=tuple(
            one if one.id in types else _in_every_text(one, mark)
            for one in register.public_defaults
        ),
        clocks=tuple(
            one if _is_bound_by(register, one.id) else _in_every_text(one, mark)
            for one in register.clocks
        ),
        glossary=(*register.glossary, Code("added", Text(mark(""), mark("")))),
        charts=tuple(
            (_chart_name(name), _marked(Path(path), folder, mark)) for name, path in register.charts
        ),
    )


def without_internal(register: Register, folder: Path) -> Register:
    """The register with everything internal taken out of it, as far as it can be."""
    powers = tuple(replace(p, seed=None, approval=None) for p in register.powers if p.public)
    types = {power.type for power in powers}
    wanted = {power.chart for power in powers}
    return replace(
        register,
        **dict.fromkeys(INTERNAL, ()),
        digest="",
        powers=powers,
        laws=tuple(law for law in register.laws if law.id in _cited(register)),
        codes=tuple(
            replace(table, codes=tuple(replace(c, note=None) for c in table.codes))
            for table in register.codes
            if table.id in ("power-types", "domains", "levels")
        ),
        public_defaults=tuple(one for one in register.public_defaults if one.id in types),
        clocks=tuple(one for one in register.clocks if _is_bound_by(register, one.id)),
        charts=tuple(
            (name, _bare(Path(path), folder)) for name, path in register.charts if name in wanted
        ),
    )


def _marker() -> Callable[[str], str]:
    """Marks no two of which are alike."""
    numbers = iter(range(10**9))
    return lambda text: f"{CANARY}{next(numbers)}{text}"


def _in_every_text(thing: Any, mark: Callable[[str], str]) -> Any:
    if isinstance(thing, str):
        return mark(thing)
    if isinstance(thing, Place):
        return Place(mark(thing.file), thing.line)
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {f.name: _in_every_text(getattr(thing, f.name), mark) for f in fields(thing)}
        return replace(thing, **changed)  # type: ignore[type-var]
    if isinstance(thing, (tuple, list)):
        return type(thing)(_in_every_text(entry, mark) for entry in thing)
    if isinstance(thing, dict):
        return {key: _in_every_text(value, mark) for key, value in thing.items()}
    return thing


def _power(power: Power, mark: Callable[[str], str]) -> Power:
    if not power.public:
        return replace(_in_every_text(power, mark), id=f"{CANARY}-{power.id}")
    return replace(
        power,
        seed=SEED,
        approval=mark(""),
        place=Place(mark("file")),
        chart=_chart_name(power.chart) if power.chart is not None else None,
    )


def _chart_name(name: str) -> str:
    return f"{CANARY}-{name}"


def _codes(register: Register, mark: Callable[[str], str]) -> Iterator[CodeTable]:
    public = [power for power in register.powers if power.public]
    used = {
        "power-types": {power.type for power in public},
        "domains": {power.domain for power in public},
        "levels": {level for power in public for level in power.levels},
    }
    for table in register.codes:
        yield replace(
            table,
            title=_in_every_text(table.title, mark),
            codes=tuple(
                replace(code, note=_in_every_text(code.note, mark))
                if code.id in used.get(table.id, ())
                else _in_every_text(code, mark)
                for code in table.codes
            ),
        )


def _cited(register: Register) -> set[str]:
    """The laws a public power or one of its clocks rests on, today or at some time."""
    items = (
        *(power for power in register.powers if power.public),
        *(clock for clock in register.clocks if _is_bound_by(register, clock.id)),
    )
    return {basis.law for item in items for version in item.versions for basis in version.basis}


def _is_bound_by(register: Register, clock: str) -> bool:
    return any(power.public and clock in power.clocks for power in register.powers)


def _marked(path: Path, folder: Path, mark: Callable[[str], str]) -> str:
    """The chart with a marker wherever BPMN or our own words hold something internal."""
    tree = etree.parse(str(path))
    for element in tree.iter(f"{{{MODEL}}}*"):
        if element.tag == tag("lane"):
            if element.get(f"{ZHUNSHENG}outside") != "true":
                for name in ("name", f"{ZHUNSHENG}zh", f"{ZHUNSHENG}en", f"{ZHUNSHENG}post"):
                    element.set(name, mark(""))
            continue
        if element.tag == tag("participant"):
            element.set("name", mark(""))
        if element.tag == tag("userTask"):
            element.tag = tag("serviceTask")
        if element.get("name") and element.tag.endswith("ask"):
            # what is shown stays; what the step is called in the trace is internal
            for shown in ("zh", "en"):
                if element.get(ZHUNSHENG + shown) is None:
                    element.set(ZHUNSHENG + shown, element.get("name"))
            element.set("name", mark(""))
            element.set(f"{ZHUNSHENG}activity", mark(""))
        if element.get(f"{ZHUNSHENG}since") is not None:
            element.set(f"{ZHUNSHENG}since", mark(""))
    process = tree.find(tag("process"))
    assert process is not None
    said = etree.SubElement(process, tag("documentation"))
    said.text = mark("")
    return _kept(tree, folder / CANARY / path.name)


def _bare(path: Path, folder: Path) -> str:
    """The chart without coordinates and with all its inside lanes made one, under other names."""
    tree = etree.parse(str(path))
    inside = [
        lane
        for lane in tree.iter(tag("lane"))
        if lane.get(f"{ZHUNSHENG}outside") != "true"
    ]  # fmt: skip
    for lane in inside[1:]:
        inside[0].extend(list(lane))
        parent = lane.getparent()
        assert parent is not None
        parent.remove(lane)
    for lane in inside[:1]:
        lane.set("name", "other")
        lane.set(f"{ZHUNSHENG}zh", "别的")
    for diagram in tree.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        tree.getroot().remove(diagram)
    return _kept(tree, folder / "bare-charts" / path.name)


def _kept(tree: Any, path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    tree.write(str(path), encoding="utf-8", xml_declaration=True)
    return str(path)
