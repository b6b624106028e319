"""The folder that is published: whole, repeatable, checkable, and honest about the law."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import hashlib
import io
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from conftest import REGISTER
from registers.china import china
from zhunsheng import durable
from zhunsheng.flow import load_register
from zhunsheng.model.errors import RegisterError, ZhunshengError
from zhunsheng.model.power import PublicColumns
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.publish import public_list, publish, site

BEFORE, AFTER = dt.date(2010, 8, 12), dt.date(2010, 8, 13)
CHINA_DAY = dt.date(2026, 9, 1)
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def fines() -> Register:
    return load_register(REGISTER)


@pytest.fixture(scope="module")
def written(fines: Register, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written") / "site"
    publish(fines, folder, on=AFTER)
    return folder


@pytest.fixture(scope="module")
def customs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("customs") / "site"
    publish(china(), folder, on=CHINA_DAY)
    return folder


@pytest.fixture(params=["written", "customs"])
def folder(request: pytest.FixtureRequest) -> Path:
    """Both sites: one with a chart, one with everything else."""
    found: Path = request.getfixturevalue(request.param)
    return found


def _pages(folder: Path) -> Iterator[tuple[str, html.HtmlElement]]:
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        yield name, html.document_fromstring(path.read_text("utf-8"))


def _bytes(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}


def test_the_same_edition_gives_the_same_bytes(fines: Register, tmp_path: Path) -> None:
    one = publish(fines, tmp_path / "one", on=AFTER)
    other = publish(load_register(REGISTER), tmp_path / "other", on=AFTER)
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "other")
    assert (one.digest, one.manifest) == (other.digest, other.manifest)


def test_a_change_of_law_gives_another_digest(fines: Register) -> None:
    assert public_list(fines, on=BEFORE).digest != public_list(fines, on=AFTER).digest


def test_every_file_stands_in_the_manifest(written: Path) -> None:
    listed = dict(
        reversed(line.split("  ", 1))
        for line in (written / site.MANIFEST).read_text("utf-8").splitlines()
    )
    files = {p.relative_to(written).as_posix() for p in written.rglob("*") if p.is_file()}
    assert set(listed) == files - {site.MANIFEST}
    for name, digest in listed.items():
        assert hashlib.sha256((written / name).read_bytes()).hexdigest() == digest


def test_the_manifest_is_read_by_sha256sum(written: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", site.MANIFEST], cwd=written, capture_output=True
    )
    assert done.returncode == 0, done.stdout


def test_a_crash_leaves_nothing_behind(
    fines: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(durable, "sync_file", crash)
    with pytest.raises(OSError, match="no space"):
        publish(fines, tmp_path / "site", on=AFTER)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(fines: Register, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    publish(fines, folder, on=AFTER)  # an empty folder is taken
    before = _bytes(folder)
    with pytest.raises(RegisterError) as caught:
        publish(fines, folder, on=BEFORE)
    assert caught.value.problems[0].code == "folder-taken"
    assert _bytes(folder) == before


def test_a_register_with_nothing_public_is_refused(fines: Register, tmp_path: Path) -> None:
    hidden = replace(fines, powers=tuple(replace(p, public=False) for p in fines.powers))
    with pytest.raises(ZhunshengError) as caught:
        publish(hidden, tmp_path / "site", on=AFTER)
    assert caught.value.problems[0].code == "nothing-public"
    assert not (tmp_path / "site").exists()


def test_every_page_is_there_in_both_languages(customs: Path) -> None:
    names = [name for name, _ in _pages(customs) if "/" in name]
    zh, en = ({n[3:] for n in names if n.startswith(tongue)} for tongue in ("zh/", "en/"))
    assert zh == en and len(zh) > 150


def test_every_link_leads_somewhere(folder: Path) -> None:
    for name, tree in _pages(folder):
        for link in tree.xpath("//a/@href | //link/@href"):
            path, _, anchor = str(link).partition("#")
            target = (folder / name).parent / path if path else folder / name
            assert target.is_file(), f"{name}: {link}"
            if anchor and target.suffix == ".html" and path.endswith("periods.html"):
                assert f'id="{anchor}"' in target.read_text("utf-8"), f"{name}: {link}"


def test_no_chinese_stands_on_an_english_page_unmarked(customs: Path) -> None:
    """Quotations of Chinese law are in Chinese and say so; everything else is in English."""
    for name, tree in _pages(customs):
        if not name.startswith("en/"):
            continue
        for element in tree.xpath("//*[@lang='zh'] | //script | //style"):
            if element.tag != "html":
                element.drop_tree()
        assert not HAN.search(tree.text_content()), f"{name}: {tree.text_content()[:200]}"


def test_pages_can_be_walked_by_ear(folder: Path) -> None:
    for name, tree in _pages(folder):
        assert tree.get("lang") in ("zh", "en"), name
        assert len(tree.xpath("//h1")) == 1 and len(tree.xpath("//main")) == 1, name
        levels = [int(h.tag[1]) for h in tree.xpath("//h1 | //h2 | //h3 | //h4")]
        assert all(b - a <= 1 for a, b in pairwise(levels)), (name, levels)
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        for reference in tree.xpath("//@aria-labelledby | //@aria-controls | //@aria-describedby"):
            assert reference in ids, (name, reference)
        for field in tree.xpath("//input"):
            assert tree.xpath("//label[@for=$id]", id=field.get("id")), name
        if "/" in name:
            assert tree.xpath("//header//nav[@aria-label]") and tree.xpath("//footer"), name


def test_the_policy_of_every_page_names_all_it_runs(folder: Path) -> None:
    for name, tree in _pages(folder):
        policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy, name
        for kind, path in (("style", "//style"), ("script", "//script[not(@type)]")):
            for element in tree.xpath(path):
                digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
                assert f"{kind}-src 'sha256-{digest}'" in policy, name
        assert not tree.xpath("//@style | //@onclick | //@onload | //@src"), name
        assert not [a for a in tree.xpath("//a/@href | //link/@href") if "://" in a], name


def test_what_a_register_says_cannot_come_to_life(fines: Register, tmp_path: Path) -> None:
    hostile = Text("</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>\u202e')
    powers = tuple(
        replace(p, title=hostile, columns=PublicColumns(content=hostile)) for p in fines.powers
    )
    publish(replace(fines, title=hostile, powers=powers), tmp_path / "site", on=AFTER)
    for name, tree in _pages(tmp_path / "site"):
        assert not tree.xpath("//img | //@onerror"), name
        assert not [s for s in tree.xpath("//script[not(@type)]") if "alert" in s.text], name
        assert len(tree.xpath("//script")) <= 2, name
        assert "\u202e" not in tree.text_content(), name


def test_a_cell_cannot_start_a_formula(fines: Register, tmp_path: Path) -> None:
    formula = Text("=HYPERLINK(1)", "@SUM(1)")
    powers = tuple(replace(p, title=formula) for p in fines.powers)
    publish(replace(fines, powers=powers), tmp_path / "site", on=AFTER)
    rows = list(csv.reader(io.StringIO((tmp_path / "site" / "powers.csv").read_text("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+", "-"))]
    assert {row[4] for row in rows[1:]} == {"'=HYPERLINK(1)"}


def test_data_and_pages_tell_the_same(customs: Path) -> None:
    data = json.loads((customs / "powers.json").read_text("utf-8"))
    rows = list(csv.DictReader(io.StringIO((customs / "powers.csv").read_text("utf-8-sig"))))
    assert [one["id"] for one in data["powers"]] == [row["id"] for row in rows]
    for power in data["powers"]:
        page = (customs / "zh" / "powers" / f"{power['id']}.html").read_text("utf-8")
        said = html.document_fromstring(page).text_content()
        assert power["title"]["zh"] in said and data["digest"] in said
        for one in power["basis"]:
            assert one["title"]["zh"] in said


def test_what_is_not_verified_says_so(customs: Path) -> None:
    data = json.loads((customs / "powers.json").read_text("utf-8"))
    doubtful = [p for p in data["powers"] if not all(one["verified"] for one in p["basis"])]
    sure = [
        p
        for p in data["powers"]
        if p["verified"]
        and all(one["verified"] for one in p["basis"])
        and all(c["verified"] and all(b["verified"] for b in c["basis"]) for c in p["time_limits"])
    ]
    assert doubtful and sure
    for powers, marked in ((doubtful, True), (sure, False)):
        for power in powers:
            page = (customs / "zh" / "powers" / f"{power['id']}.html").read_text("utf-8")
            assert ("待核实" in page) == marked, power["id"]


def test_a_period_is_that_of_the_day_and_its_change_is_told(
    fines: Register, tmp_path: Path
) -> None:
    said = {}
    for day in (BEFORE, AFTER):
        publish(fines, tmp_path / str(day), on=day)
        page = tmp_path / str(day) / "zh" / "powers" / "notify.html"
        said[day] = html.document_fromstring(page.read_text("utf-8"))
    lengths = {day: tree.xpath("string(//p[@class='clock']/b)") for day, tree in said.items()}
    assert lengths == {BEFORE: "150日", AFTER: "90日"}
    for day, tree in said.items():
        told = tree.xpath("string(//ol[@class='changes']/li[1])")
        assert "“送达期限”由150日改为90日" in told
        assert ("尚未施行" in told) == (day == BEFORE)


def test_a_chart_shows_the_authority_and_people_outside_only(written: Path) -> None:
    data = json.loads((written / "powers.json").read_text("utf-8"))
    steps = next(one["steps"] for one in data["powers"] if one["id"] == "notify")
    assert {step["by"]["en"] for step in steps} == {"the authority", "Offender"}
