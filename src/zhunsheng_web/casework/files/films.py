"""Short films: MP4 (ISO/IEC 14496-12) and WebM (Matroska, RFC 9559). Whole, of the right kind, and
without what they tell besides (place, camera, owner); nothing is decoded.

What is taken out is overwritten in place, so that no table of positions has to be made anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from zhunsheng_web.casework.files.refusal import Refused, active, damaged

MP4, WEBM = ".mp4", ".webm"
_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash")
_TELLS = frozenset((b"udta", b"meta", b"uuid"))
_HOLDS = frozenset((b"moov", b"trak", b"mdia", b"minf"))
_EBML, _DOC_TYPE = 0x1A45DFA3, 0x4282
_SEGMENT, _CLUSTER, _TAGS, _ATTACHED, _VOID = (
    0x18538067, 0x1F43B675, 0x1254C367, 0x1941A469, 0xEC,
)  # fmt: skip
_TRACKS = 0x1654AE6B
_UNKNOWN = -1


def checked_mp4(content: bytes) -> bytes:
    """The film without what it tells besides. Raises Refused."""
    brand = content[8:12]
    if brand not in _BRANDS:
        raise damaged("不是 MP4 影片", "it is no MP4 film")
    clean = bytearray(content)
    seen = set(_boxes(clean, 0, len(clean), depth=0))
    if not {b"ftyp", b"moov"} <= seen or not seen & {b"mdat", b"moof"}:
        raise _cut()
    return bytes(clean)


def checked_webm(content: bytes) -> bytes:
    """The same. Raises Refused."""
    kind, start, end = _element(content, 0, len(content))
    head = {one: content[a:b] for one, a, b in _elements(content, start, end)}
    if kind != _EBML or head.get(_DOC_TYPE, b"").rstrip(b"\0") != b"webm":
        raise damaged("不是 WebM 影片", "it is no WebM film")
    clean = bytearray(content)
    kind, start, last = _element(content, end, len(content))
    if kind != _SEGMENT:
        raise _cut()
    last = len(content) if last == _UNKNOWN else last
    seen = set()
    for one, at, until in _segment(content, start, last):
        seen.add(one)
        if one == _ATTACHED:
            raise active("嵌入文件", "embedded files")
        if one == _TAGS:
            _blank(clean, at, until)
    if not {_TRACKS, _CLUSTER} <= seen:
        raise _cut()
    return bytes(clean)


def _boxes(clean: bytearray, start: int, end: int, *, depth: int) -> Iterator[bytes]:
    """The kinds of the boxes between two places; what tells too much is made free space."""
    at = start
    while at < end:
        if at + 8 > end:
            raise _cut()
        size, kind, head = int.from_bytes(clean[at : at + 4]), bytes(clean[at + 4 : at + 8]), 8
        if size == 1:
            size, head = int.from_bytes(clean[at + 8 : at + 16]), 16
        if size == 0 and depth == 0:
            size = end - at
        if size < head or at + size > end:
            raise _cut()
        if kind in _TELLS:
            clean[at + 4 : at + 8] = b"free"
            clean[at + head : at + size] = bytes(size - head)
        elif kind in _HOLDS:
            for _ in _boxes(clean, at + head, at + size, depth=depth + 1):
                pass
        yield kind
        at += size


def _segment(content: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """What lies in a segment: kind, where it begins with its head, where it ends. A cluster whose
    length is not told is gone through: what lies in it lies beside it here."""
    while at < end:
        kind, start, until = _element(content, at, end)
        if until == _UNKNOWN:
            if kind != _CLUSTER:
                raise _cut()
            until = start
        yield kind, at, until
        at = until


def _elements(content: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    while at < end:
        kind, start, until = _element(content, at, end)
        yield kind, start, until
        at = until


def _element(content: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Kind, first byte of the body, first byte after it (``_UNKNOWN``: not told)."""
    kind, at = _number(content, at, end, most=4, marked=True)
    size, start = _number(content, at, end, most=8, marked=False)
    if size == (1 << 7 * (start - at)) - 1:
        return kind, start, _UNKNOWN
    if start + size > end:
        raise _cut()
    return kind, start, start + size


def _number(content: bytes, at: int, end: int, *, most: int, marked: bool) -> tuple[int, int]:
    """A number whose first bits tell its length (RFC 8794, 4)."""
    if at >= end or content[at] == 0:
        raise _cut()
    length = 9 - content[at].bit_length()
    if length > most or at + length > end:
        raise _cut()
    value = int.from_bytes(content[at : at + length])
    return (value if marked else value & ((1 << 7 * length) - 1)), at + length


def _blank(clean: bytearray, at: int, until: int) -> None:
    """Makes an element empty space of the same length."""
    length = until - at
    if length < 9:
        raise _cut()
    clean[at:until] = bytes((_VOID, 0x01)) + (length - 9).to_bytes(7) + bytes(length - 9)


def _cut() -> Refused:
    return damaged("影片内容中断", "the film breaks off")
