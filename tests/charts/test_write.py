"""What is written is BPMN 2.0 to the letter, and reads back as the same chart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from lxml import etree

from charts.trees import Tree, drawn, trees
from zhunsheng.charts import Chart, read
from zhunsheng.charts.chart import Lane, Timer
from zhunsheng.charts.connect import connect, node
from zhunsheng.charts.layout import lay_out
from zhunsheng.charts.write import write
from zhunsheng.model.text import Text

RICH = connect(
    "rich",
    [
        node("s", "start", label=Text("开始", "Start")),
        node("a", label=Text("受理", "Accept"), repeats=True),
        node("w", "event", timer=Timer("P2D")),
        node("b", label=Text("决定", "Decide"), stands_for="decision", public=False),
        node("e", "end"),
        node("k", "terminate"),
        node(
            "t",
            "boundary",
            attached_to="b",
            timer=Timer(
                clock="decide", since="Accept", paused_by=("Accept",), resumed_by=("decision",)
            ),
        ),
        node("r", "boundary", attached_to="b", interrupting=False, timer=Timer("P1M")),
    ],
    [["s", "a", "w", "b", "e"], ["t", "k"]],
    lanes=[
        Lane("desk", "front-desk", "Desk", Text("窗口", "Desk"), ("s", "a", "w", "b", "e", "k")),
        Lane("public", "public", "Public", Text("公众", "Public"), (), outside=True),
    ],
    labels={("t", "k"): Text("逾期", "too late")},
    title=Text("许可", "Licence"),
)


def again(chart: Chart) -> Chart:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "chart.bpmn"
        path.write_bytes(write(chart))
        return read(path)


def test_every_detail_survives_writing_and_reading() -> None:
    chart = replace(RICH, layout=lay_out(RICH))
    assert again(chart) == chart


@settings(max_examples=60, deadline=None)
@given(trees(repeated_names=True))
def test_any_chart_survives_writing_and_reading(tree: Tree) -> None:
    chart = drawn(tree)
    assert again(chart) == replace(chart, layout=lay_out(chart))


def test_a_lost_detail_would_be_noticed() -> None:
    chart = replace(RICH, layout=lay_out(RICH))
    for lost in (
        b' zhunsheng:since="Accept"',
        b' zhunsheng:paused-by="Accept"',
        b' zhunsheng:outside="true"',
        b"P2D",
    ):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "chart.bpmn"
            content = write(chart)
            assert lost in content
            path.write_bytes(content.replace(lost, b""))
            assert read(path) != chart


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    spiff = pytest.importorskip(
        "SpiffWorkflow.bpmn.parser", reason="SpiffWorkflow, which carries the OMG's schema"
    )
    xsd = Path(spiff.__file__).parent / "schema" / "BPMN20.xsd"
    return etree.XMLSchema(etree.parse(str(xsd)))


def test_the_file_is_valid_by_the_schema_of_the_omg(schema: etree.XMLSchema) -> None:
    schema.assertValid(etree.fromstring(write(RICH)))


@settings(max_examples=40, deadline=None)
@given(tree=trees(repeated_names=True))
def test_any_file_is_valid_by_the_schema_of_the_omg(schema: etree.XMLSchema, tree: Tree) -> None:
    schema.assertValid(etree.fromstring(write(drawn(tree))))


def test_the_schema_would_notice_a_wrong_attribute(schema: etree.XMLSchema) -> None:
    assert not schema.validate(etree.fromstring(write(RICH).replace(b"sourceRef=", b"from=")))


def test_an_independent_engine_reads_the_same_steps(tmp_path: Path) -> None:
    spiff = pytest.importorskip("SpiffWorkflow.bpmn.parser", reason="an independent reader")
    path = tmp_path / "chart.bpmn"
    # no exclusive gateway: an engine that runs charts wants conditions on it, and ours have none
    pair = (Tree("task", "B"), Tree("task", "C"))
    chart = drawn(Tree("seq", "", (Tree("task", "A"), Tree("and", "", pair))))
    path.write_bytes(write(chart).replace(b'isExecutable="false"', b'isExecutable="true"'))
    parser = spiff.BpmnParser()
    parser.add_bpmn_file(str(path))
    steps = parser.get_spec("tree").task_specs.values()
    found = {step.bpmn_id: [to.bpmn_id for to in step.outputs] for step in steps if step.bpmn_id}
    for task in chart.tasks:
        assert found[task.id] == [flow.target for flow in chart.outgoing[task.id]]


def test_the_title_is_written_as_it_was_drawn() -> None:
    chart = replace(RICH, name="许可", layout=lay_out(RICH))
    assert (again(chart).name, again(chart).title) == ("许可", Text("许可", "Licence"))


def test_words_beside_symbols_have_their_place_in_the_file() -> None:
    root = etree.fromstring(write(RICH))
    di = "{http://www.omg.org/spec/BPMN/20100524/DI}"
    labelled = {
        shape.get("bpmnElement")
        for shape in root.iter(f"{di}BPMNShape", f"{di}BPMNEdge")
        if shape.find(f"{di}BPMNLabel/{{*}}Bounds") is not None
    }
    # tasks have their words inside, and what has no name shows none
    assert labelled == {"s", "flow-5"}
