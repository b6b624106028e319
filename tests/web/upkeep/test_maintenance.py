"""Maintenance is for those who maintain: each sees his part, and nobody a case."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings

from conftest import Judged
from web.world import NOW, World
from zhunsheng.flow import RUN_FILE
from zhunsheng.model.moment import last_moment
from zhunsheng_web.access.rules import rules
from zhunsheng_web.casework.models import Intake
from zhunsheng_web.casework.verbs.handling import sign
from zhunsheng_web.record import log
from zhunsheng_web.record.reconciling import records
from zhunsheng_web.upkeep import proving
from zhunsheng_web.upkeep.finished import Span, unrun
from zhunsheng_web.upkeep.naming import rights

PAGES = {
    "/upkeep/": {"SYS1", "SEC1", "ADM1", "AUD1", "LEAD1"},
    "/upkeep/runs/": {"SYS1", "ADM1", "AUD1"},
    "/upkeep/sources/": {"SYS1", "ADM1", "AUD1"},
    "/upkeep/parameters/": {"SYS1", "SEC1", "ADM1", "AUD1", "LEAD1"},
    "/upkeep/acts/": {"ADM1"},
    "/upkeep/log/": {"ADM1", "AUD1"},
    "/upkeep/log/checkpoint": {"ADM1", "AUD1"},
}
ASKED = ("SYS1", "SEC1", "ADM1", "AUD1", "LEAD1", "SH1", "W1", "FUN1", "DIS1")


@pytest.mark.parametrize("address", PAGES)
def test_each_sees_his_part(world: World, browser_of, address: str) -> None:  # type: ignore[no-untyped-def]
    seen = {who for who in ASKED if browser_of(who).get(address).status_code == 200}
    assert seen == PAGES[address]


def test_a_refusal_is_recorded(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    before = log.log().checkpoint.checkpoint.size
    browser_of("SH1").get("/upkeep/log/")
    told = [one for _, one in records(before, log.log().checkpoint.checkpoint.size)]
    assert any(one.result == "denied" and one.who == "SH1" for one in told)


def test_only_the_audit_administrator_reads_the_records(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning()
    sign(one.token, actor=world.actor("SH1"), now=NOW, revision=1)
    assert one.token in browser_of("ADM1").get("/upkeep/log/").content.decode()
    assert one.token not in browser_of("AUD1").get("/upkeep/log/").content.decode()


def test_a_place_in_the_log_that_is_no_number_is_its_end(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    client = browser_of("ADM1")
    for before in ("9" * 5_000, "x", "-1", "٣"):
        assert client.get("/upkeep/log/", {"before": before}).status_code == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_read_is_named_with_the_reason_and_the_cure(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    settings: type[django_settings],
    tmp_path: Path,
    language: str,
) -> None:
    settings.RUNS, settings.TRACE = tmp_path / "runs", tmp_path / "no-trace"
    broken = settings.RUNS / "run-1"
    broken.mkdir(parents=True)
    (broken / RUN_FILE).write_text("{", encoding="utf-8")
    client, spoken = browser_of("SYS1"), {"accept-language": language}
    page = client.get("/upkeep/runs/", headers=spoken).content.decode()
    assert str(broken / RUN_FILE) in page
    assert ("移走该目录后重新比对" if language == "zh" else "move the folder away") in page
    assert "还没有完成的运行" not in page and "No run has been finished" not in page
    page = client.get("/upkeep/sources/", headers=spoken).content.decode()
    assert str(settings.TRACE) in page
    assert ("这个目录不存在" if language == "zh" else "this folder is not there") in page
    assert "还没有导入数据" not in page and "Nothing has been taken in" not in page
    page = client.get("/upkeep/", headers=spoken).content.decode()
    assert ("无法读取" if language == "zh" else "cannot be read") in page


def test_a_run_adds_up_on_its_page(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    judged: Judged,
    settings: type[django_settings],
) -> None:
    settings.RUNS, settings.TRACE = judged.run.folder.parent, judged.workspace / "trace"
    client = browser_of("SYS1")
    assert judged.run.id in client.get("/upkeep/runs/").content.decode()
    shown = client.get(f"/upkeep/runs/{judged.run.id}/")
    sums = shown.context["sums"]
    assert sums["failed"] == judged.run.findings
    for row in shown.context["rows"]:
        one = row["totals"]
        assert one.passed + one.failed + one.not_evaluated == one.in_scope
    (source,) = client.get("/upkeep/sources/").context["sources"]
    assert source["adds_up"]
    assert client.get("/upkeep/runs/no-such-run/").status_code == 404


def test_who_sees_warnings_is_not_told_how_many_a_run_found(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    judged: Judged,
    settings: type[django_settings],
) -> None:
    """Of two runs that differ in what they found alone, an auditor reads the same: what is kept
    from him is not to be had by taking what he sees from the sum."""
    settings.RUNS = judged.run.folder.parent
    taken = Intake.objects.create(
        run=judged.run.id, as_of=NOW.date(), taken_at=NOW, findings=4217, fresh=4217, known=0,
        muted=0, cleared=0, warnings=4217, register_digest="0" * 64,
    )  # fmt: skip
    pages = ("/upkeep/", "/upkeep/runs/", f"/upkeep/runs/{judged.run.id}/", "/api/v1/runs")

    def read(code: str) -> list[str]:
        return [_bare(browser_of(code).get(page).content.decode()) for page in pages]

    few = read("AUD1")
    Intake.objects.filter(pk=taken.pk).update(findings=4218, fresh=4218, warnings=4218)
    assert read("AUD1") == few
    assert all("4,218" in page or "4218" in page for page in read("SYS1"))
    shown = browser_of("AUD1").get(pages[2])
    assert not any(row in shown.content.decode() for row in ("不符合", ">failed", "Failed"))


def _bare(page: str) -> str:
    return re.sub(r"[A-Za-z0-9]{64}", "*", page)


def test_days_without_a_run_are_told() -> None:
    def run(day: int) -> object:
        return SimpleNamespace(as_of=last_moment(dt.date(2026, 11, day), ZoneInfo("Asia/Shanghai")))

    found = [run(2), run(3), run(6)]
    assert unrun(found, dt.date(2026, 11, 9)) == [  # type: ignore[arg-type]
        Span(dt.date(2026, 11, 4), dt.date(2026, 11, 5)),
        Span(dt.date(2026, 11, 7), dt.date(2026, 11, 8)),
    ]


def test_the_proof_finds_what_was_rewritten(world: World, tmp_path: Path) -> None:
    one = world.warning()
    sign(one.token, actor=world.actor("SH1"), now=NOW, revision=1)
    log.forget()
    assert proving.verify_into(_report(1), NOW).findings == ()
    bundle = next((log.folder() / "tile" / "entries").rglob("*.p/*"))
    bundle.write_bytes(bundle.read_bytes().replace(b"warning.sign", b"warning.sing"))
    found = proving.verify_into(_report(2), NOW)
    assert found.findings


def test_a_proof_is_told_of_as_its_own_with_how_long_it_took(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another verification may have begun meanwhile, and not be done."""
    proving.make_folder(proving._folder())
    (proving._folder() / "9.json").write_text('{"began_at": "2026-11-02T10:00:00+08:00"}')
    ticks = iter((0.0, 90.0))
    monkeypatch.setattr(proving, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    proof = proving.verify_into(proving._folder() / "1.json", NOW)
    assert proof.ended_at == NOW + dt.timedelta(seconds=90) and not proof.broken
    (proving._folder() / "9.json").unlink()


def test_a_log_set_back_is_found_by_a_checkpoint_kept_elsewhere(world: World) -> None:
    old = log.folder().with_name("seal-old")
    log.forget()
    shutil.copytree(log.folder(), old)
    one = world.warning()
    sign(one.token, actor=world.actor("SH1"), now=NOW, revision=1)
    kept = Path(django_settings.HOME) / proving.KEPT
    kept.mkdir(exist_ok=True)
    (kept / "from-audit.txt").write_text(proving.standing().checkpoint)
    log.forget()
    shutil.rmtree(log.folder())
    old.rename(log.folder())
    assert proving.verify_into(_report(3), NOW).findings
    shutil.rmtree(kept)
    assert proving.verify_into(_report(4), NOW).findings == ()


def _report(number: int) -> Path:
    place = Path(django_settings.HOME) / "proofs" / f"{number}.json"
    place.parent.mkdir(exist_ok=True)
    return place


def test_everything_a_post_may_do_is_named_in_words() -> None:
    assert set(rights()) == set(rules().may)
