"""What a file is, by its content; its name is not believed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from zhunsheng.model.text import Text
from zhunsheng_web.casework.files.films import MP4, WEBM, checked_mp4, checked_webm
from zhunsheng_web.casework.files.office import checked_office
from zhunsheng_web.casework.files.pdf import checked_pdf
from zhunsheng_web.casework.files.pictures import checked_jpeg, checked_png
from zhunsheng_web.casework.files.refusal import Refused, too_large

MOST_BYTES = 20 << 20
MOST_NAME = 120
_WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: a name that fits what it is, and its content, cleaned of what
    pictures tell of camera, place and time."""

    name: str
    media_type: str
    content: bytes


def checked(
    name: str,
    content: bytes,
    *,
    most: int = MOST_BYTES,
    most_film: int = 0,
    films: Collection[str] = (),
) -> Checked:
    """Looks at a file. ``most``: bytes; ``films``: mp4, webm, which may be as large as
    ``most_film``. Raises Refused."""
    if not content:
        raise Refused("empty", Text("文件是空的。", "The file is empty."))
    film = _film(content)
    if film in films:
        most = most_film
    if len(content) > most:
        raise too_large(f"最大 {most >> 20} MB", f"{most >> 20} MB at most")
    if film in films:
        suffix, media_type, cleaned = _FILMS[film]
        return Checked(_fitting(name, suffix), media_type, cleaned(content))
    for mark, look in _MARKS:
        if content.startswith(mark):
            suffix, media_type, clean = look(content)
            return Checked(_fitting(name, suffix), media_type, clean)
    if _is_text(content):
        csv = name.lower().endswith(".csv")
        suffix, media_type = (".csv", "text/csv") if csv else (".txt", "text/plain")
        return Checked(_fitting(name, suffix), media_type, content)
    raise Refused(
        "unknown-kind",
        Text(
            "无法识别或不接收这种文件；可以上传{kinds}。",
            "This kind of file is not taken. These are: {kinds}.",
        ).fill(kinds=_listed(films)),
    )


def _office(content: bytes) -> tuple[str, str, bytes]:
    suffix = checked_office(content)
    return suffix, _WORDPROCESSING if suffix == ".docx" else _SPREADSHEET, content


_Look = Callable[[bytes], tuple[str, str, bytes]]
_FILMS: dict[str, tuple[str, str, Callable[[bytes], bytes]]] = {
    "mp4": (MP4, "video/mp4", checked_mp4),
    "webm": (WEBM, "video/webm", checked_webm),
}
_MARKS: tuple[tuple[bytes, _Look], ...] = (
    (b"%PDF-", lambda content: (".pdf", "application/pdf", checked_pdf(content))),
    (b"\x89PNG\r\n\x1a\n", lambda content: (".png", "image/png", checked_png(content))),
    (b"\xff\xd8\xff", lambda content: (".jpg", "image/jpeg", checked_jpeg(content))),
    (b"PK\x03\x04", _office),
)


def _film(content: bytes) -> str:
    """mp4 or webm, by how a file begins; '' for anything else."""
    if content[4:8] == b"ftyp":
        return "mp4"
    return "webm" if content.startswith(b"\x1a\x45\xdf\xa3") else ""


def _listed(films: Collection[str]) -> Text:
    kinds = ["PDF", "PNG", "JPEG", "DOCX", "XLSX", "TXT", "CSV", *(one.upper() for one in films)]
    return Text("、".join(kinds), ", ".join(kinds))


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(unicodedata.category(c) == "Cc" and c not in "\t\r\n" for c in set(text))
    return False


def _fitting(name: str, suffix: str) -> str:
    """The last step of the name without what deceives the eye (control and direction marks), under
    the suffix of what the file is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(c for c in last if unicodedata.category(c)[0] not in "CZ" or c == " ").strip()
    plain = re.sub(r'[<>:"|?*%;]', "_", plain)
    same = {".jpg": (".jpg", ".jpeg")}.get(suffix, (suffix,))
    stem = plain
    for other in same:
        if plain.lower().endswith(other):
            stem = plain[: -len(other)]
    stem = stem.strip(". ")[: MOST_NAME - len(suffix)] or "attachment"
    return stem + suffix
