"""The public list as a folder: complete or not at all; of the same list always the same bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from zhunsheng.durable import commit_folder
from zhunsheng.model.errors import Place, Problem, RegisterError, problem
from zhunsheng.model.register import Register
from zhunsheng.publish.extract import public_list
from zhunsheng.publish.pages import pages
from zhunsheng.publish.reuse import as_csv, as_json

MANIFEST = "SHA256SUMS"
"""Lists the other files as ``sha256sum --check`` reads them."""


@dataclass(frozen=True, slots=True)
class Published:
    """A site that was written. ``digest``: of the public list; ``manifest``: SHA-256 (hex) of the
    manifest, which stands for every byte of the site."""

    folder: Path
    on: dt.date
    powers: int
    files: int
    digest: str
    manifest: str


def publish(register: Register, to: Path, *, on: dt.date) -> Published:
    """Writes the public powers of ``register`` on the day ``on`` as a static site into ``to``.

    Raises RegisterError where ``to`` holds something already or nothing is public that day, and
    ChartError for a chart that cannot be read or drawn; nothing has been written then.
    """
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise RegisterError((_taken(to),))
    public = public_list(register, on=on)
    files = {
        **pages(public),
        "powers.json": as_json(public),
        # the mark tells spreadsheets that this is UTF-8
        "powers.csv": "\ufeff" + as_csv(public),
    }
    written = {name: text.encode() for name, text in files.items()}
    manifest = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(written.items())
    ).encode()
    _write({**written, MANIFEST: manifest}, to)
    return Published(
        folder=to,
        on=on,
        powers=len(public.powers),
        files=len(written) + 1,
        digest=public.digest,
        manifest=hashlib.sha256(manifest).hexdigest(),
    )


def _write(files: dict[str, bytes], to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{to.name}.", dir=to.parent))
    try:
        staged.chmod(0o755)  # a web server has to read it
        for name, content in files.items():
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        commit_folder(staged, to)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def _taken(to: Path) -> Problem:
    return problem(
        "folder-taken",
        (f"{to} 中已有内容", f"{to} is not empty"),
        why=(
            "每次公布都是完整的一份，不在旧文件上改写",
            "every publication is whole; none is written over an older one",
        ),
        mend=(
            "指定新的目录（例如以公布日期命名），核对后再把网站指向它",
            "name a new folder, say by the day of the list, and point the web site at it",
        ),
        place=Place(str(to)),
    )
