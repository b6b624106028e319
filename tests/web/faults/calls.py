"""What a process did to its disk, from ``strace``, and what a power cut may have left of it.

After Pillai et al. (OSDI 2014): what was written to a file is safe once the file was synced, a name
once its folder was. What was not yet safe is there not at all, as a beginning, as some of the
writes, or torn in a sector of 512 bytes; names that were not safe are there up to some point.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "openat,lseek,write,pwrite64,fsync,fdatasync,ftruncate,unlink,rename,renameat2,mkdir,close"
SECTOR = 512
_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)(?:<.*>)?(?: .*)?$")
_FD = re.compile(r"^(\d+)(?:<([^>]*)>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(slots=True)
class Call:
    """One call that changed something. ``acknowledged``: how many acts had been by then."""

    name: str
    path: str
    data: bytes = b""
    at: int = 0
    other: str = ""
    acknowledged: int = 0


def _bytes(coded: str) -> bytes:
    return bytes.fromhex(coded.replace("\\x", ""))


def calls_of(trace: Path, home: Path) -> Iterator[Call]:
    """The calls below ``home`` after READY, each with what had been acknowledged."""
    where: dict[int, int] = {}
    appends: dict[int, str] = {}
    sizes: dict[str, int] = {}
    ready, acknowledged = False, 0
    for line in _whole_lines(trace):
        met = _LINE.match(line)
        if met is None or int(met[3]) < 0:
            continue
        name, given, result = met[1], met[2], int(met[3])
        texts = [_bytes(text) for text in _TEXT.findall(given)]
        first = _FD.match(given)
        number = int(first[1]) if first else -1
        path = _bytes(first[2]).decode() if first and first[2] else ""
        if name == "openat":
            where[result] = 0
            appends.pop(result, None)
            path = texts[0].decode()
            if "O_APPEND" in given:
                appends[result] = path
            if path.startswith(str(home)) and ("O_CREAT" in given or "O_TRUNC" in given):
                kind = "truncated" if "O_TRUNC" in given else "made"
                yield Call(kind, path, acknowledged=acknowledged if ready else -1)
            continue
        if name == "lseek":
            where[number] = result
            continue
        if name == "write" and number == 1:
            told = texts[0].decode()
            ready = ready or told == "READY\n"
            if told.startswith("ACK "):
                acknowledged = int(told[4:])
            continue
        if name in ("unlink", "mkdir"):
            path = texts[0].decode()
        if name in ("rename", "renameat2"):
            path, other = texts[0].decode(), texts[1].decode()
        else:
            other = ""
        if not path.startswith(str(home)):
            continue
        call = Call(name, path, other=other, acknowledged=acknowledged if ready else -1)
        if name in ("write", "pwrite64"):
            call.name, call.data = "write", texts[0]
            if name == "pwrite64":
                call.at = int(given.rsplit(",", 1)[1])
            else:
                call.at = sizes.get(path, 0) if number in appends else where.get(number, 0)
                where[number] = call.at + len(call.data)
            sizes[path] = max(sizes.get(path, 0), call.at + len(call.data))
        elif name == "ftruncate":
            call.at = int(given.rsplit(",", 1)[1])
        elif name == "close":
            continue
        yield call


def _whole_lines(trace: Path) -> Iterator[str]:
    """Lines, where one call was interrupted by another thread's put together again."""
    begun: dict[str, str] = {}
    with trace.open(encoding="ascii", errors="replace") as file:
        for line in file:
            who = line.split(" ", 1)[0]
            if " <unfinished ...>" in line:
                begun[who] = line[: line.index(" <unfinished ...>")]
            elif "resumed>" in line and who in begun:
                yield begun.pop(who) + line[line.index("resumed>") + 8 :]
            else:
                yield line


@dataclass(slots=True)
class _File:
    safe: bytearray = field(default_factory=bytearray)
    pending: list[Call] = field(default_factory=list)


class Disk:
    """Files as they were at READY, changed call by call."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._named: dict[str, _File] = {
            str(path): _File(bytearray(path.read_bytes()))
            for path in home.rglob("*")
            if path.is_file()
        }
        self._safe_names = dict(self._named)
        self._made: dict[str, _File] = {}
        self._unsafe: list[Call] = []

    def take(self, call: Call) -> None:
        """One call more."""
        names = self._named
        match call.name:
            case "made" | "truncated":
                if call.path not in names:
                    names[call.path] = self._made[call.path] = _File()
                    self._unsafe.append(Call("put", call.path))
                elif call.name == "truncated":
                    names[call.path].pending.append(Call("ftruncate", call.path))
            case "write" | "ftruncate":
                if call.path in names:
                    names[call.path].pending.append(call)
            case "fsync" | "fdatasync":
                if call.path in names:
                    one = names[call.path]
                    for change in one.pending:
                        _apply(one.safe, change)
                    one.pending.clear()
                else:
                    self._sync_folder(call.path)
            case "unlink":
                names.pop(call.path, None)
                self._unsafe.append(call)
            case "rename" | "renameat2":
                if call.path in names:
                    names[call.other] = names.pop(call.path)
                self._unsafe.append(Call("rename", call.path, other=call.other))

    def _sync_folder(self, folder: str) -> None:
        keep = []
        for change in self._unsafe:
            if str(Path(change.other or change.path).parent) == folder:
                self._rename(self._safe_names, change)
            else:
                keep.append(change)
        self._unsafe = keep

    def _rename(self, names: dict[str, _File], change: Call) -> None:
        if change.name == "put":
            names[change.path] = self._made[change.path]
        elif change.name == "unlink":
            names.pop(change.path, None)
        elif change.path in names:
            names[change.other] = names.pop(change.path)

    def cut(self, into: Path, chance: random.Random) -> None:
        """Writes into a folder what a power cut now may leave."""
        names = dict(self._safe_names)
        for change in self._unsafe[: chance.randint(0, len(self._unsafe))]:
            self._rename(names, change)
        for path, one in names.items():
            if path.endswith("-shm"):
                continue
            content = bytearray(one.safe)
            for change in _left(one.pending, chance):
                _apply(content, change)
            target = into / Path(path).relative_to(self.home)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _left(pending: list[Call], chance: random.Random) -> list[Call]:
    match chance.choice(("none", "prefix", "some", "torn", "all")):
        case "none":
            return []
        case "all":
            return pending
        case "prefix":
            return pending[: chance.randint(0, len(pending))]
        case "some":
            return [one for one in pending if chance.random() < 0.5]
    kept = pending[: chance.randint(0, len(pending))]
    if kept and kept[-1].name == "write":
        last = kept[-1]
        sectors = chance.randint(0, len(last.data) // SECTOR)
        kept = [*kept[:-1], Call("write", last.path, last.data[: sectors * SECTOR], last.at)]
    return kept


def _apply(content: bytearray, change: Call) -> None:
    if change.name == "ftruncate":
        del content[change.at :]
        content.extend(bytes(change.at - len(content)))
        return
    if len(content) < change.at:
        content.extend(bytes(change.at - len(content)))
    content[change.at : change.at + len(change.data)] = change.data
