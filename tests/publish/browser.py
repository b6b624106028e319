"""Debian's Chromium reads a published site from disk, as a citizen's browser does."""

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
    "--disable-component-update", "--disable-sync", "--no-first-run", "--hide-scrollbars",
    "--disable-default-apps", "--allow-file-access-from-files", "--virtual-time-budget=8000",
    "--enable-logging=stderr", "--log-level=0", "--window-size=1600,1200",
    # whatever still wants out is told that there is no such host, and the log says so
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
_CONSOLE = re.compile(r"INFO:CONSOLE[^\"]*\"(.*?)\", source: (.*)")


def seen(site: Path, page: str, script: str, *, width: int = 1280) -> dict[str, Any]:
    """What ``script`` makes of a page of the site in a window of that width.

    ``script``: the body of an async function of ``page`` (its window) and ``wait``; it returns what
    is seen. Added to it: ``console`` (what the page wrote there) and ``loaded`` (every address it
    asked for besides its own).
    """
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(prefix="eye-", dir=site.parent) as name:
        eye = Path(name) / "eye.html"
        address = (site / page.partition("#")[0]).as_uri() + page[len(page.partition("#")[0]) :]
        eye.write_text(_eye(address, script, width), encoding="utf-8")
        done = subprocess.run(
            [CHROMIUM, *FLAGS, f"--user-data-dir={name}/own", "--dump-dom", eye.as_uri()],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout, flags=re.DOTALL)
    assert found is not None and found.group(1), f"the page was not seen: {done.stderr[-2000:]}"
    answer: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    assert "fault" not in answer, answer["fault"]
    answer["console"] = [said for said, _ in _CONSOLE.findall(done.stderr)]
    return answer


def _eye(address: str, script: str, width: int) -> str:
    return f"""<!DOCTYPE html><meta charset="utf-8">
<style>body{{margin:0}}iframe{{border:0}}</style>
<iframe id="page" width="{width}" height="1000"></iframe><pre id="seen"></pre>
<script>
const frame = document.getElementById("page");
const wait = (time) => new Promise((done) => setTimeout(done, time));
frame.addEventListener("load", async () => {{
  let answer;
  try {{
    const page = frame.contentWindow;
    answer = await (async () => {{ {script} }})();
    answer.loaded = page.performance.getEntriesByType("resource").map((one) => one.name);
  }} catch (fault) {{
    answer = {{ fault: String(fault) }};
  }}
  document.getElementById("seen").textContent = JSON.stringify(answer);
}}, {{ once: true }});
frame.src = {json.dumps(address)};
</script>"""
