"""A damaged file ends in an error of ours that says what is wrong, never in a traceback."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from charts.test_fine_chart import FINE
from charts.test_write import RICH
from zhunsheng.charts import check, derive, draw, read, write
from zhunsheng.model.errors import ChartError

FILES = (FINE.read_bytes(), write(RICH))


@st.composite
def damaged(draw_: st.DrawFn) -> bytes:
    """A chart's file with some elements and attributes lost or changed."""
    root = etree.fromstring(draw_(st.sampled_from(FILES)))
    for _ in range(draw_(st.integers(1, 4))):
        elements = [e for e in root.iter() if e.getparent() is not None]
        if not elements:
            break
        element = elements[draw_(st.integers(0, len(elements) - 1))]
        parent = element.getparent()
        names = sorted(element.attrib)
        match draw_(st.sampled_from(["lose", "lose attribute", "change", "rename", "double"])):
            case "lose" if parent is not None:
                parent.remove(element)
            case "lose attribute" if names:
                del element.attrib[draw_(st.sampled_from(names))]
            case "change" if names:
                element.set(draw_(st.sampled_from(names)), draw_(st.sampled_from(["", "a", "-1"])))
            case "rename":
                others = ["parallelGateway", "task", "boundaryEvent", "endEvent", "lane"]
                element.tag = root.tag.replace("definitions", draw_(st.sampled_from(others)))
            case "double" if parent is not None:
                parent.append(etree.fromstring(etree.tostring(element)))
    return etree.tostring(root)


@settings(max_examples=250, deadline=None)
@given(damaged())
def test_damage_is_reported_as_a_problem_of_the_chart(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "chart.bpmn"
        path.write_bytes(content)
        try:
            chart = read(path)
        except ChartError as refused:
            assert refused.problems
            return
    sound = not check(chart)
    for use in (derive, draw, write):
        try:
            use(chart)
        except ChartError as refused:
            assert refused.problems
            assert not sound
