"""What a file is, by its content; its name is not believed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from zhunsheng.model.text import Text
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


def checked(name: str, content: bytes) -> Checked:
    """Looks at a file. Raises Refused."""
    if not content:
        raise Refused("empty", Text("文件是空的。", "The file is empty."))
    if len(content) > MOST_BYTES:
        raise too_large(f"最大 {MOST_BYTES >> 20} MB", f"{MOST_BYTES >> 20} MB at most")
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
            "无法识别或不接收这种文件；可以上传 PDF、PNG、JPEG、DOCX、XLSX、TXT、CSV。",
            "This kind of file is not taken. PDF, PNG, JPEG, DOCX, XLSX, TXT and CSV are.",
        ),
    )


def _office(content: bytes) -> tuple[str, str, bytes]:
    suffix = checked_office(content)
    return suffix, _WORDPROCESSING if suffix == ".docx" else _SPREADSHEET, content


_Look = Callable[[bytes], tuple[str, str, bytes]]
_MARKS: tuple[tuple[bytes, _Look], ...] = (
    (b"%PDF-", lambda content: (".pdf", "application/pdf", checked_pdf(content))),
    (b"\x89PNG\r\n\x1a\n", lambda content: (".png", "image/png", checked_png(content))),
    (b"\xff\xd8\xff", lambda content: (".jpg", "image/jpeg", checked_jpeg(content))),
    (b"PK\x03\x04", _office),
)


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
