"""Debian's Chromium as a pair of eyes: what a page looks like at a width, in a language."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
    "--hide-scrollbars", "--allow-file-access-from-files", "--virtual-time-budget=5000",
    "--window-size=1600,1200",
)  # fmt: skip

_LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")


def looked_at(page: Path, *, width: int, language: str) -> dict[str, Any]:
    """What ``look.js`` sees of the page in a window of that width, after choosing the language.

    The page stands in a frame, so that no smallest window of the browser's stands in the way.
    """
    assert CHROMIUM is not None
    asked = json.dumps({"width": width, "language": language})
    eye = page.with_name(f"eye-{width}-{language}.html")
    eye.write_text(
        "<!DOCTYPE html><meta charset='utf-8'><style>body{margin:0}iframe{border:0}</style>"
        f"<iframe id='page' src='{page.name}' width='{width}' height='1000'></iframe>"
        f"<pre id='seen'></pre><script>const asked = {asked};\n{_LOOK}</script>",
        encoding="utf-8",
    )
    with tempfile.TemporaryDirectory(prefix="chromium-") as own:
        said = subprocess.run(
            [CHROMIUM, *FLAGS, f"--user-data-dir={own}", "--dump-dom", eye.as_uri()],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        ).stdout
    found = re.search(r'<pre id="seen">(.+?)</pre>', said, flags=re.DOTALL)
    assert found is not None, "the page was not seen"
    seen: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return seen
