"""Takes the pictures of the nine screens, in both languages, from the demonstration's workbench.

    make demo                      # once: the simulated month; Ctrl-C when it serves
    python docs/pictures/make.py   # starts the workbench, looks, stops it

The pictures lie beside this file: ``today.zh.png``, ``today.en.png`` and so on. Needs Chromium and
the packages of the tests. Settings are those of the workbench (``ZHUNSHENG_HOME`` and so on).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
SIZE = {"width": 1280, "height": 860}
MOST_BYTES = 200_000
STARTS_WITHIN = 600
"""Seconds; an empty workbench is filled first."""
SCREENS = {
    "today": ("zhineng", "/"),
    "warning": ("zhineng", ""),
    "monitoring": ("zhineng", "/boards/monitoring/"),
    "watch": ("zhineng", "/boards/watch/"),
    "query": ("zhineng", "/boards/query/"),
    "register": ("zhineng", "/book/register/"),
    "information": ("zhineng", "/book/information/"),
    "evaluation": ("dushen-chuzhang", "/boards/evaluation/"),
    "maintenance": ("xitong-guanli", "/upkeep/maintenance/"),
}
"""Picture → account of the demonstration and address; a warning is picked from the list."""
FURTHER = {
    "query": 'ul.plain li:nth-child(2) a[href^="?"]',
    "evaluation": 'form[action$="/draft/"] button',
}
"""What is clicked there, so that there is something to see."""
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no Chromium here: apt-get install chromium", file=sys.stderr)
        return 1
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "zhunsheng_web.manage", "demo", "--port", str(port)],
        env=os.environ | {"ZHUNSHENG_DEMO": "1"},
    )
    try:
        root = f"http://127.0.0.1:{port}"
        _wait_for(root, server)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for language in LANGUAGES:
                _take_all(browser, root, language)
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return 0


def _take_all(browser: Browser, root: str, language: str) -> None:
    for name, (account, path) in SCREENS.items():
        context = browser.new_context(
            base_url=root, locale=LANGUAGES[language], viewport=SIZE, reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto("/access/demo/")
        page.locator(f'button[name="account"][value="{account}"]').first.click()
        page.wait_for_load_state()
        page.goto(path or _a_warning(page), wait_until="networkidle")
        if name in FURTHER:
            page.locator(FURTHER[name]).first.click()
            page.wait_for_load_state("networkidle")
        place = HERE / f"{name}.{language}.png"
        page.screenshot(path=place)
        size = place.stat().st_size
        told = "" if size <= MOST_BYTES else f" (more than {MOST_BYTES:,})"
        print(f"{place.name}: {size:,} bytes{told}")
        context.close()


def _a_warning(page: Page) -> str:
    """The first warning of the list that has a chart and a next step; else the first."""
    page.goto("/")
    found = page.locator("td.what a").evaluate_all("links => links.map(a => a.pathname)")
    for path in found:
        page.goto(path)
        if page.locator(".course img").count() and page.locator("form.step").count():
            return str(path)
    return str(found[0])


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(root: str, server: subprocess.Popen[bytes]) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < STARTS_WITHIN:
        if server.poll() is not None:
            raise SystemExit("the workbench ended before it served; what it said stands above")
        try:
            urllib.request.urlopen(f"{root}/account/login/", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit(f"the workbench did not serve within {STARTS_WITHIN} seconds")


if __name__ == "__main__":
    raise SystemExit(main())
