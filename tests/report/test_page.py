"""The page: it stands alone, says what the run says, and nothing a log says can come to life."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment
from lxml import html

from conftest import NOW, REGISTER, Judged
from zhunsheng import flow
from zhunsheng.demo import write_log
from zhunsheng.flow import load_register
from zhunsheng.report import page as page_module
from zhunsheng.report.page import page
from zhunsheng.trace import Store

HOSTILE = "<script>alert(1)</script>"
QUOTED = '"><img src=x onerror=alert(1)>'
TURNED = "\u202egnp.exe"


@pytest.fixture(scope="module")
def written(judged: Judged) -> str:
    return page(judged.run, judged.register, judged.store, language="zh")


def test_it_loads_nothing_from_anywhere(written: str) -> None:
    tree = html.document_fromstring(written)
    for element in tree.iter():
        for name in ("src", "href", "action", "data", "poster"):
            assert not (element.get(name) or "").startswith(("http", "//")), element.tag
    assert not re.search(r"@import|url\(", written)


def test_its_policy_lets_only_its_own_script_run(written: str) -> None:
    tree = html.document_fromstring(written)
    scripts = [str(element.text) for element in tree.iter("script")]
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    policy = next(m.get("content") for m in tree.iter("meta") if m.get("http-equiv") is not None)
    assert "default-src 'none'" in policy and f"script-src 'sha256-{digest}'" in policy


def test_every_text_is_there_in_both_languages(written: str) -> None:
    tree = html.document_fromstring(written)
    zh, en = (tree.xpath(f"//span[@class='{name}']") for name in ("zh", "en"))
    assert len(zh) == len(en) > 100
    for element in en:
        assert not re.search(r"[\u4e00-\u9fff]", element.text_content()), element.text_content()


def test_the_figures_are_those_of_the_run(written: str, judged: Judged) -> None:
    text = html.document_fromstring(written).text_content()
    for one in judged.run.standards:
        assert one.standard in text
        assert f"{one.passed:,}" in text and f"{one.failed:,}" in text
    assert judged.run.register_digest in text and judged.run.trace_digest in text


def test_no_standard_fills_the_page(written: str) -> None:
    shown = re.findall(r'<section class="grave"', written)
    assert 8 <= len(shown) <= 15


def test_the_chart_is_drawn_and_told_in_words(written: str) -> None:
    tree = html.document_fromstring(written)
    assert len(tree.xpath("//div[@class='chart']//*[local-name()='svg']")) == 2
    assert tree.xpath("//h2[@id='chart']/following-sibling::ol[1]/li")


def test_it_opens_in_the_language_asked_for(judged: Judged) -> None:
    en = page(judged.run, judged.register, judged.store, language="en")
    assert '<html lang="en">' in en
    assert re.search(r'id="say-en"[^>]* checked', en)
    assert not re.search(r'id="say-zh"[^>]* checked', en)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """A page on a log whose ids, officers and file name try to come to life."""
    folder = tmp_path_factory.mktemp("hostile")
    log = folder / "a.xes"
    packed = folder / "b.xes.gz"
    write_log(packed, count=400)
    import gzip
    from xml.sax.saxutils import escape

    text = gzip.decompress(packed.read_bytes()).decode()
    attribute = {'"': "&quot;"}
    text = text.replace('value="D0001', f'value="{escape(HOSTILE, attribute)}1')
    text = text.replace('value="D0002', f'value="{escape(QUOTED, attribute)}1')
    text = text.replace('value="D0003', f'value="{TURNED}1')
    text = re.sub(r'key="org:resource" value="', rf"\g<0>{escape(HOSTILE, attribute)}", text)
    log.write_text(text, encoding="utf-8")
    flow.take_in(log, REGISTER / "mapping.yaml", folder / "trace", now=NOW)
    run = flow.run(REGISTER, folder / "trace", folder / "runs", now=NOW)
    return lambda: page(run, load_register(REGISTER), Store(folder / "trace"))


def _alive(text: str) -> list[str]:
    tree = html.document_fromstring(text)
    scripts = [s for s in tree.iter("script") if "alert" in (s.text or "")]
    handlers = tree.xpath("//@onerror | //@onload | //@onclick")
    return [*(s.text for s in scripts), *map(str, handlers), *re.findall("\u202e", text)]


def test_what_a_log_says_is_inert(hostile: Callable[[], str]) -> None:
    text = hostile()
    assert "&lt;script&gt;alert" in text, "the hostile names are not on the page at all"
    assert _alive(text) == []


def test_without_escaping_it_would_come_to_life(
    hostile: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken variant the test above catches."""

    class Careless(Environment):
        def __init__(self, **options: object) -> None:
            super().__init__(**{**options, "autoescape": False})  # type: ignore[arg-type]

    monkeypatch.setattr(page_module, "Environment", Careless)
    assert _alive(hostile()) != []


def test_a_page_can_be_made_without_findings(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("case,act,at\nA1,Nothing known,2010-01-01\n", encoding="utf-8")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "source: s\nzone: Europe/Rome\nformat: csv\nacts:\n- activity: {column: act}\n"
        "  happened_at: {column: at}\n  objects:\n  - {type: fine, column: case}\n",
        encoding="utf-8",
    )
    flow.take_in(log, mapping, tmp_path / "trace", now=NOW)
    run = flow.run(REGISTER, tmp_path / "trace", tmp_path / "runs", now=NOW)
    text = page(run, load_register(REGISTER), Store(tmp_path / "trace"))
    assert "无适用行为：" in text and "没有查出线索" in text
