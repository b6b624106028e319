"""The register as an OSCAL catalog (NIST OSCAL 1.1, JSON): for tools that know nothing of us.

Domains are groups, standards are controls, site parameters are parameters, laws are resources of
the back matter. An export, not a model: what OSCAL has no word for goes into properties of our own
namespace. UUIDs are version 5, from what they name: the same register gives the same bytes.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from zhunsheng.forms.naming import one_line
from zhunsheng.forms.world import World
from zhunsheng.model.law import Basis, Law, article_in_words
from zhunsheng.model.open_value import asked
from zhunsheng.model.parameter import SiteParameter
from zhunsheng.model.power import Power, RiskPoint
from zhunsheng.model.standard import Standard
from zhunsheng.model.text import Text
from zhunsheng.register import edition
from zhunsheng.register.wording import in_words
from zhunsheng.standards.shapes import SHAPES

OSCAL_VERSION = "1.1.3"
NAMESPACE = "urn:zhunsheng:oscal"
Json = dict[str, Any]
_LETTER_FIRST = re.compile(r"[A-Za-z_]")
_SHAPES = {shape.name: shape.title for shape in SHAPES}
_BREACH = Text("违规形态：{shape}；监督对象：{subject}；参数：{parameters}",
               "breach: {shape}; held against: {subject}; parameters: {parameters}")  # fmt: skip
_RISK = Text(
    "廉政风险点：{title}；防控措施：{measures}", "risk point: {title}; measures: {measures}"
)
_QUOTED = Text("{article}：“{quote}”", "{article}: “{quote}”")
_SUBJECT = Text("内控标准", "control standards")


def catalog(world: World) -> Json:
    """The standards in force on the world's day as one OSCAL document."""
    return {"catalog": _Catalog(world).made()}


