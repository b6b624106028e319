"""The standards findings were made by, kept as they stood: title, power, domain, the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from zhunsheng.hearing.basis import cited
from zhunsheng.model.moment import day_of
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard, StandardVersion
from zhunsheng.model.text import Text
from zhunsheng_web.casework.models import Yardstick
from zhunsheng_web.casework.taking.row import Told

Key = tuple[str, dt.date]


def yardsticks(register: Register, told: Iterable[Told]) -> dict[Key, Yardstick]:
    """The yardstick of every version the findings name; those that are missing are made."""
    wanted: dict[Key, Told] = {}
    for one in told:
        wanted.setdefault((one.finding.standard, one.finding.since), one)
    names = {standard for standard, _ in wanted}
    found = {(one.standard, one.since): one for one in Yardstick.objects.filter(standard__in=names)}
    missing = [one for key, one in wanted.items() if key not in found]
    for made in Yardstick.objects.bulk_create([_made(register, one) for one in missing]):
        found[made.standard, made.since] = made
    return found


def _made(register: Register, told: Told) -> Yardstick:
    finding = told.finding
    standard = next(one for one in register.standards if one.id == finding.standard)
    version = next(one for one in standard.versions if one.validity.start == finding.since)
    power = next((one for one in register.powers if one.id == standard.power), None)
    power_title = power.title if power is not None else Text("", "")
    domain = _domain(register, told.domain)
    return Yardstick(
        standard=standard.id,
        since=finding.since,
        kind=told.kind,
        title_zh=standard.title.zh,
        title_en=standard.title.en,
        power=standard.power,
        power_zh=power_title.zh,
        power_en=power_title.en,
        domain=told.domain,
        domain_zh=domain.zh,
        domain_en=domain.en,
        posts=list(standard.posts),
        shape=version.shape,
        grade=standard.grade,
        line=standard.line,
        chart=(power.chart or "") if power is not None else "",
        basis=_basis(register, standard, version, on=day_of(finding.anchor)),
    )


def _domain(register: Register, domain: str) -> Text:
    table = register.code_table("domains")
    codes = table.codes if table is not None else ()
    return next((one.title for one in codes if one.id == domain), Text(domain, domain))


def _basis(
    register: Register, standard: Standard, version: StandardVersion, *, on: dt.date
) -> list[dict[str, Any]]:
    """The articles in force on the day, those under the standard itself first."""
    laws = {(law.title.zh, law.title.en): law.id for law in register.laws}
    return [
        {
            "law": laws.get((one.law.zh, one.law.en), one.law.zh),
            "article": one.article,
            "title_zh": one.in_words().zh,
            "title_en": one.in_words().en,
            "carries_zh": one.carries.zh,
            "carries_en": one.carries.en,
            "quote": one.quote,
            "from": one.edition.isoformat() if one.edition else None,
            "in_force": one.in_force.isoformat() if one.in_force else None,
            "verified": one.verified,
        }
        for one in cited(register, standard, version, on=on)
    ]
