"""Every shape shows an example, and the example can be read, offered by an editor and compiled."""

import datetime as dt
from typing import Any

import jsonschema
import pytest
from pydantic import ConfigDict

from zhunsheng.flow import PARAMETERS
from zhunsheng.model.clock import Period
from zhunsheng.model.errors import JudgingError
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard, StandardVersion
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.register.schemas import schemas
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.shape import Shape
from zhunsheng.standards.shapes import SHAPES

SAY = Text("甲", "a")
each_shape = pytest.mark.parametrize("shape", SHAPES, ids=[shape.name for shape in SHAPES])


def _register(shape: str, parameters: dict[str, Any]) -> Register:
    version = StandardVersion(Validity(dt.date(2020, 1, 1)), (), shape, "case", parameters)
    standard = Standard("s", SAY, "p", (), 1, "low", (version,))
    return Register("r", SAY, "Asia/Shanghai", "0", standards=(standard,))


def _schema(parameters: dict[str, Any]) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schemas(parameters=parameters)["standards.json"])


def _item(shape: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    version = {"from": "2020-01-01", "shape": shape, "subject": "s", "parameters": parameters}
    title = {"zh": "甲", "en": "x"}
    about = {"id": "x", "title": title, "power": "p", "line": 1, "grade": "low"}
    return [{**about, "versions": [version]}]


@each_shape
def test_the_example_is_read_and_its_steps_are_the_shapes_roles(shape: Shape):
    read = shape.parameters.model_validate(dict(shape.example))
    assert set(read.steps()) <= set(shape.roles)
    assert shape.anchor in read.steps()


@each_shape
def test_every_step_a_shape_can_be_given_is_one_of_its_roles(shape: Shape):
    offered = shape.parameters.model_json_schema()["properties"]
    assert set(shape.roles) <= set(offered)


@each_shape
def test_the_example_compiles(shape: Shape):
    (rule,) = compile_plan(_register(shape.name, dict(shape.example))).rules
    assert rule.steps[shape.anchor]


@each_shape
def test_an_editor_accepts_the_example_and_marks_an_unknown_key(shape: Shape):
    schema = _schema(PARAMETERS)
    example = dict(shape.example)
    schema.validate(_item(shape.name, example))
    assert not schema.is_valid(_item(shape.name, {**example, "unheard_of": 1}))
    assert not schema.is_valid(_item(shape.name, {**example, shape.anchor: 7}))


def test_a_shape_that_let_unknown_keys_pass_would_be_noticed():
    """The broken variant: a model that ignores what it does not know marks nothing."""
    strict = next(shape for shape in SHAPES if shape.name == "overdue")

    class Lax(strict.parameters):  # type: ignore[misc, name-defined]
        model_config = ConfigDict(extra="ignore")

    mistyped = {**strict.example, "released_bye": "Payment"}
    assert not _schema(PARAMETERS).is_valid(_item("overdue", mistyped))
    assert _schema({**PARAMETERS, "overdue": Lax}).is_valid(_item("overdue", mistyped))


@each_shape
def test_an_author_is_offered_nothing_that_he_may_not_write(shape: Shape):
    """What the register fills in (grants, bounds) is no parameter."""
    offered = shape.parameters.model_json_schema()["properties"]
    assert not {"grants", "bounds"} & set(offered)


def test_what_cannot_be_compiled_is_told_in_both_languages_with_the_standards_name():
    written = {"from": "A", "to": "B", "within": {"days": 1}, "due": "due_at"}
    with pytest.raises(JudgingError) as caught:
        compile_plan(_register("overdue", written))
    (fault,) = caught.value.problems
    assert "“s”" in fault.what.zh
    assert "到期日栏目" in fault.what.zh
    assert "exactly one of within and due" in fault.what.en


@pytest.mark.parametrize(
    ("shape", "written", "said"),
    [
        ("lateness", {}, "no shape 'lateness'"),
        ("overdue", {"from": "A", "to": "B", "within": {"clock": "c"}}, "no clock 'c'"),
        ("out_of_bounds", {"act": "A", "field": "f", "table": "t"}, "no table 't'"),
    ],
)
def test_a_name_that_leads_nowhere_does_not_compile(shape: str, written: Any, said: str):
    with pytest.raises(JudgingError, match=said):
        compile_plan(_register(shape, written))


def test_parameters_speak_in_the_models_nouns():
    overdue = PARAMETERS["overdue"].model_validate(
        {"from": "A", "to": "B", "within": {"working_days": 5}}
    )
    assert getattr(overdue, "within").period == Period(5, "working_days")  # noqa: B009
    fields = PARAMETERS["record_missing"].model_validate({"act": "A", "fields": ["b", "a"]})
    assert getattr(fields, "fields") == ("b", "a")  # noqa: B009