class _Catalog:
    def __init__(self, world: World) -> None:
        self.world = world
        today = edition(world.register, on=world.on)
        self.digest = today.digest
        self.root = uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}:{world.register.id}")
        self.powers = {power.id: power for power in world.today.powers}
        self.laws = {law.id: law for law in world.register.laws}
        self.risks: dict[str, list[RiskPoint]] = {}
        for point in world.today.risk_points:
            for name in point.standards:
                self.risks.setdefault(name, []).append(point)

    def say(self, text: Text) -> str:
        return one_line(text.say(self.world.language))

    def uuid(self, *parts: str) -> str:
        """The UUID of what the parts name in this register."""
        return str(uuid.uuid5(self.root, "|".join(parts)))

    def made(self) -> Json:
        world = self.world
        standards = world.today.standards
        held: dict[str, list[Standard]] = {}
        for standard in standards:
            power = self.powers.get(standard.power)
            held.setdefault(power.domain if power else "", []).append(standard)
        names = list(world.codes("domains").titles)
        order = sorted(held, key=lambda one: (names.index(one) if one in names else 999, one))
        document: Json = {
            "uuid": self.uuid("catalog", self.digest, world.language),
            "metadata": self._metadata(),
        }
        parameters = self._parameters(standards)
        if parameters:
            document["params"] = parameters
        if order:
            document["groups"] = [self._group(domain, held[domain]) for domain in order]
        resources = [self._resource(law) for law in self._cited(standards)]
        if resources:
            document["back-matter"] = {"resources": resources}
        return document

    def _metadata(self) -> Json:
        register = self.world.register
        return {
            "title": f"{self.say(register.title)} · {self.say(_SUBJECT)}",
            "last-modified": f"{self.world.on.isoformat()}T00:00:00Z",
            "version": self.digest[:12],
            "oscal-version": OSCAL_VERSION,
            "props": [
                _property("register", register.id),
                _property("in-force-on", self.world.on.isoformat()),
                _property("edition-digest", self.digest),
                _property("language", self.world.language),
            ],
        }

    def _group(self, domain: str, standards: list[Standard]) -> Json:
        title = self.world.codes("domains").shown(domain) if domain else "–"
        return {
            "id": _token("domain", domain or "none"),
            "class": "domain",
            "title": one_line(title),
            "controls": [self._control(standard) for standard in standards],
        }

    def _control(self, standard: Standard) -> Json:
        version = standard.versions[0]
        id_ = _token("standard", standard.id)
        links = [
            {"href": f"#{self.uuid('law', basis.law)}", "rel": "reference",
             "text": self._cite(basis)}
            for basis in version.basis
            if basis.law in self.laws
        ]  # fmt: skip
        control: Json = {
            "id": id_,
            "class": "standard",
            "title": self.say(standard.title),
            "props": list(self._properties(standard, self.powers.get(standard.power))),
        }
        if links:
            control["links"] = links
        control["parts"] = list(self._parts(id_, standard))
        return control

    def _properties(self, standard: Standard, power: Power | None) -> Iterator[Json]:
        version = standard.versions[0]
        yield {"name": "label", "value": standard.id}
        yield _property("line", str(standard.line))
        yield _property("grade", standard.grade)
        yield _property("shape", version.shape)
        yield _property("subject", version.subject)
        yield _property("power", standard.power)
        if power is not None and power.code:
            yield _property("power-code", power.code)
        yield from (_property("post", post) for post in standard.posts)
        yield from (_property("indicator", one) for one in standard.indicators)
        yield _property("in-force-from", version.validity.start.isoformat())
        yield _property("verified", "yes" if standard.verified else "no")
        for basis in version.basis:
            yield _property("basis", str(basis), remarks=None if basis.verified else "unverified")

    def _parts(self, id_: str, standard: Standard) -> Iterator[Json]:
        version = standard.versions[0]
        statement: Json = {
            "id": f"{id_}_smt",
            "name": "statement",
            "prose": self.say(standard.title),
        }
        items = [
            {"id": f"{id_}_smt.{place}", "name": "item", "prose": self._prose(basis)}
            for place, basis in enumerate(version.basis, start=1)
        ]
        if items:
            statement["parts"] = items
        yield statement
        asked_for = sorted(asked(version.parameters))
        said = self.say(
            _BREACH.fill(
                shape=_SHAPES.get(version.shape, Text(version.shape, version.shape)),
                subject=version.subject,
                parameters=in_words(version.parameters),
            )
        )
        inserts = "".join(
            f" {{{{ insert: param, {_token('parameter', one)} }}}}" for one in asked_for
        )
        yield {"id": f"{id_}_gdn", "name": "guidance", "prose": said + inserts}
        for place, point in enumerate(self.risks.get(standard.id, ()), start=1):
            measures = in_words(point.measures)
            yield {
                "id": f"{id_}_risk.{place}",
                "name": "risk",
                "ns": NAMESPACE,
                "props": [_property("risk-point", point.id), _property("grade", point.grade)],
                "prose": self.say(_RISK.fill(title=point.title, measures=measures)),
            }

    def _prose(self, basis: Basis) -> str:
        law = self.laws.get(basis.law)
        title = self.say(law.title) if law is not None else basis.law
        if basis.quote is None:
            return f"{title} {self.say(article_in_words(basis.article))}"
        said = _QUOTED.fill(article=article_in_words(basis.article), quote=basis.quote)
        return f"{title} {self.say(said)}"

    def _cite(self, basis: Basis) -> str:
        title = self.laws[basis.law].short or self.laws[basis.law].title
        edition_day = f" ({basis.edition})" if basis.edition else ""
        return f"{self.say(title)} {self.say(article_in_words(basis.article))}{edition_day}"

    def _parameters(self, standards: Iterable[Standard]) -> list[Json]:
        used = {name for one in standards for name in asked(one.versions[0].parameters)}
        return [self._parameter(one) for one in self.world.today.parameters if one.id in used]

    def _parameter(self, one: SiteParameter) -> Json:
        found: Json = {
            "id": _token("parameter", one.id),
            "class": "site-parameter",
            "label": self.say(one.title),
            "guidelines": [{"prose": self.say(one.why)}],
        }
        if one.unit is not None:
            found["props"] = [_property("unit", self.say(one.unit))]
        if one.versions:
            found["values"] = [self.say(in_words(one.versions[0].value))]
        return found

    def _cited(self, standards: Iterable[Standard]) -> list[Law]:
        ids = {basis.law for one in standards for basis in one.versions[0].basis}
        return [self.laws[one] for one in sorted(ids) if one in self.laws]

    def _resource(self, law: Law) -> Json:
        begun = [day for day in law.editions if day <= self.world.on]
        properties = [_property("law", law.id)]
        if law.number:
            properties.append(_property("number", law.number))
        if begun:
            properties.append(_property("edition", max(begun).isoformat()))
        number = f"（{law.number}）" if law.number and self.world.language == "zh" else ""
        return {
            "uuid": self.uuid("law", law.id),
            "title": self.say(law.title),
            "props": properties,
            "citation": {"text": self.say(law.title) + number},
        }


def _property(name: str, value: str, *, remarks: str | None = None) -> Json:
    found: Json = {"name": name, "ns": NAMESPACE, "value": one_line(value)}
    return found if remarks is None else {**found, "remarks": remarks}


def _token(kind: str, id_: str) -> str:
    """An id as OSCAL takes it: it begins with a letter, and no two kinds share one."""
    if kind == "standard" and _LETTER_FIRST.match(id_):
        return id_
    return f"{kind}-{id_}"
