"""PNG and JPEG pictures: whole, not too many points, and without what they tell besides, which is
place, time, camera and owner (Exif, XMP, comments, thumbnails). How it is to be turned is kept.
"""

from __future__ import annotations

import struct
import zlib

from zhunsheng_web.casework.files.refusal import Refused, damaged, too_large

MOST_POINTS = 60_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT")
)
_JPEG_KEPT = frozenset((0xDB, 0xC4, 0xDD, 0xE0, 0xEE))
"""Tables, restart interval, JFIF and Adobe's colour mark; frames and scans besides."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ORIENTATION = 0x0112


def checked_png(content: bytes) -> bytes:
    """The picture without its side chunks. Raises Refused."""
    kept, at = [_PNG], len(_PNG)
    seen: set[bytes] = set()
    while at < len(content):
        if at + 12 > len(content):
            raise _cut()
        (length,) = struct.unpack_from(">I", content, at)
        kind = content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content):
            raise _cut()
        (told,) = struct.unpack_from(">I", content, end - 4)
        if zlib.crc32(content[at + 4 : end - 4]) != told:
            raise damaged("校验和不符", "a check sum is wrong")
        if not seen:
            if kind != b"IHDR" or length != 13:
                raise damaged("没有文件头", "it has no header")
            _few(*struct.unpack_from(">II", content, at + 8))
        seen.add(kind)
        if kind in _PNG_KEPT:
            kept.append(content[at:end])
        if kind == b"IEND":
            break
        at = end
    if not {b"IHDR", b"IDAT", b"IEND"} <= seen:
        raise _cut()
    return b"".join(kept)


def checked_jpeg(content: bytes) -> bytes:
    """The picture without its side segments, but for how it is turned. Raises Refused."""
    kept, at, framed, scanned, turned = [b"\xff\xd8"], 2, False, False, 1
    while True:
        if at + 2 > len(content) or content[at] != 0xFF:
            raise _cut()
        kind = content[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        if kind == 0xD9:
            break
        if at + 4 > len(content):
            raise _cut()
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise _cut()
        body = content[at + 4 : end]
        if kind in _FRAMES:
            if len(body) < 6:
                raise _cut()
            height, width = struct.unpack_from(">HH", body, 1)
            _few(width, height)
            framed = True
        if kind == 0xDA:
            if not framed:
                raise damaged("没有图像帧", "it has no frame")
            end = _scan_end(content, end)
            scanned = True
        if kind == 0xE1 and body.startswith(b"Exif\x00\x00"):
            turned = _turned(body[6:])
        if kind in _JPEG_KEPT or kind in _FRAMES or kind == 0xDA:
            kept.append(content[at:end])
        at = end
    if not scanned:
        raise _cut()
    if turned != 1:
        kept.insert(1, _orientation(turned))
    return b"".join((*kept, b"\xff\xd9"))


def _scan_end(content: bytes, at: int) -> int:
    """Where the data of a scan ends: at the next mark that is no filling and no restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise _cut()
        follows = content[at + 1]
        if follows != 0 and not 0xD0 <= follows <= 0xD7:
            return at
        at += 2


def _turned(tiff: bytes) -> int:
    """The orientation an Exif block tells, 1 to 8; 1 where it tells none or is broken."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, start)
        for entry in range(min(entries, 200)):
            tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, start + 2 + 12 * entry)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _orientation(turned: int) -> bytes:
    """An Exif segment that says how the picture is turned and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0)
    tiff = b"MM\x00*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _few(width: int, height: int) -> None:
    if width == 0 or height == 0:
        raise damaged("没有像素", "it has no points")
    if width * height > MOST_POINTS:
        raise too_large(
            f"图片最多 {MOST_POINTS // 1_000_000} 百万像素",
            f"{MOST_POINTS // 1_000_000} megapixels at most",
        )


def _cut() -> Refused:
    return damaged("内容中断", "it breaks off")
