"""A register with one of everything and no fault, as the text of its files."""

from __future__ import annotations

from pathlib import Path

from zhunsheng.flow import load_register
from zhunsheng.model.errors import Problem, RegisterError
from zhunsheng.model.register import Register

Files = dict[str, str]

MINIMAL: Files = {
    "register.yaml": """\
id: example
title: {zh: 示例, en: Example}
legal_zone: Asia/Shanghai
calendar: china
""",
    "laws.yaml": """\
- id: penalties
  title: {zh: 行政处罚法, en: Law on Administrative Penalties}
  editions: [1996-10-01, 2021-07-15]
""",
    "powers.yaml": """\
- id: fine
  title: {zh: 罚款, en: fine}
  type: penalty
  domain: general
  chart: case
  versions:
  - from: 1996-10-01
    basis: [{law: penalties, article: "9", edition: 1996-10-01}]
- id: review
  title: {zh: 审核, en: review}
  type: penalty
  domain: general
  versions:
  - from: 1996-10-01
    basis: [{law: penalties, article: "38", edition: 1996-10-01}]
""",
    "posts.yaml": """\
- id: handler
  title: {zh: 经办岗, en: handler}
  grants:
  - {power: fine, from: 1996-10-01, up_to: 5000}
  incompatible_with: [review]
- id: reviewer
  title: {zh: 审核岗, en: reviewer}
  grants:
  - {power: review, from: 1996-10-01}
""",
    "risk_points.yaml": """\
- id: favour
  title: {zh: 办人情案, en: favours}
  power: fine
  post: handler
  grade: high
  measures:
  - {zh: 双人办案, en: two officers a case}
  standards: [serve-in-time]
""",
    "clocks.yaml": """\
- id: serve
  title: {zh: 送达期限, en: time to serve}
  versions:
  - from: 1996-10-01
    period: {days: 7}
    basis: [{law: penalties, article: "40", edition: 1996-10-01}]
  - from: 2021-07-15
    period: {working_days: 7}
    basis: [{law: penalties, article: "61", edition: 2021-07-15}]
""",
    "tables.yaml": """\
- id: bands
  title: {zh: 裁量幅度, en: bands}
  keys: [offence]
  versions:
  - from: 1996-10-01
    basis: [{law: penalties, article: "9", edition: 1996-10-01}]
    rows:
    - {keys: [minor], most: 1000}
    - {keys: [grave], least: 1000, most: 50000.50}
""",
    "standards/serving.yaml": """\
- id: serve-in-time
  title: {zh: 按期送达, en: served in time}
  power: fine
  posts: [handler]
  line: 1
  grade: high
  versions:
  - from: 2020-01-01
    basis: [{law: penalties, article: "40", edition: 1996-10-01}]
    shape: overdue
    subject: case
    scope: {office: {in: [b, a]}, amount: {at_least: 100}}
    parameters:
      from: Decide
      to: {activity: [Serve, Post], where: {channel: mail}}
      within: {clock: serve}
""",
    "standards/bands.yaml": """\
- id: within-bands
  title: {zh: 幅度之内, en: within the bands}
  power: fine
  posts: [handler]
  line: 2
  grade: medium
  versions:
  - from: 2020-01-01
    basis: [{law: penalties, article: "9", edition: 1996-10-01}]
    shape: out_of_bounds
    subject: case
    parameters: {act: Decide, field: amount, table: bands}
""",
    "exemptions.yaml": """\
- id: flood
  standard: serve-in-time
  reason: {zh: 洪灾, en: flood}
  approved_by: Director General
  from: 2020-07-01
  until: 2020-09-01
  offices: [a]
""",
    "calendars/china/2021.yaml": """\
year: 2021
holidays: [2021-10-01, 2021-10-04, 2021-10-05, 2021-10-06, 2021-10-07]
workdays: [2021-09-26, 2021-10-09]
basis: [{law: penalties, article: "85", edition: 2021-07-15}]
""",
    "charts/case.bpmn": """\
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:example">
  <process id="case" name="Case">
    <laneSet id="lanes">
      <lane id="handler" name="Handler">
        <flowNodeRef>begin</flowNodeRef>
        <flowNodeRef>decide</flowNodeRef>
        <flowNodeRef>serve</flowNodeRef>
        <flowNodeRef>done</flowNodeRef>
      </lane>
    </laneSet>
    <startEvent id="begin"/>
    <task id="decide" name="Decide"/>
    <task id="serve" name="Serve"/>
    <endEvent id="done"/>
    <sequenceFlow id="f1" sourceRef="begin" targetRef="decide"/>
    <sequenceFlow id="f2" sourceRef="decide" targetRef="serve"/>
    <sequenceFlow id="f3" sourceRef="serve" targetRef="done"/>
  </process>
</definitions>
""",
}


def write(folder: Path, files: Files) -> Path:
    """``files`` as a register folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def changed(name: str, old: str, new: str, files: Files = MINIMAL) -> Files:
    """``files`` with one piece of one file replaced (it must be there once)."""
    assert files[name].count(old) == 1, f"{old!r} is {files[name].count(old)} times in {name}"
    return {**files, name: files[name].replace(old, new)}


def added(name: str, text: str, files: Files = MINIMAL) -> Files:
    """``files`` with text added at the end of one file (made if need be)."""
    return {**files, name: files.get(name, "") + text}


def loaded(folder: Path, files: Files = MINIMAL) -> Register:
    """The register ``files`` say, written to a fresh folder below ``folder``."""
    number = sum(1 for _ in folder.iterdir())
    return load_register(write(folder / f"register{number}", files))


def refused(folder: Path, files: Files) -> tuple[Problem, ...]:
    """What is wrong with ``files``."""
    try:
        loaded(folder, files)
    except RegisterError as error:
        return error.problems
    raise AssertionError("the register was accepted")
