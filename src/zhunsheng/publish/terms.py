"""Which terms of the glossary the public list explains: those that occur in it.

A glossary is written for the house as well; a term nobody meets in the list is left out, so that
the page of terms says nothing about work the list does not show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from zhunsheng.model.code import Code
from zhunsheng.publish.items import PublicPower, Term


def terms_used(glossary: Iterable[Code], powers: Iterable[PublicPower]) -> tuple[Term, ...]:
    """The terms whose Chinese words occur in the text of some power, in the order of the file."""
    text = "\n".join(part for power in powers for part in _chinese(power))
    return tuple(
        Term(one.id, one.title, one.note)
        for one in glossary
        if any(form in text for form in one.title.zh.split("/"))
    )


def _chinese(power: PublicPower) -> Iterable[str]:
    yield power.title.zh
    yield from (one.zh for one in power.subitems)
    yield from (one.title.zh for one in power.clocks)
    if power.limits is not None:
        yield power.limits.zh
    for column in fields(power.columns):
        said = getattr(power.columns, column.name)
        if said is not None:
            yield said.zh
    if power.chart is not None:
        yield from (node.label.zh for node in power.chart.nodes)
