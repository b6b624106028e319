"""Values a standard leaves to a site parameter: ``{parameter: key-post-tenure}``.

Such a value may stand anywhere in a standard's parameters. It is filled in by the version of the
site parameter in force on each day, so that one version of a standard may fall into several spans;
a span for which nobody has decided a value waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhunsheng.model.parameter import SiteParameter
from zhunsheng.model.standard import StandardVersion
from zhunsheng.model.validity import Validity

KEY = "parameter"


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a standard's version with one set of values.

    ``written``: the parameters with every open value filled in; with ``missing`` ids they are not
    complete and must not be used.
    """

    validity: Validity
    written: Mapping[str, Any]
    missing: tuple[str, ...] = ()


def asked(written: Any) -> frozenset[str]:
    """The ids of the site parameters that ``written`` (parameters of a shape) leaves values to."""
    if isinstance(written, Mapping):
        reference = _reference(written)
        if reference is not None:
            return frozenset({reference})
        return frozenset().union(*(asked(value) for value in written.values()))
    if isinstance(written, (list, tuple)):
        return frozenset().union(*(asked(value) for value in written))
    return frozenset()


def filled(written: Any, values: Mapping[str, Any]) -> Any:
    """``written`` with every open value that ``values`` knows filled in."""
    if isinstance(written, Mapping):
        reference = _reference(written)
        if reference is not None:
            return _plain(values[reference]) if reference in values else written
        return {key: filled(value, values) for key, value in written.items()}
    if isinstance(written, (list, tuple)):
        return [filled(value, values) for value in written]
    return written


def spans(version: StandardVersion, parameters: Iterable[SiteParameter]) -> Iterator[Span]:
    """The version cut where a value it asks for changes, oldest first."""
    ids = asked(version.parameters)
    if not ids:
        yield Span(version.validity, version.parameters)
        return
    open_to = {one.id: one for one in parameters if one.id in ids}
    for validity in _cut(version.validity, open_to.values()):
        values = {
            name: one.value
            for name, parameter in open_to.items()
            for one in parameter.versions
            if validity.start in one.validity
        }
        missing = tuple(sorted(ids - values.keys()))
        yield Span(validity, filled(version.parameters, values), missing)


def _cut(whole: Validity, parameters: Iterable[SiteParameter]) -> Iterator[Validity]:
    days: set[dt.date] = {whole.start}
    for parameter in parameters:
        for version in parameter.versions:
            both = version.validity.overlap(whole)
            if both is not None:
                days |= {day for day in (both.start, both.end) if day is not None}
    ordered = sorted(day for day in days if day in whole)
    for position, day in enumerate(ordered):
        end = ordered[position + 1] if position + 1 < len(ordered) else whole.end
        yield Validity(day, end)


def _reference(written: Mapping[str, Any]) -> str | None:
    name = written.get(KEY)
    return name if len(written) == 1 and isinstance(name, str) else None


def _plain(value: Any) -> Any:
    """A whole number as the YAML reader gives it, so that periods and counts take it."""
    if isinstance(value, tuple):
        return list(value)
    if hasattr(value, "to_integral_value") and value == value.to_integral_value():
        return int(value)
    return value
