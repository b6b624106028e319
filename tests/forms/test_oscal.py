"""The OSCAL catalog: valid where its schema is at hand, and saying what the register says."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import REGISTER
from shared_data import DATA
from zhunsheng.flow import load_register
from zhunsheng.forms import World, catalog

SCHEMAS = [
    path
    for name in ("oscal_catalog_schema.json", "oscal_complete_schema.json")
    if (path := DATA / "schemas" / name).is_file()
]
TOKEN = re.compile(r"(\w|_)(\w|[.\-_])*")
UUID5 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
ALLOWED = {
    "catalog": {"uuid", "metadata", "params", "controls", "groups", "back-matter"},
    "groups": {"id", "class", "title", "params", "props", "links", "parts", "groups", "controls"},
    "controls": {"id", "class", "title", "params", "props", "links", "parts", "controls"},
    "parts": {"id", "name", "ns", "class", "title", "props", "prose", "parts", "links"},
    "props": {"name", "uuid", "ns", "value", "class", "group", "remarks"},
    "links": {"href", "rel", "media-type", "resource-fragment", "text"},
    "params": {"id", "class", "props", "links", "label", "usage", "constraints", "guidelines",
               "values", "select", "remarks"},
    "resources": {"uuid", "title", "description", "props", "document-ids", "citation", "rlinks",
                  "base64", "remarks"},
    "guidelines": {"prose"},
}  # fmt: skip


def made(day: str = "2012-01-01", language: str = "zh") -> dict[str, Any]:
    world = World(load_register(REGISTER), dt.date.fromisoformat(day), language)  # type: ignore[arg-type]
    return catalog(world)


def objects(value: Any, under: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield under, value
        for key, inner in value.items():
            yield from objects(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner, under)


@pytest.mark.skipif(not SCHEMAS, reason="no OSCAL schema in shared/data/schemas: not shipped")
def test_it_is_valid_against_the_schema_of_oscal() -> None:
    schema = json.loads(SCHEMAS[0].read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(made())


def test_every_object_has_only_what_oscal_knows() -> None:
    for kind, one in objects(made()):
        assert set(one) <= ALLOWED.get(kind, set(one)), kind
        for text in (value for value in one.values() if isinstance(value, str)):
            assert text and text == text.strip()


def test_ids_are_tokens_and_none_is_there_twice() -> None:
    ids = [one["id"] for _, one in objects(made()) if "id" in one]
    assert [id_ for id_, times in Counter(ids).items() if times > 1] == []
    assert all(TOKEN.fullmatch(id_) and not id_[0].isdigit() for id_ in ids)


def test_every_standard_in_force_is_a_control_and_every_link_leads_somewhere() -> None:
    document = made()["catalog"]
    world = World(load_register(REGISTER), dt.date(2012, 1, 1), "zh")
    controls = [one for group in document["groups"] for one in group["controls"]]
    assert {one["id"] for one in controls} == {one.id for one in world.today.standards}
    resources = {"#" + one["uuid"] for one in document["back-matter"]["resources"]}
    hrefs = {link["href"] for one in controls for link in one["links"]}
    assert hrefs == resources
    assert all(
        [part["name"] for part in one["parts"]][:2] == ["statement", "guidance"] for one in controls
    )


def test_the_uuids_are_of_what_they_name() -> None:
    one, again, other = made(), made(), made(day="2009-01-01")
    assert one == again
    uuids = [inner["uuid"] for _, inner in objects(one) if "uuid" in inner]
    assert all(UUID5.fullmatch(uuid) for uuid in uuids) and len(set(uuids)) == len(uuids)
    assert one["catalog"]["uuid"] != other["catalog"]["uuid"]  # another edition
    laws = {inner["title"]: inner["uuid"] for kind, inner in objects(one) if kind == "resources"}
    for kind, inner in objects(other):
        if kind == "resources" and inner["title"] in laws:
            assert inner["uuid"] == laws[inner["title"]]


def test_values_a_site_has_to_decide_are_parameters(tmp_path: Path) -> None:
    from register.minimal import MINIMAL, write

    files = {
        **MINIMAL,
        "parameters.yaml": """\
- id: serve-days
  title: {zh: 送达天数, en: days to serve}
  why: {zh: 由本单位自定, en: for the site to decide}
  unit: {zh: 日, en: days}
  versions: [{from: 2020-01-01, value: 9}]
""",
        "standards/serving.yaml": MINIMAL["standards/serving.yaml"].replace(
            "within: {clock: serve}", "within: {days: {parameter: serve-days}}"
        ),
    }
    register = load_register(write(tmp_path, files))
    document = catalog(World(register, dt.date(2022, 1, 1), "en"))["catalog"]
    assert document["params"][0]["id"] == "parameter-serve-days"
    assert document["params"][0]["values"] == ["9"]
    prose = [one["prose"] for _, one in objects(document) if one.get("name") == "guidance"]
    assert any("{{ insert: param, parameter-serve-days }}" in one for one in prose)
