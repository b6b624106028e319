"""The JSON Schemas accept what the loader accepts, and are up to date in the repository."""

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from register.minimal import MINIMAL, changed, write
from standards.test_shape_parameters import FULL
from zhunsheng.flow import PARAMETERS
from zhunsheng.register import write_schemas
from zhunsheng.register.schemas import schemas
from zhunsheng.register.source import read_source

REGISTERS = Path(__file__).resolve().parents[2] / "registers"
SCHEMAS = schemas(parameters=PARAMETERS)


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _as_json(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_as_json(entry) for entry in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _schema_of(name: str) -> dict[str, Any]:
    if name.startswith("calendars/"):
        return SCHEMAS["calendar_year.json"]
    return SCHEMAS[f"{re.split('[./]', name)[0]}.json"]


def _validate(path: Path, name: str) -> None:
    content = _as_json(read_source(path, name=name).data)
    jsonschema.Draft202012Validator(_schema_of(name)).validate(content)


def test_the_schemas_are_schemas():
    for content in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(content)


@pytest.mark.parametrize("name", [name for name in MINIMAL if name.endswith(".yaml")])
def test_what_the_loader_accepts_the_schema_accepts(tmp_path: Path, name: str):
    _validate(write(tmp_path, MINIMAL) / name, name)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("laws.yaml", "editions:", "edition:"),
        ("powers.yaml", "  domain: general\n  chart: case\n", "  chart: case\n"),
        ("clocks.yaml", "{days: 7}", "{days: 7, hours: 2}"),
        ("standards/serving.yaml", "from: Decide", "form: Decide"),
        ("standards/serving.yaml", "shape: overdue", "shape: late"),
        ("standards/serving.yaml", "{clock: serve}", "{clock: serve, days: 1}"),
        ("standards/serving.yaml", "at_least: 100", "atleast: 100"),
        ("standards/bands.yaml", "act: Decide, ", ""),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(tmp_path: Path, name: str, old: str, new: str):
    folder = write(tmp_path, changed(name, old, new))
    with pytest.raises(jsonschema.ValidationError):
        _validate(folder / name, name)


@pytest.mark.parametrize("shape", sorted(FULL))
def test_every_shape_has_its_parameters_in_the_schema(shape: str):
    version = {"from": "2020-01-01", "shape": shape, "subject": "s", "parameters": FULL[shape]}
    item = {
        "id": "x",
        "title": {"zh": "甲", "en": "x"},
        "power": "p",
        "line": 1,
        "grade": "low",
        "versions": [version],
    }
    validator = jsonschema.Draft202012Validator(SCHEMAS["standards.json"])
    validator.validate([item])
    version["parameters"] = {**FULL[shape], "extra": 1}
    assert not validator.is_valid([item])


def test_a_site_parameter_may_stand_for_a_number_and_for_nothing_else():
    validator = jsonschema.Draft202012Validator(
        {**SCHEMAS["standards.json"], "type": "object", "items": {}, "$ref": "#/$defs/too_often"}
    )
    written = {"act": "Extend", "more_than": {"parameter": "most"}, "within": {"years": 1}}
    assert validator.is_valid(written)
    assert validator.is_valid({**written, "within": {"years": {"parameter": "years"}}})
    assert not validator.is_valid({**written, "act": {"parameter": "most"}})
    assert not validator.is_valid({**written, "more_than": {"parameters": "most"}})


def test_the_schemas_in_the_repository_are_up_to_date(tmp_path: Path):
    write_schemas(tmp_path, parameters=PARAMETERS)
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    kept = {p.name: p.read_text(encoding="utf-8") for p in (REGISTERS / "schemas").iterdir()}
    assert kept == written, "write_schemas(Path('registers/schemas'), parameters=PARAMETERS)"


def test_every_file_of_a_register_names_a_schema_that_is_there_and_fits():
    # A source's mapping lies beside the register but is not part of it.
    files = sorted(p for p in REGISTERS.glob("*/**/*.yaml") if p.name != "mapping.yaml")
    assert files
    for path in files:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, f"{path} names no schema"
        content = json.loads((path.parent / match[1]).read_text(encoding="utf-8"))
        name = path.relative_to(REGISTERS).as_posix().partition("/")[2]
        assert content == _schema_of(name), f"{path} names another kind's schema"
        _validate(path, name)
