"""Which text encoding a file is in: decided by strict decoding, said aloud, never guessed.

UTF-8, UTF-16 and GB18030 (GB 18030-2022) with or without byte order mark. Where the bytes would
read as more than one of them, or as none, the mapping has to say ``encoding:``.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.unpack import blocks

ACCEPTED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "ascii": "utf-8",
    "latin-1": "latin-1",
    "iso-8859-1": "latin-1",
    "cp1252": "cp1252",
    "windows-1252": "cp1252",
}
_SURE = 6
_COMMON = re.compile("[\u4e00-\u9fff\u2010-\u33ff\uff00-\uffef·×÷°]")
_MEND = (
    "请在映射中写明 encoding:,例如 encoding: gb18030",
    "say encoding: in the mapping, for example encoding: gb18030",
)


def decide_encoding(path: Path, wanted: str | None = None) -> str:
    """The Python codec of a text file. Raises SourceError with the line where it breaks."""
    if wanted is not None:
        codec = ACCEPTED.get(wanted.lower())
        if codec is None:
            raise source_fault(
                "encoding_unknown",
                path,
                (f"不支持编码“{wanted}”", f"encoding {wanted!r} is not supported"),
                why=("、".join(ACCEPTED), ", ".join(ACCEPTED)),
                mend=_MEND,
            )
        line = _breaks_at(path, codec)
        if line is not None:
            raise _broken(path, codec, line)
        return codec
    head = next(blocks(path), b"")
    marked = _marked(head)
    if marked is not None:
        line = _breaks_at(path, marked)
        if line is not None:
            raise _broken(path, marked, line)
        return marked
    if b"\x00" in head:
        return _sixteen(path, head)
    broken_utf8 = _breaks_at(path, "utf-8")
    if broken_utf8 is None:
        return _utf8(path)
    broken_gb = _breaks_at(path, "gb18030")
    if broken_gb is not None:
        raise source_fault(
            "encoding_mixed",
            path,
            (
                "整份文件不属于任何一种可接受的编码,可能混用了两种编码",
                "the file as a whole is in none of the accepted encodings, or in two at once",
            ),
            why=(
                f"UTF-8 读至第 {broken_utf8} 行出错,GB18030 读至第 {broken_gb} 行出错",
                f"UTF-8 breaks at line {broken_utf8}, GB18030 at line {broken_gb}",
            ),
            mend=_MEND,
            line=max(broken_utf8, broken_gb),
        )
    _refuse_mixture(path)
    return "gb18030"


def lines(path: Path, codec: str) -> Iterator[str]:
    """Text lines split at LF only, line ends kept, byte order mark dropped."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    rest = ""
    first = True
    for block in blocks(path):
        rest += decoder.decode(block)
        if first and rest:
            rest = rest.removeprefix("\ufeff")
            first = False
        parts = rest.split("\n")
        rest = parts.pop()
        for part in parts:
            yield part + "\n"
    rest += decoder.decode(b"", True)
    if rest:
        yield rest


def _marked(head: bytes) -> str | None:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(b"\x84\x31\x95\x33"):
        return "gb18030"
    return None


def _breaks_at(path: Path, codec: str) -> int | None:
    """The first line that does not decode, or None."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    line = 1
    try:
        for block in blocks(path):
            line += decoder.decode(block).count("\n")
        decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        good = error.object[: error.start]
        try:
            return line + codecs.decode(bytes(good), codec, "ignore").count("\n")
        except UnicodeDecodeError:
            return line
    return None


def _sixteen(path: Path, head: bytes) -> str:
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for codec, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros >= 2 and zeros >= 8 * others and _breaks_at(path, codec) is None:
            return codec
    raise source_fault(
        "nul_bytes",
        path,
        ("文件含有空字节(NUL),不是文本", "the file has NUL bytes and is not text"),
        mend=_MEND,
        line=head[: head.index(0)].count(b"\n") + 1,
    )


def _utf8(path: Path) -> str:
    others = 0
    for block in blocks(path):
        if not block.isascii():
            others += len(block) - len(block.translate(None, bytes(range(128, 256))))
        if others >= 2 * _SURE:
            return "utf-8"
    if others and _breaks_at(path, "gb18030") is None:
        raise source_fault(
            "encoding_ambiguous",
            path,
            (
                "文件中的非英文字符太少,既可读作 UTF-8 也可读作 GB18030",
                "too few characters beyond ASCII: they read both as UTF-8 and as GB18030",
            ),
            mend=_MEND,
        )
    return "utf-8"


def _refuse_mixture(path: Path) -> None:
    """A GB18030 file whose lines include clear UTF-8 is a mixture; rare letters are no GB18030."""
    common = strange = 0
    number = 0
    for number, line in enumerate(_raw_lines(path), 1):
        if line.isascii():
            continue
        text = line.decode("gb18030")
        for letter in text:
            if letter > "\x7f":
                if _COMMON.match(letter):
                    common += 1
                elif not _plausible(letter):
                    strange += 1
        try:
            reread = line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        beyond = sum(letter > "\x7f" for letter in reread)
        if beyond >= 2:
            raise source_fault(
                "encoding_mixed",
                path,
                ("文件混用了 UTF-8 与 GB18030", "the file mixes UTF-8 and GB18030"),
                why=(f"第 {number} 行是 UTF-8", f"line {number} is UTF-8"),
                mend=_MEND,
                line=number,
            )
    if strange * 5 > common:
        raise source_fault(
            "encoding_ambiguous",
            path,
            ("不能断定文件的编码", "the encoding of the file cannot be told for certain"),
            why=(
                "按 GB18030 可读,但多为生僻字符",
                "it decodes as GB18030, but mostly to rare characters",
            ),
            mend=_MEND,
        )


def _plausible(letter: str) -> bool:
    return (
        "\u3400" <= letter <= "\u4dbf" or letter >= "\U00020000" or "\ue000" <= letter <= "\uf8ff"
    )


def _raw_lines(path: Path) -> Iterator[bytes]:
    rest = b""
    for block in blocks(path):
        parts = (rest + block).split(b"\n")
        rest = parts.pop()
        yield from parts
    if rest:
        yield rest


def _broken(path: Path, codec: str, line: int) -> Exception:
    return source_fault(
        "encoding_broken",
        path,
        (f"文件不是合格的 {codec} 文本", f"the file is not valid {codec} text"),
        mend=_MEND,
        line=line,
    )
