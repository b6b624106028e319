"""Zip archives opened with suspicion: no name is used as a path, and sizes are capped first."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path, PurePosixPath

from zhunsheng.trace.fault import source_fault

MOST_MEMBERS = 10_000
MOST_BYTES = 2 << 30
FREE_BYTES = 64 << 20
MOST_RATIO = 100


def open_archive(path: Path) -> zipfile.ZipFile:
    """An archive that passes the checks. Raises SourceError.

    Members are read by the zip module to their declared size and no further, so the cap on
    declared sizes is a cap on what can unpack.
    """
    try:
        archive = zipfile.ZipFile(path)
        members = archive.infolist()
    except (
        zipfile.BadZipFile,
        struct.error,
        EOFError,
        OSError,
        LookupError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise _refused(path, "archive_broken", ("压缩包损坏或不完整", str(error))) from error
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS:
        raise _refused(path, "archive_members", ("压缩包成员过多", f"{len(members)} members"))
    if len({name.lower() for name in names}) != len(names):
        raise _refused(path, "archive_duplicate", ("压缩包成员重名", "two members of one name"))
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in member.filename:
            raise _refused(path, "archive_path", ("压缩包含越界路径", member.filename))
        if member.flag_bits & 1:
            raise _refused(path, "archive_encrypted", ("压缩包已加密", "it is encrypted"))
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES or total > max(FREE_BYTES, MOST_RATIO * path.stat().st_size):
        raise _refused(
            path, "archive_bomb", ("压缩包解开后过大", f"it unpacks to {total >> 20} MB")
        )
    if "xl/workbook.xml" not in names:
        raise _refused(
            path, "not_a_workbook", ("压缩包内没有 XLSX 工作簿", "it holds no XLSX workbook")
        )
    return archive


def _refused(path: Path, code: str, detail: tuple[str, str]) -> Exception:
    return source_fault(code, path, ("压缩包拒收", "the archive is refused"), why=detail)
