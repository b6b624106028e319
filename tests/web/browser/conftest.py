"""A real browser before a real server: Debian's Chromium, and the workbench of the small world."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from web.world import World

# The browser’s driver runs a loop of its own in this thread; the database is asked in between.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# A refused form is answered with 409 or 422; browsers differ in the features they know of.
_KNOWN = re.compile(r"status of 4\d\d|Permissions-Policy header: Unrecognized feature")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Eyes:
    """A page of the browser, and all it complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"],
        )
        yield browser
        browser.close()


@pytest.fixture
def eyes_of(
    chromium: Browser,
    live_server,  # type: ignore[no-untyped-def]
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> Iterator[Callable[..., Eyes]]:
    """``eyes_of("SH1", language="en", width=390)``: a browser signed in as somebody."""
    opened = []

    def look(code: str | None, *, language: str = "zh-CN", width: int = 1280) -> Eyes:
        context = chromium.new_context(
            base_url=live_server.url,
            locale=language,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        opened.append(context)
        if code is not None:
            kept = browser_of(code).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": kept, "url": live_server.url}])
        eyes = Eyes(context.new_page())

        def heard(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not _KNOWN.search(message.text):
                eyes.complaints.append(f"{eyes.page.url}: {message.text}")

        def asked(request: Request) -> None:
            if not request.url.startswith((live_server.url, "data:", "blob:")):
                eyes.complaints.append(f"{eyes.page.url}: asks for {request.url}")

        eyes.page.on("console", heard)
        eyes.page.on("request", asked)
        eyes.page.on("pageerror", lambda error: eyes.complaints.append(str(error)))
        return eyes

    yield look
    for context in opened:
        context.close()
