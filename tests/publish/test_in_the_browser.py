"""The site as people use it: on a desk and a telephone, in both languages, with no server."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from conftest import REGISTER
from publish.browser import CHROMIUM, seen
from registers.china import china
from zhunsheng.flow import load_register
from zhunsheng.publish import publish

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine (Debian's package chromium)"
)
PHONE, DESK = 390, 1280

ASK = """
const input = page.document.getElementById("asked");
input.value = %s;
input.dispatchEvent(new page.Event("input"));
await wait(50);
const links = [...page.document.querySelectorAll("#found a")];
return {
  found: links.map((one) => one.textContent),
  first: links.length ? links[0].getAttribute("href") : null,
  tally: page.document.getElementById("tally").textContent,
};
"""
SIZE = """
const out = [...page.document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  const sticksOut = box.width && box.right > page.innerWidth + 1;
  return sticksOut && !one.closest(".chart") && !one.closest(".skip");
});
return {
  width: page.innerWidth,
  wide: page.document.documentElement.scrollWidth,
  outside: out.map((one) => one.outerHTML.slice(0, 80)),
};
"""
KEYS = """
const input = page.document.getElementById("asked");
input.focus();
input.value = "penalty";
input.dispatchEvent(new page.Event("input"));
await wait(50);
const press = (key) => page.document.activeElement.dispatchEvent(
  new page.KeyboardEvent("keydown", { key, bubbles: true }));
const at = [];
for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "Escape"]) {
  press(key);
  const active = page.document.activeElement;
  at.push(active.tagName + " " + (active.textContent || ""));
}
return { at };
"""
SWITCH = """
const link = page.document.querySelector("a.switch");
const lang = page.document.documentElement.lang;
const gone = new Promise((done) => frame.addEventListener("load", done, { once: true }));
link.click();
await gone;
const there = frame.contentWindow;
return { lang, now: there.document.documentElement.lang, path: there.location.pathname };
"""
PAPER = """
const shown = [];
for (const sheet of page.document.styleSheets) {
  for (const rule of sheet.cssRules) {
    if (rule.media && rule.media.mediaText === "print") shown.push(rule.cssText);
  }
}
return { print: shown.join(" ") };
"""


@pytest.fixture(scope="module")
def fines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fines") / "site"
    publish(load_register(REGISTER), folder, on=dt.date(2012, 5, 1))
    return folder


@pytest.fixture(scope="module")
def customs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("customs") / "site"
    publish(china(), folder, on=dt.date(2026, 9, 1))
    return folder


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("asked", ["查验", "inspection", "HG-JC-002"])
def test_an_inspection_is_found_in_either_language(
    customs: Path, language: str, asked: str
) -> None:
    answer = seen(customs, f"{language}/index.html", ASK % f'"{asked}"')
    assert answer["first"] == "powers/goods-inspection.html"
    assert str(len(answer["found"])) in answer["tally"]
    assert answer["console"] == [] == answer["loaded"]


def test_words_in_another_order_and_other_endings_are_found(customs: Path) -> None:
    assert "查验进出口货物" in seen(customs, "zh/index.html", ASK % '"货物查验"')["found"]
    assert (
        "Inspection of goods" in seen(customs, "en/index.html", ASK % '"inspecting goods"')["found"]
    )


def test_what_is_not_there_is_not_found(customs: Path) -> None:
    answer = seen(customs, "zh/index.html", ASK % '"宇宙飞船"')
    assert answer["found"] == [] and "没有找到" in answer["tally"]
    assert seen(customs, "zh/index.html", ASK % '"<img src=x>"')["console"] == []


def test_the_search_is_used_from_the_keyboard(customs: Path) -> None:
    at = seen(customs, "en/index.html", KEYS)["at"]
    assert at[0].startswith("A ") and at[1].startswith("A ") and at[0] != at[1]
    assert at[2] == at[0] and at[3].startswith("INPUT")


@pytest.mark.parametrize("page", ["powers/notify.html", "periods.html", "types/penalty.html"])
def test_the_language_changes_and_the_page_stays(fines: Path, page: str) -> None:
    answer = seen(fines, f"zh/{page}", SWITCH)
    assert (answer["lang"], answer["now"]) == ("zh", "en")
    assert answer["path"].endswith(f"/en/{page}")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize(
    "page", ["index.html", "powers/notify.html", "laws.html", "periods.html", "terms.html"]
)
def test_no_page_scrolls_sideways(fines: Path, page: str, width: int, language: str) -> None:
    answer = seen(fines, f"{language}/{page}", SIZE, width=width)
    assert answer["width"] == width
    assert answer["wide"] <= width and answer["outside"] == []
    assert answer["console"] == [] == answer["loaded"]


def test_long_pages_of_the_customs_fit_a_telephone(customs: Path) -> None:
    for page in ("zh/index.html", "en/powers/goods-detention.html", "en/laws.html"):
        answer = seen(customs, page, SIZE, width=PHONE)
        assert answer["wide"] <= PHONE and answer["outside"] == [], page


def test_a_page_too_wide_is_noticed(fines: Path, tmp_path: Path) -> None:
    """The broken variant: a chart that is not kept in its box."""
    broken = tmp_path / "site"
    (broken / "zh").mkdir(parents=True)
    text = (fines / "zh" / "powers" / "notify.html").read_text("utf-8")
    worse = text.replace('class="chart"', 'class="loose"')
    policy = worse.index("default-src"), worse.index("form-action 'none'") + 18
    worse = worse[: policy[0]] + "default-src * 'unsafe-inline'" + worse[policy[1] :]
    assert worse != text
    (broken / "zh" / "page.html").write_text(worse, "utf-8")
    assert seen(broken, "zh/page.html", SIZE, width=PHONE)["wide"] > PHONE


def test_a_page_that_asks_for_something_is_noticed(fines: Path, tmp_path: Path) -> None:
    """The broken variant: an image from elsewhere. The policy refuses it; the console tells."""
    broken = tmp_path / "site"
    broken.mkdir()
    text = (fines / "zh" / "laws.html").read_text("utf-8")
    image = '<img src="http://example.invalid/x.png" alt="">'
    (broken / "page.html").write_text(text.replace("<h1>", f"{image}<h1>"), "utf-8")
    answer = seen(broken, "page.html", SIZE)
    assert answer["console"] or answer["loaded"]


def test_paper_shows_the_chart_in_strips(fines: Path) -> None:
    printed = seen(fines, "zh/powers/notify.html", PAPER)["print"]
    assert ".strips { display: block" in printed and "nav" in printed
