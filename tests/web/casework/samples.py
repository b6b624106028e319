"""Files as people send them, and as people send them who mean harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import docx
import xlsxwriter

CANARY = b"GPS-31.2304N-121.4737E"


def png(width: int = 2, height: int = 2, *, extra: bytes = b"") -> bytes:
    raw = b"".join(b"\x00" + b"\x7f" * (3 * 2) for _ in range(2))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", head),
            _chunk(b"tEXt", b"Comment\x00" + CANARY),
            _chunk(b"eXIf", b"MM\x00*" + CANARY),
            _chunk(b"IDAT", zlib.compress(raw)),
            _chunk(b"IEND", b""),
            extra,
        )
    )


def jpeg(width: int = 8, height: int = 8, *, turned: int = 6) -> bytes:
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, turned, 0)
    exif = b"Exif\x00\x00MM\x00*" + struct.pack(">IH", 8, 1) + entry + b"\x00" * 4 + CANARY
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            _segment(0xE1, exif),
            _segment(0xED, b"Photoshop 3.0\x00" + CANARY),
            _segment(0xFE, CANARY),
            _segment(0xDB, b"\x00" + b"\x01" * 64),
            _segment(0xC0, frame),
            _segment(0xC4, b"\x00" + b"\x00" * 16),
            _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56",
            b"\xff\xd9",
            CANARY,
        )
    )


def pdf(body: bytes = b"<< /Type /Catalog >>", *, packed: bytes | None = None) -> bytes:
    parts = [b"%PDF-1.7\n1 0 obj\n", body, b"\nendobj\n"]
    if packed is not None:
        inside = zlib.compress(packed)
        parts.append(
            b"2 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n"
            % len(inside)
        )
        parts += [inside, b"\nendstream\nendobj\n"]
    return b"".join((*parts, b"startxref\n0\n%%EOF\n"))


def mp4(*, told: bool = True) -> bytes:
    """The frame of a film: no picture in it, but a place and an owner."""
    place = _box(b"udta", _box(b"\xa9xyz", CANARY)) if told else b""
    track = _box(b"trak", _box(b"tkhd", b"\0" * 84) + place)
    moov = _box(b"moov", _box(b"mvhd", b"\0" * 100) + track + place)
    return _box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + moov + _box(b"mdat", b"\x11" * 64)


def webm(*, attached: bool = False, live: bool = False) -> bytes:
    """The same as WebM; ``live``: as a browser records it, without lengths."""
    head = _element(b"\x1a\x45\xdf\xa3", _element(b"\x42\x82", b"webm"))
    cluster = _element(b"\xe7", b"\0") + _element(b"\xa3", b"\x81\0\0\0" + b"\x11" * 40)
    parts = [
        _element(b"\x16\x54\xae\x6b", b"\xae\x80"),
        _element(b"\x12\x54\xc3\x67", CANARY),
        _element(b"\x1f\x43\xb6\x75", cluster, live=live),
    ]
    if attached:
        parts.append(_element(b"\x19\x41\xa4\x69", b"MZ"))
    return head + _element(b"\x18\x53\x80\x67", b"".join(parts), live=live)


def word() -> bytes:
    paper = docx.Document()
    paper.add_paragraph("当日三人请假，情况说明附后。")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("值班表").write_string(0, 0, "姓名")
    return out.getvalue()


def altered(
    archive: bytes,
    added: Mapping[str, bytes] | None = None,
    edited: Mapping[str, tuple[bytes, bytes]] | None = None,
) -> bytes:
    """The archive with members added, and texts of members replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            content = old.read(member)
            if edited and member.filename in edited:
                before, after = edited[member.filename]
                assert before in content
                content = content.replace(before, after)
            new.writestr(member.filename, content)
        for name, content in (added or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def lying(archive: bytes, name: str, size: int) -> bytes:
    """The archive with a member whose size, as told in the directory, is a lie."""
    changed = bytearray(archive)
    at = changed.rfind(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", changed, at + 28)[0]
        if changed[at + 46 : at + 46 + length] == name.encode():
            struct.pack_into("<I", changed, at + 24, size)
            return bytes(changed)
        at = changed.rfind(b"PK\x01\x02", 0, at)
    raise LookupError(name)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _segment(kind: int, body: bytes) -> bytes:
    return b"\xff" + bytes([kind]) + struct.pack(">H", len(body) + 2) + body


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def _element(kind: bytes, body: bytes, *, live: bool = False) -> bytes:
    length = b"\x01" + (b"\xff" * 7 if live else len(body).to_bytes(7))
    return kind + length + body
