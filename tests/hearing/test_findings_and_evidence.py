"""Findings are named by the first letters of their keys; evidence leads back to file and row."""

from __future__ import annotations

import gzip
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import NOW, REGISTER, Judged
from zhunsheng import flow
from zhunsheng.hearing import evidence_of, explain, find
from zhunsheng.hearing.evidence import history_of
from zhunsheng.hearing.finding import select
from zhunsheng.model.errors import JudgingError
from zhunsheng.trace import Store


def _code(judged: Judged, prefix: str) -> str:
    with pytest.raises(JudgingError) as caught:
        find(judged.run, prefix)
    return caught.value.problems[0].code


def test_a_key_is_found_by_its_first_letters(judged: Judged) -> None:
    one = select(judged.run, "ORDER BY finding_key LIMIT 1")[0]
    assert find(judged.run, one.key[:12].upper()) == one


def test_what_is_no_key_is_refused(judged: Judged) -> None:
    assert _code(judged, "xyz1") == "not-a-key"
    assert _code(judged, "abc") == "not-a-key"
    assert _code(judged, "' OR 1=1 --") == "not-a-key"
    assert _code(judged, "0" * 32) == "no-such-finding"


def test_several_keys_are_told_apart(judged: Judged, tmp_path: Path) -> None:
    import duckdb

    path = judged.run.folder / "findings.parquet"
    twin = tmp_path / "findings.parquet"
    with duckdb.connect() as db:
        db.execute(
            f"COPY (SELECT * REPLACE ('abcd' || substr(finding_key, 5) AS finding_key) "
            f"FROM '{path}' LIMIT 3) TO '{twin}' (FORMAT parquet)"
        )
    with pytest.raises(JudgingError) as caught:
        find(replace(judged.run, folder=tmp_path), "abcd")
    assert caught.value.problems[0].code == "key-not-unique"


def test_evidence_names_the_row_it_came_from(judged: Judged) -> None:
    """The nth event of the file is the nth row."""
    text = gzip.decompress(judged.log.read_bytes()).decode()
    events = re.findall(r"<event>.*?</event>", text, re.S)
    findings = select(judged.run, "WHERE standard = 'no-early-penalty' LIMIT 5")
    for rows in evidence_of(judged.run, judged.store, findings).values():
        assert len(rows) == 2
        for one in rows:
            assert one.row is not None
            assert f'value="{one.act.activity}"' in events[one.row - 1]
            assert one.happened_at.date().isoformat() in events[one.row - 1]


def test_a_history_holds_all_acts_of_the_subject_in_order(judged: Judged) -> None:
    one = select(judged.run, "WHERE standard = 'no-penalty-pending-appeal' LIMIT 1")[0]
    history = history_of(judged.store, one.subject_type, one.subject)
    assert [row.act.activity for row in history][:2] == ["Create Fine", "Send Fine"]
    assert [row.act.moment for row in history] == sorted(row.act.moment for row in history)
    assert {row.act.subject_id for row in history} == {one.subject_id}


def test_a_register_that_changed_since_the_run_explains_nothing(judged: Judged) -> None:
    key = select(judged.run, "LIMIT 1")[0].key
    changed = replace(judged.register, digest="0" * 64)
    with pytest.raises(JudgingError) as caught:
        explain(key, judged.run, changed, judged.store)
    assert caught.value.problems[0].code == "register-changed"


def test_a_trace_that_has_grown_is_told(judged: Judged, tmp_path: Path) -> None:
    shutil.copytree(judged.workspace / "trace", tmp_path / "trace")
    key = select(judged.run, "LIMIT 1")[0].key
    store = Store(tmp_path / "trace")
    assert not explain(key, judged.run, judged.register, store).has_grown
    more = tmp_path / "more.xes"
    more.write_text(
        '<log xmlns="http://www.xes-standard.org/"><trace>'
        '<string key="concept:name" value="new"/><event>'
        '<string key="concept:name" value="Create Fine"/>'
        '<date key="time:timestamp" value="2013-01-01T00:00:00+01:00"/></event></trace></log>',
        encoding="utf-8",
    )
    plain = (REGISTER / "mapping.yaml").read_text(encoding="utf-8").split("  attributes:")[0]
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(plain.replace("  officer: org:resource\n", ""), encoding="utf-8")
    flow.take_in(more, mapping, tmp_path / "trace", now=NOW)
    assert explain(key, judged.run, judged.register, store).has_grown
