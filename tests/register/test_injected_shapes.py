"""The register learns the shapes of breach from outside: a new one needs no change here."""

from pathlib import Path
from typing import Annotated, Self

import jsonschema
import pytest
from pydantic import model_validator

from register.minimal import MINIMAL, Files, added, changed, write
from zhunsheng.flow import PARAMETERS
from zhunsheng.model.errors import Problem, RegisterError
from zhunsheng.model.notation import Block, FieldName, Id, RefersTo, refuse
from zhunsheng.model.notation_period import PeriodField
from zhunsheng.model.notation_step import StepField
from zhunsheng.register import check, load
from zhunsheng.register.schemas import schemas
from zhunsheng.standards.shapes import SHAPES

ROOT = Path(__file__).resolve().parents[2]


class Idle(Block):
    """A toy shape: nothing happens ``within`` a period of ``since``; ``post`` is to blame."""

    since: StepField
    within: PeriodField
    post: Annotated[Id | None, RefersTo("posts")] = None
    unless: FieldName | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.post is None and self.unless is None:
            raise refuse("idle-nobody", "须写明责任岗位或例外栏目", "name a post or a field")
        return self


SHAPES_AND_IDLE = {**PARAMETERS, "idle": Idle}

IDLE = """\
- id: not-idle
  title: {zh: 不得搁置, en: not left lying}
  power: fine
  posts: [handler]
  line: 1
  grade: low
  versions:
  - from: 2021-08-01
    basis: [{law: penalties, article: "40", edition: 2021-07-15}]
    shape: idle
    subject: case
    parameters:
      since: "*"
      within: {clock: serve}
      post: handler
"""
FILES: Files = added("standards/idle.yaml", IDLE)


def _refused(folder: Path, files: Files) -> tuple[Problem, ...]:
    with pytest.raises(RegisterError) as caught:
        load(write(folder, files), parameters=SHAPES_AND_IDLE)
    return caught.value.problems


def test_a_new_shape_is_loaded_and_checked(tmp_path: Path):
    register = load(write(tmp_path, FILES), parameters=SHAPES_AND_IDLE)
    assert [
        version.shape for s in register.standards for version in s.versions if s.id == "not-idle"
    ]
    assert check(register, parameters=SHAPES_AND_IDLE) == []


def test_without_the_injected_model_it_is_an_unknown_shape(tmp_path: Path):
    """The broken variant: a loader that knew only its own list would refuse every new shape."""
    with pytest.raises(RegisterError) as caught:
        load(write(tmp_path, FILES), parameters=PARAMETERS)
    (fault,) = caught.value.problems
    assert fault.code == "shape-unknown"
    assert fault.place is not None
    assert (fault.place.line, "idle.yaml" in fault.place.file) == (10, True)


def test_a_shape_no_longer_known_is_an_error_of_the_check(tmp_path: Path):
    register = load(write(tmp_path, FILES), parameters=SHAPES_AND_IDLE)
    assert [fault.code for fault in check(register, parameters=PARAMETERS)] == ["shape-unknown"]


def test_a_mistyped_shape_is_answered_with_the_right_one(tmp_path: Path):
    (fault,) = _refused(
        tmp_path, changed("standards/idle.yaml", "shape: idle", "shape: idel", FILES)
    )
    assert fault.mend is not None
    assert "idle" in fault.mend.zh
    assert "idle" in fault.mend.en


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("since:", "sinc:", "extra-forbidden", 13),
        ("      post: handler\n", "", "idle-nobody", 12),
        ("{clock: serve}", "{days: 1, hours: 1}", "period-units", 14),
        ('"*"', "[]", "too-short", 13),
        ("post: handler", "unless: A b", "string-pattern-mismatch", 15),
    ],
)
def test_its_own_refusals_are_told_at_their_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
):
    faults = _refused(tmp_path, changed("standards/idle.yaml", old, new, FILES))
    told = {(fault.code, fault.place.line if fault.place else None) for fault in faults}
    assert (code, line) in told
    for fault in faults:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in fault.what.zh)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{clock: serve}", "{clock: server}", "clock-unknown"),
        ("post: handler", "post: handlr", "post-unknown"),
        ("from: 2021-08-01", "from: 1995-01-01", "reference-lapsed"),
        ("{clock: serve}", "{working_days: 3}", "calendar-year-missing"),
    ],
)
def test_what_its_parameters_refer_to_is_checked(tmp_path: Path, old: str, new: str, code: str):
    files = changed("standards/idle.yaml", old, new, FILES)
    files.pop("calendars/china/2021.yaml")
    files["register.yaml"] = files["register.yaml"].replace("calendar: china\n", "")
    register = load(write(tmp_path, files), parameters=SHAPES_AND_IDLE)
    about_idle = [
        fault.code
        for fault in check(register, parameters=SHAPES_AND_IDLE)
        if "not-idle" in fault.what.en
    ]
    assert code in about_idle


def test_an_editor_is_offered_its_keys():
    schema = jsonschema.Draft202012Validator(schemas(parameters=SHAPES_AND_IDLE)["standards.json"])
    version = {
        "from": "2020-01-01",
        "shape": "idle",
        "subject": "s",
        "parameters": {"since": "A", "within": {"clock": "c"}, "post": "p"},
    }
    item = {"id": "x", "title": {"zh": "甲", "en": "x"}, "power": "p", "line": 1, "grade": "low"}
    schema.validate([{**item, "versions": [version]}])
    version["parameters"] = {"since": "A", "within": {"fortnights": 1}}
    assert not schema.is_valid([{**item, "versions": [version]}])


def test_the_register_of_the_other_tests_needs_no_shape_it_does_not_name(tmp_path: Path):
    named = {"overdue", "out_of_bounds"}
    few = {name: PARAMETERS[name] for name in named}
    assert load(write(tmp_path, MINIMAL), parameters=few).standards


@pytest.mark.parametrize("package", ["register", "engine", "trace", "model", "flow.py"])
def test_nothing_but_the_shapes_own_file_names_a_shape(package: str):
    path = ROOT / "src" / "zhunsheng" / package
    for file in [path] if path.is_file() else path.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not [s.name for s in SHAPES if f'"{s.name}"' in text], file
