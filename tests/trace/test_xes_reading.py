"""The quick reader of XES says what the tree says, or leaves the log to it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trace_samples import FAST, shared

from zhunsheng.trace import xes
from zhunsheng.trace.sink import CASE_FIRST, ROW, Sink, load_batch, read_batches, read_report
from zhunsheng.trace.xes_scan import scan

KEY = st.sampled_from(["concept:name", "time:timestamp", "org:resource", "a b", "数"])
VALUE = st.one_of(
    st.sampled_from(
        ["", "A", "B", "2024-01-01", "5 > 3", "a&b", "<event>", 'say "x"', "a'b", "中"]
    ),
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"
        ),
        max_size=4,
    ),
)
TAG = st.sampled_from(["string", "date", "int", "boolean", "id"])
SPACE = st.sampled_from(["\n", "\n\t", "", " "])


@st.composite
def attribute(draw: st.DrawFn, odd: bool) -> str:
    tag, key, value = draw(TAG), draw(KEY), draw(VALUE)
    if not odd:
        return f'<{tag} key="{key}" value={quoteattr(value, {chr(34): "&quot;"})}/>'
    style = draw(st.integers(0, 4))
    quoted = quoteattr(value)
    return [
        f'<{tag} key="{key}" value={quoted}><string key="concept:name" value="child"/></{tag}>',
        f'<{tag} value={quoted} key="{key}"/>',
        f"<{tag} key='{key}' value={quoted} />",
        f'<list key="{key}"><values><string key="x" value="y"/></values></list>',
        f'<!-- <event> --><{tag} key="{key}" value={quoted}></{tag}>',
    ][style]


@st.composite
def log(draw: st.DrawFn) -> str:
    rarely = draw(st.booleans())
    space = draw(SPACE)

    def some(most: int) -> str:
        keys: set[str] = set()
        kept = []
        for _ in range(draw(st.integers(0, most))):
            text = draw(attribute(rarely and draw(st.integers(0, 9)) == 0))
            key = text.split("key=")[1][1:].split(text.split("key=")[1][0])[0]
            if key not in keys or draw(st.integers(0, 9)) == 0:
                kept.append(text)
            keys.add(key)
        return space.join(kept)

    traces = []
    for _ in range(draw(st.integers(0, 4))):
        events = [f"<event>{space}{some(4)}{space}</event>" for _ in range(draw(st.integers(0, 4)))]
        traces.append(f"<trace>{space}{some(2)}{space}{space.join(events)}{space}</trace>")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<log>\n<global scope="event"><string '
    return head + 'key="x" value="y"/></global>\n' + space.join(traces) + "\n</log>"


def read(path: Path, *, fast: bool) -> tuple[list[dict[str, Any]], list[Any], int]:
    """Rows, rejected rows and the raw count, as one reader gives them."""
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        folder = Path(name)
        sink = Sink(folder)
        sink.close(xes.read_xes(path, sink, fast=fast))
        rows = []
        for part in read_batches(folder, "rows"):
            for row in load_batch(part).to_pylist():
                rows.append({key: value for key, value in row.items() if value not in (None, "")})
        rejects = [
            (row["row"], row["code"], json.loads(row["raw"]))
            for part in read_batches(folder, "rejects")
            for row in load_batch(part).to_pylist()
        ]
        return rows, sorted(rejects, key=lambda item: item[0]), read_report(folder).raw_rows


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=log())
def test_both_readers_give_the_same_rows(text: str) -> None:
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        path = Path(name) / "log.xes"
        path.write_text(text, encoding="utf-8", newline="")
        quick, tree = read(path, fast=True), read(path, fast=False)
    assert quick == tree
    assert len(quick[0]) + len(quick[1]) == quick[2]


def test_both_readers_agree_on_a_real_log() -> None:
    path = shared("permits/receipt_wabo.xes.gz")
    assert read(path, fast=True) == read(path, fast=False)


def trace(*events: str, case: str = '<string key="concept:name" value="c"/>') -> bytes:
    return ("<trace>" + case + "".join(f"<event>{e}</event>" for e in events) + "</trace>").encode()


PLAIN = '<string key="concept:name" value="A"/><date key="time:timestamp" value="2024-01-01"/>'


def test_the_quick_reader_takes_canonical_traces() -> None:
    piece = scan(trace(PLAIN, PLAIN) + b"\n" + trace(PLAIN))
    assert piece is not None
    assert piece.events == 3
    assert piece.case_first.tolist() == [True, False, True]
    assert piece.columns["case:concept:name"].to_pylist() == ["c", "c", "c"]


@pytest.mark.parametrize(
    "odd",
    [
        '<string key="a" value="b"><string key="concept:name" value="child"/></string>',
        "<string key='a' value=\"b\"/>",
        '<string value="b" key="a"/>',
        '<string key="a" value="b" more="c"/>',
        '<string key="a" value="b\nc"/>',
        '<string key="a" value="b<c"/>',
        '<string key="concept:name" value="again"/>',
        '<string key="a" value="&#10;"/>',
        '<string key="a" value="&unknown;"/>',
        '<string key="a" value="b"/><!-- " -->',
        '<container key="a"/>',
    ],
)
def test_the_quick_reader_leaves_anything_unusual_to_the_tree(odd: str) -> None:
    assert scan(trace(PLAIN + odd)) is None


def test_a_child_of_an_attribute_is_not_an_attribute_of_the_event(tmp_path: Path) -> None:
    nested = '<string key="note" value="x"><string key="concept:name" value="child"/></string>'
    path = tmp_path / "n.xes"
    path.write_bytes(b"<log>" + trace(PLAIN + nested) + b"</log>")
    (row,), rejects, _ = read(path, fast=True)
    assert row["concept:name"] == "A" and rejects == []
    assert row[ROW] == 1 and row[CASE_FIRST] is True


def test_events_without_time_or_content_are_rejected_with_their_row(tmp_path: Path) -> None:
    path = tmp_path / "n.xes"
    timeless = '<string key="concept:name" value="A"/>'
    path.write_bytes(b"<log>" + trace(PLAIN, timeless, "") + b"</log>")
    rows, rejects, raw = read(path, fast=True)
    assert [row[ROW] for row in rows] == [1]
    assert [(row, code) for row, code, _ in rejects] == [(2, "no_event_time"), (3, "empty_event")]
    assert raw == 3


@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_what_is_no_character_of_xml_is_left_to_the_strict_reader(character: str) -> None:
    piece = '<trace><event><string key="concept:name" value="A{}"/></event></trace>'
    assert scan(piece.format("b").encode()) is not None
    assert scan(piece.format(character).encode()) is None
