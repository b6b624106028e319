"""PDF files: whole, not encrypted, and nothing in them that runs.

Names may be written with ``#xx`` (ISO 32000-1, 7.3.5) and whole objects may lie packed in object
streams (7.5.7); both are undone before looking.
"""

from __future__ import annotations

import re
import zlib

from zhunsheng_web.casework.files.refusal import active, damaged, encrypted, too_large

MOST_UNPACKED = 64 << 20
_RUNS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z0-9])")
_STREAM = re.compile(rb"stream\r?\n")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_LOOK_BACK = 2_048


def checked_pdf(content: bytes) -> bytes:
    """The file as it is. Raises Refused."""
    if b"%%EOF" not in content[-_LOOK_BACK:]:
        raise damaged("没有结尾", "it has no end")
    _look(content)
    left = MOST_UNPACKED
    for found in _STREAM.finditer(content):
        head = content[max(0, found.start() - _LOOK_BACK) : found.start()]
        about = _plain(head[head.rfind(b" obj") + 1 :])
        if b"/ObjStm" not in about or b"/FlateDecode" not in about:
            continue
        inflater = zlib.decompressobj()
        try:
            inside = inflater.decompress(content[found.end() :], left + 1)
        except zlib.error as error:
            raise damaged("压缩内容无法读取", "a part cannot be unpacked") from error
        left -= len(inside)
        if left < 0:
            raise too_large(
                f"解开后超过 {MOST_UNPACKED >> 20} MB",
                f"it unpacks to more than {MOST_UNPACKED >> 20} MB",
            )
        _look(inside)
    return content


def _look(content: bytes) -> None:
    plain = _plain(content)
    if re.search(rb"/Encrypt(?![A-Za-z0-9])", plain):
        raise encrypted()
    if _RUNS.search(plain):
        raise active("脚本、可执行动作或嵌入文件", "scripts, actions or embedded files")


def _plain(content: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content)
