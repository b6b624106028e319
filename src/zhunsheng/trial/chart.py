"""A new chart of a power, tried on past data: the rules that follow from it against those that
follow from the chart in force. What only the new one asks, and past cases did not keep, is what
would be flagged; what it no longer asks would be let pass."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from zhunsheng.charts import Chart, DerivedRule, derive, read
from zhunsheng.flow import load_register
from zhunsheng.model.register import Register
from zhunsheng.model.run import RunOptions
from zhunsheng.model.standard import Standard
from zhunsheng.model.text import Text
from zhunsheng.trace import Store
from zhunsheng.trial.rules import RulesTrial, rule, try_rules

_NOT_CASES = frozenset({"officer", "company", "account", "unit"})
"""Objects that go through many cases: their acts are no case."""


def try_chart(
    chart: str,
    register_folder: Path,
    store: Store,
    *,
    file: Path,
    keep: Path,
    options: RunOptions | None = None,
) -> RulesTrial:
    """Judges the past by the chart in ``file`` and by the register's chart of that name (nothing,
    where it has none); what follows from both need not be judged.

    Raises ChartError for a chart that is not sound, JudgingError if a rule cannot be compiled.
    """
    register = load_register(register_folder)
    there = dict(register.charts).get(chart)
    types = frozenset(store.subject_types()) - _NOT_CASES
    new, untried = rules_of_chart(read(file), register, types)
    old, _ = rules_of_chart(read(Path(there)), register, types) if there else ((), ())
    shared = {one.id for one in new} & {one.id for one in old}
    drafted, replaced = (tuple(one for one in side if one.id not in shared) for side in (new, old))
    found = try_rules((register, drafted), (register, replaced), store, keep=keep, options=options)
    return replace(found, shared=len(shared), untried=untried)


def rules_of_chart(
    chart: Chart, register: Register, types: frozenset[str]
) -> tuple[tuple[Standard, ...], tuple[Text, ...]]:
    """What follows from a chart as standards on objects of the types there are, and the rules that
    no type of object goes through. A rule's id is what it says: two charts share what they share.
    """
    objects = _objects(chart, register, types)
    often = Counter(kind for task in chart.tasks for kind in objects.get(task.activity, ()))
    order = sorted(often, key=lambda kind: (-often[kind], kind))
    found: dict[str, Standard] = {}
    untried: list[Text] = []
    for derived in derive(chart):
        subject = _subject(derived, objects, order)
        if subject is None:
            untried.append(derived.sentence)
            continue
        name = _name(derived.shape, derived.parameters)
        found[name] = rule(
            name,
            derived.sentence,
            shape=derived.shape,
            subject=subject,
            parameters=derived.parameters,
        )
    return tuple(found.values()), tuple(untried)


def _objects(chart: Chart, register: Register, types: frozenset[str]) -> dict[str, frozenset[str]]:
    """Which types each activity touches. A register that defines no activities is not held to
    them: there any may touch what its standards speak of."""
    if register.activities:
        return {one.id: frozenset(one.objects) & types for one in register.activities}
    spoken = {version.subject for one in register.standards for version in one.versions}
    return dict.fromkeys(chart.activities, types & spoken)


def _subject(
    derived: DerivedRule, objects: Mapping[str, frozenset[str]], order: list[str]
) -> str | None:
    """The type most of the chart's steps touch, of those that all steps of the rule touch."""
    touched = [objects[name] for name in _texts(derived.parameters) if name in objects]
    shared = frozenset.intersection(*touched) if touched else frozenset()
    return next((kind for kind in order if kind in shared), None)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in _texts(one)]
    return []


def _name(shape: str, parameters: Mapping[str, Any]) -> str:
    return f"{shape} {json.dumps(parameters, sort_keys=True, default=str, ensure_ascii=False)}"
