"""Word and Excel files: archives that are small enough when unpacked, without macros, embedded
objects or links that fetch something when the file is opened.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from zhunsheng.model.text import Text
from zhunsheng_web.casework.files.refusal import Refused, active, damaged, encrypted, too_large

MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 << 20
MOST_RATIO = 200
_FREE = 8 << 20
"""So much may unpack from however little: small files of few words pack very well."""
_BLOCK = 1 << 16
_MAIN = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}
_RUNS = re.compile(
    r"vbaproject|vbadata|/activex/|/embeddings/|macrosheets/|/ctrlprops/|externallinks/|customui/",
    re.IGNORECASE,
)
_MACROS = re.compile(rb"macroEnabled|vbaProject|ms-excel\.intlmacrosheet", re.IGNORECASE)
_DTD = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_FETCHES = re.compile(
    rb"<[^>]*(attachedTemplate|oleObject|/frame|subDocument|externalLink|/image)[^>]*"
    rb"TargetMode\s*=\s*[\"']External|"
    rb"<[^>]*TargetMode\s*=\s*[\"']External[^>]*"
    rb"(attachedTemplate|oleObject|/frame|subDocument|externalLink|/image)",
    re.IGNORECASE,
)
_NOT_OFFICE = Text(
    "这个压缩文件不是 Word 或 Excel 文档；请解压后逐个上传其中的文件。",
    "This archive is no Word or Excel document. Unpack it and upload the files in it.",
)
_DDE = re.compile(rb"\bDDE(AUTO)?\b|<ddeLink", re.IGNORECASE)


def checked_office(content: bytes) -> str:
    """``.docx`` or ``.xlsx``. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _look(archive, len(content))
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        LookupError,
        NotImplementedError,
        ValueError,
        OSError,
    ) as error:
        raise damaged("压缩包无法读取", "the archive cannot be read") from error


def _look(archive: zipfile.ZipFile, size: int) -> str:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS:
        raise too_large(f"压缩包成员超过 {MOST_MEMBERS} 个", f"more than {MOST_MEMBERS} members")
    if len({name.lower() for name in names}) != len(names):
        raise damaged("压缩包成员重名", "two members of one name")
    if any(member.flag_bits & 1 for member in members):
        raise encrypted()
    if any(_strays(name) for name in names):
        raise damaged("压缩包含越界路径", "a member's name leads out of the archive")
    suffix = next((kind for main, kind in _MAIN.items() if main in names), None)
    if suffix is None or "[Content_Types].xml" not in names:
        raise Refused("unknown-kind", _NOT_OFFICE)
    if any(_RUNS.search(f"/{name}") for name in names):
        raise active("宏、嵌入对象或外部链接", "macros, embedded objects or external links")
    left = min(MOST_UNPACKED, max(_FREE, MOST_RATIO * size))
    for member in members:
        left = _member(archive, member, left)
    return suffix


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """Reads a member, a block at a time, and looks into it; how much may still unpack. What the
    archive says of its size is not believed."""
    reads = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    parts = []
    with archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise too_large("解开后过大", "it unpacks to too much")
            if reads:
                parts.append(block)
    if reads:
        _read(member.filename, b"".join(parts))
    return left


def _read(name: str, content: bytes) -> None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content.decode("utf-16", "replace").encode()
    if b"\x00" in content:
        raise damaged("部件编码异常", "a part is written in an odd encoding")
    if _DTD.search(content):
        raise active("文档类型定义", "a document type definition")
    if name == "[Content_Types].xml" and _MACROS.search(content):
        raise active("宏", "macros")
    if name.endswith(".rels") and _FETCHES.search(content):
        raise active("打开时读取的外部链接", "links that fetch something when it is opened")
    if name.startswith("word/") and _DDE.search(_instructions(content)):
        raise active("动态数据交换域", "fields that call other programs")


def _instructions(content: bytes) -> bytes:
    """The field codes of a Word part, joined: they may be cut into pieces to hide them."""
    simple = re.findall(rb"<w:fldSimple[^>]*w:instr\s*=\s*[\"']([^\"']*)", content)
    pieces = re.findall(rb"<w:instrText[^>]*>([^<]*)<", content)
    return b" ".join(simple) + b" " + b"".join(pieces)


def _strays(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return name.startswith("/") or ".." in steps or ":" in name or "\x00" in name
