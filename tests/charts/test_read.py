"""Reading BPMN files: what other editors write, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhunsheng.charts import check, derive, read
from zhunsheng.charts.chart import Timer
from zhunsheng.model.errors import ChartError
from zhunsheng.model.text import Text

# as Camunda Modeler saves it: extension properties, a message flow's leftovers, an annotation
CAMUNDA = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:zhunsheng="urn:zhunsheng:chart:1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">
  <bpmn:process id="licence" name="Licence">
    <bpmn:documentation>ignored</bpmn:documentation>
    <bpmn:laneSet id="ls">
      <bpmn:lane id="Lane_1" name="Desk" zhunsheng:post="desk">
        <bpmn:flowNodeRef>s</bpmn:flowNodeRef><bpmn:flowNodeRef>a</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>b</bpmn:flowNodeRef><bpmn:flowNodeRef>e</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="s"><bpmn:outgoing>f1</bpmn:outgoing>
      <bpmn:messageEventDefinition id="m"/></bpmn:startEvent>
    <bpmn:userTask id="a" name="Accept&#10;application" zhunsheng:zh="受理申请"/>
    <bpmn:sendTask id="b" name="Decide">
      <bpmn:extensionElements><camunda:properties>
        <camunda:property name="zhunsheng:activity" value="Decide licence"/>
      </camunda:properties></bpmn:extensionElements>
    </bpmn:sendTask>
    <bpmn:boundaryEvent id="t" attachedToRef="b" cancelActivity="false">
      <bpmn:timerEventDefinition id="td"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">
        P20D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
    <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
    <bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="e"/>
    <bpmn:textAnnotation id="n"><bpmn:text>ignored</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="as" sourceRef="a" targetRef="n"/>
  </bpmn:process>
</bpmn:definitions>
"""


def saved(folder: Path, text: str) -> Path:
    path = folder / "chart.bpmn"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_another_editor_is_read(tmp_path: Path) -> None:
    chart = read(saved(tmp_path, CAMUNDA))
    assert check(chart) == []
    assert chart.activities == ("Accept application", "Decide licence")
    assert chart.by_id["a"].label == Text("受理申请", "Accept application")
    assert chart.by_id["t"].timer == Timer(duration="P20D")
    assert chart.lanes[0].post == "desk"
    assert chart.layout is None


def test_its_rules_follow(tmp_path: Path) -> None:
    rules = derive(read(saved(tmp_path, CAMUNDA)))
    assert [dict(rule.parameters) for rule in rules] == [
        {"at": "Decide licence", "needs": "Accept application"},
        {"act": "Accept application", "posts": ["desk"]},
        {"act": "Decide licence", "posts": ["desk"]},
        {"from": "Accept application", "to": "Decide licence", "within": {"days": 20}},
    ]
    assert rules[0].sentence == Text(
        "办理“Decide”之前，须先办理“受理申请”", "Accept application must come before Decide"
    )


def refusal(folder: Path, text: str) -> ChartError:
    with pytest.raises(ChartError) as caught:
        read(saved(folder, text))
    return caught.value


def test_a_dtd_is_refused_and_nothing_it_names_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("leaked", encoding="utf-8")
    dtd = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    text = CAMUNDA.replace("<bpmn:definitions", dtd + "<bpmn:definitions", 1)
    error = refusal(tmp_path, text.replace('name="Licence"', 'name="&e;"'))
    assert {found.code for found in error.problems} <= {"chart-dtd", "chart-unreadable"}
    assert "leaked" not in str(error)


def test_a_bomb_of_entities_is_refused(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    dtd = f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]>'
    text = CAMUNDA.replace("<bpmn:definitions", dtd + "<bpmn:definitions", 1)
    refusal(tmp_path, text.replace("ignored", "&e11;"))


@pytest.mark.parametrize(
    ("find", "put", "code", "where"),
    [
        ("<bpmn:endEvent", "<bpmn:endEvent <", "chart-unreadable", "<bpmn:endEvent <"),
        ("bpmn:sendTask", "bpmn:subProcess", "chart-unsupported", "<bpmn:subProcess"),
        ("bpmn:timeDuration", "bpmn:timeCycle", "chart-unsupported", "<bpmn:timerEventDefinition"),
        (
            '<bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="b"/>',
            '<bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="b">'
            "<bpmn:conditionExpression>x</bpmn:conditionExpression></bpmn:sequenceFlow>",
            "chart-conditional-flow",
            'id="f2"',
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, find: str, put: str, code: str, where: str
) -> None:
    text = CAMUNDA.replace(find, put)
    line = text[: text.index(where)].count("\n") + 1
    error = refusal(tmp_path, text)
    found = error.problems[0]
    assert (found.code, found.place and found.place.line) == (code, line)
    assert found.place is not None
    assert found.place.file.endswith("chart.bpmn")
    assert found.in_language("zh") != found.in_language("en")


def test_a_file_that_is_not_there_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match="readable"):
        read(tmp_path / "none.bpmn")


def test_two_processes_in_a_file_are_refused(tmp_path: Path) -> None:
    second = '<bpmn:process id="two"><bpmn:task id="z" name="Z"/></bpmn:process></bpmn:definitions>'
    error = refusal(tmp_path, CAMUNDA.replace("</bpmn:definitions>", second))
    assert error.problems[0].code == "chart-processes"
