"""From a warning down to the record in the file it came from, for those who may see the warning."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from judging.as_source import take_in as take_in_rows
from web.casework.runs import Fines, fine
from web.desk.test_warning import sealed
from web.world import NOW, World
from zhunsheng.trace import Store
from zhunsheng_web.casework import recorded as recorded_module
from zhunsheng_web.casework.bounded.here import asking
from zhunsheng_web.casework.bounded.running import Limits, Unanswered
from zhunsheng_web.casework.intake import take_in
from zhunsheng_web.casework.models import Finding, Warning
from zhunsheng_web.casework.recorded import recorded


@pytest.fixture
def warning(world: World, tmp_path: Path, settings) -> Warning:  # type: ignore[no-untyped-def]
    fines = Fines(tmp_path)
    run = fines.run(fine("c1", amount=999), fine("c2"))
    take_in(run.folder, fines.store.folder, now=NOW)
    settings.TRACE = fines.store.folder
    return Warning.objects.get()


def address(warning: Warning, at: int = 0) -> str:
    finding = warning.findings.order_by("subject_id")[at]
    return f"/warnings/{warning.token}/rows/{finding.key}/{finding.evidence[0]['act']}/"


def test_the_record_is_shown_with_its_file_and_row(warning: Warning, browser_of) -> None:  # type: ignore[no-untyped-def]
    client = browser_of("AUD1")
    page = client.get(address(warning)).content.decode()
    [batch] = Store(recorded_module.settings.TRACE).batches()
    assert "999" in page and "fine-c1" in page and batch.file_digest in page
    assert batch.file in page and "第 1 行" in page
    assert "第 2 行" in client.get(address(warning, 1)).content.decode()
    on_page = client.get(f"/warnings/{warning.token}/").content.decode()
    assert address(warning) in on_page or address(warning, 1) in on_page


def test_opening_it_is_sealed_and_names_nobody(warning: Warning, browser_of) -> None:  # type: ignore[no-untyped-def]
    before = len(sealed("warning.record"))
    page = browser_of("AUD1").get(address(warning)).content.decode()
    assert len(sealed("warning.record")) == before + 1
    assert "W1" not in page and "关员甲" in page


def test_to_others_it_is_not_there(warning: Warning, browser_of) -> None:  # type: ignore[no-untyped-def]
    own = address(warning)
    assert browser_of("W1").get(own).status_code == 404
    assert browser_of("AUD3").get(own).status_code == 404
    assert browser_of("AUD1").get(own[:-2] + "zz/").status_code == 404
    other = Finding.objects.get(pk=warning.findings.first().pk)  # type: ignore[union-attr]
    assert (
        browser_of("AUD1").get(f"/warnings/{warning.token}/rows/{other.key}/1/").status_code == 404
    )


def test_a_trace_that_holds_it_no_more_is_said(
    warning: Warning, browser_of, settings, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    settings.TRACE = tmp_path / "nowhere"
    page = browser_of("AUD1").get(address(warning))
    assert page.status_code == 200 and "已没有这条原始记录" in page.content.decode()


def test_a_corrected_record_says_so(warning: Warning, tmp_path: Path, browser_of) -> None:  # type: ignore[no-untyped-def]
    kept = warning.findings.get(subject_id="c1").evidence[0]
    assert "来源后来更正" not in browser_of("AUD1").get(address(warning)).content.decode()
    later = {**fine("c1", amount=300), "recorded": "2026-10-20T12:00:00Z"}
    take_in_rows(Store(tmp_path / "trace"), tmp_path / "2.jsonl", [later])
    assert "来源后来更正" in browser_of("AUD1").get(address(warning)).content.decode()
    first, second = Store(tmp_path / "trace").batches()
    old = recorded(int(kept["act"], 16), first.file, kept["row"])
    assert old is not None and not old.stands
    assert "999" in {one.value.zh for one in old.entries}
    acts = pq.read_table(Store(tmp_path / "trace").act_files()[1]).to_pylist()
    new = recorded(acts[0]["act"], second.file, None)
    assert new is not None and new.stands and new.earlier == 1


def test_a_statement_that_takes_too_long_is_stopped() -> None:
    endless = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range < b.range"
    with (
        asking(Limits(seconds=0.3)) as base,
        pytest.raises(Unanswered, match="seconds and was stopped"),
    ):
        base.rows(endless, [])


def test_a_record_of_a_warning_beside_is_shown_to_those_who_may_know_of_that_one(
    warning: Warning, world: World, browser_of
) -> None:  # type: ignore[no-untyped-def]
    raised = world.warning(level=2)
    raised.links.create(to=warning, kind="raised")
    here = address(warning).replace(warning.token, raised.token)
    client = browser_of("AUD1")
    assert client.get(here).status_code == 200
    warning.barriers.create(kind="person", person=world.people["AUD1"])
    assert client.get(here).status_code == 404
