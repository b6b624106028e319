"""Every page of the workbench, as a screen reader, a small screen and a strict browser find it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from web.browser.conftest import Eyes
from web.browser.pages import reached
from web.browser.peopled import peopled
from web.world import World

READERS = ("SH1", "FUN1", "AUDH", "DIS1", "LEAD1", "LEG0", "W1", "SYS1", "SEC1", "ADM1", None)
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
_AXE = Axe()


def violations(page: Page) -> list[str]:
    """What axe says against a page, a line each."""
    found = _AXE.run(page, options=WCAG).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]}"
        for one in found
        for node in one["nodes"][:3]
    ]


def wider_than_the_screen(page: Page) -> bool:
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def first_of_each(world: World, browser_of, *, everybody: bool) -> list[tuple[str | None, str]]:  # type: ignore[no-untyped-def]
    """(reader, address): each kind of page once, or once for every reader."""
    found: list[tuple[str | None, str]] = []
    known: set[str] = set()
    for code in READERS:
        client = Client() if code is None else browser_of(code)
        for view, path in reached(client).items():
            if everybody or view not in known:
                known.add(view)
                found.append((code, path))
    return found


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_no_page_keeps_anybody_out(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    eyes_of: Callable[..., Eyes],
    language: str,
) -> None:
    """axe finds nothing against WCAG 2.2 AA; the browser complains of nothing, content security
    included; nothing is wider than a telephone."""
    check(world, browser_of, eyes_of, language, everybody=False)


@pytest.mark.full
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_no_page_keeps_anybody_out_whoever_reads_it(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    eyes_of: Callable[..., Eyes],
    language: str,
) -> None:
    check(world, browser_of, eyes_of, language, everybody=True)


def check(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    eyes_of: Callable[..., Eyes],
    language: str,
    *,
    everybody: bool,
) -> None:
    peopled(world)
    wrong: list[str] = []
    looking: dict[str | None, Eyes] = {}
    pages = first_of_each(world, browser_of, everybody=everybody)
    assert len(pages) > 15
    for code, path in pages:
        if code not in looking:
            looking[code] = eyes_of(code, language=language)
        page = looking[code].page
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(path)
        assert answer is not None
        here = f"{code} {path}"
        if answer.status != 200:
            wrong.append(f"{here}: {answer.status}")
            continue
        wrong += [f"{here}: {one}" for one in violations(page)]
        page.set_viewport_size({"width": 390, "height": 844})
        if wider_than_the_screen(page):
            wrong.append(f"{here}: wider than a telephone")
    wrong += [one for eyes in looking.values() for one in eyes.complaints]
    assert not wrong, "\n" + "\n".join(wrong)


BROKEN = """<!doctype html><html lang="en"><head><title>x</title></head><body>
<main><h1>x</h1><input type="text"><p><font color="#aaaaaa">faint</font></p></main>
</body></html>"""


def test_a_page_with_faults_would_be_caught(eyes_of: Callable[..., Eyes]) -> None:
    """The control: a field without a label, text too faint to read, a table too wide."""
    eyes = eyes_of(None)
    eyes.page.goto("/nowhere/")
    eyes.page.set_content(BROKEN)
    told = "\n".join(violations(eyes.page))
    assert "label" in told and "color-contrast" in told
    eyes.page.set_content("<table width='3000'><tr><td>x</table>")
    assert wider_than_the_screen(eyes.page)
