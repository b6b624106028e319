"""Does a log still say what it said? For those who trust neither its keeper nor its programs.

Needs the folder (or a copy), the log's public key, and the checkpoints one has kept elsewhere. Uses
nothing of this program but ``tree`` and ``checkpoint``, and can be run by itself::

    python -m zhunsheng.seal.verify FOLDER --key KEY [--earlier CHECKPOINT …]

The whole tree is computed anew from the records and held against every checkpoint there is; where
that fails, the hashes in the tiles help to say which record it is.

What no verifier can see without a checkpoint kept elsewhere: that the holder of the key has made a
new log from the beginning, or that log and checkpoints were set back together.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from zhunsheng.seal.checkpoint import (
    Checkpoint,
    NoteError,
    Opened,
    PublicKey,
    opened,
    split_notes,
    split_proof,
)
from zhunsheng.seal.tree import (
    EMPTY,
    WIDTH,
    Frontier,
    leaf_hash,
    root_of,
    split_bundle,
    split_tile,
    tile_path,
    verify_inclusion,
)

WORDS = {
    "malformed": ("{where}：{zh}", "{where}: {en}"),
    "no_checkpoint": ("没有 {where} 文件", "there is no file {where}"),
    "changed": ("第 {first} 号记录被改动", "record {first} was changed"),
    "dropped": ("第 {first} 号记录被删去", "record {first} was dropped"),
    "tail_dropped": (
        "末尾的第 {first} 至 {last} 号记录被删去，{where}曾封存它们",
        "records {first} to {last} at the end were dropped; {where} sealed them",
    ),
    "inserted": ("第 {first} 号位置上多出一条记录", "record {first} was slipped in"),
    "reordered": (
        "第 {first} 号记录被移到第 {last} 号位置",
        "record {first} was moved to the place of record {last}",
    ),
    "rewritten": (
        "第 {first} 至 {last} 号记录中有被改动、删去或插入的，与{where}不符",
        "among records {first} to {last} something was changed, dropped or inserted: they are not "
        "what {where} sealed",
    ),
    "forked": (
        "日志与{where}不是同一历史：自第 {first} 至 {last} 号记录之间分叉",
        "the log and {where} are two histories: they part between records {first} and {last}",
    ),
    "two_roots": (
        "条数为 {last} 的检查点有两份，内容不同而都有有效签名：签发者出示过两种历史（{where}）",
        "two checkpoints of {last} records differ, both signed: two histories were shown ({where})",
    ),
    "rolled_back": (
        "日志被退回旧状态：{where}封存到第 {last} 号记录，现缺第 {first} 号及以后",
        "the log was set back: {where} reaches to record {last}, and all from {first} on is gone",
    ),
    "tile_changed": (
        "哈希文件 {where} 与记录不符（记录本身与检查点相符）",
        "the hashes in {where} do not fit the records (which do fit the checkpoints)",
    ),
    "disorder": (
        "{where}：检查点的先后次序与条数不符",
        "{where}: the checkpoints are not in the order of their sizes",
    ),
    "many": ("……另有 {first} 处", "… and {first} more"),
}
PUBLISHED, HISTORY = "checkpoint", "checkpoints"
_SHOWN = 20
_COMPARED = 5_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; ``first`` and ``last`` are numbers of records."""

    code: str
    zh: str
    en: str
    first: int | None
    last: int | None


def _finding(
    code: str,
    where: str = "",
    first: int | None = None,
    last: int | None = None,
    *,
    said: tuple[str, str] = ("", ""),
) -> Finding:
    zh, en = (
        text.format(where=where, first=first, last=last, zh=said[0], en=said[1])
        for text in WORDS.get(code, WORDS["malformed"])
    )
    return Finding(code, zh, en, first, last)


@dataclass(frozen=True, slots=True)
class Claim:
    """A checkpoint somebody has shown, and where it was found."""

    where: str
    checkpoint: Checkpoint
    is_own: bool

    @property
    def told(self) -> str:
        return f"{self.where} ({self.checkpoint.size})"


@dataclass(slots=True)
class Report:
    """What was looked at and what was found; nothing found means nothing was changed."""

    size: int = 0
    checkpoints: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    """One telling of the leaves: by the records themselves, or by the tiles.

    ``bundles`` are the roots of full bundles, ``edge`` the tree of the last, ``doubtful`` the
    leaves from where the two tellings first differ.
    """

    bundles: list[bytes] = field(default_factory=list)
    above: Frontier = field(default_factory=Frontier)
    edge: Frontier = field(default_factory=Frontier)
    roots: dict[int, bytes] = field(default_factory=lambda: {0: EMPTY})
    doubtful: list[bytes] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.bundles) * WIDTH + self.edge.size

    def copy(self) -> _Line:
        return _Line(list(self.bundles), self.above.copy(), self.edge.copy(), dict(self.roots), [])

    def add(self, hashes: Sequence[bytes], sizes: set[int]) -> None:
        for size, one in enumerate(hashes, self.size + 1):
            self.edge.append(one)
            if self.edge.size == WIDTH:
                self.bundles.append(self.edge.root())
                self.above.append(self.bundles[-1])
                self.edge = Frontier()
            if size in sizes:
                self.roots[size] = self.above.root(self.edge)

    def bears_out(self, claim: Claim) -> bool:
        return self.roots.get(claim.checkpoint.size) == claim.checkpoint.root


def verify_log(
    folder: Path, keys: Sequence[PublicKey], earlier: Sequence[tuple[str, bytes]] = ()
) -> Report:
    """Everything that is wrong with a log.

    ``keys``: the log's public key first, then those of witnesses. ``earlier``: checkpoints kept
    elsewhere, each with a name to speak of it. Raises OSError for a folder that cannot be read.
    """
    report = Report()
    claims = [*_own_claims(folder, keys, report), *_earlier_claims(earlier, keys, report)]
    report.checkpoints = len(claims)
    own = [claim for claim in claims if claim.is_own]
    report.size = max((claim.checkpoint.size for claim in own), default=0)
    report.findings += _two_roots(claims)
    records, tiles, apart = _both(folder, report.size, {one.checkpoint.size for one in claims})
    whole = [line for line in (records, tiles) if line.size == report.size]
    sound = [line for line in whole if all(map(line.bears_out, own))]
    true = sound[0] if sound else records
    if records is true:
        report.findings += _tile_faults(folder, records, apart)
    elif tiles is true:  # the tiles still say what was sealed, and so which records are others
        begin = apart[0] * WIDTH
        report.findings += _told_apart(tiles.doubtful, records.doubtful, begin)
    report.findings += _against(claims, true)
    return report


def _both(folder: Path, size: int, sizes: set[int]) -> tuple[_Line, _Line, list[int]]:
    """The leaves by the records and by the tiles, one line if they agree, and where they differ."""
    records = tiles = _Line()
    apart: list[int] = []
    for number in range(-(-size // WIDTH)):
        width = min(WIDTH, size - number * WIDTH)
        found = [leaf_hash(entry) for entry in _parts(folder, "entries", number, width)]
        hashes = _parts(folder, 0, number, width)
        if found != hashes:
            tiles = tiles if apart else records.copy()
            apart.append(number)
        records.add(found, sizes)
        if apart:
            tiles.add(hashes, sizes)
            records.doubtful += found
            tiles.doubtful += hashes
    return records, tiles, apart


def _own_claims(folder: Path, keys: Sequence[PublicKey], report: Report) -> Iterator[Claim]:
    at = -1
    for name in (HISTORY, PUBLISHED):
        path = folder / name
        if not path.is_file():
            report.findings.append(_finding("no_checkpoint", name))
            continue
        content = path.read_bytes()
        for number, note in enumerate(split_notes(content) if name == HISTORY else [content], 1):
            where = f"{name} #{number}" if name == HISTORY else name
            for claim in _claims(where, note, keys, report, is_own=True):
                if claim.checkpoint.size < at:
                    report.findings.append(_finding("disorder", where))
                at = claim.checkpoint.size
                yield claim


def _earlier_claims(
    earlier: Sequence[tuple[str, bytes]], keys: Sequence[PublicKey], report: Report
) -> Iterator[Claim]:
    for name, note in ((name, note) for name, content in earlier for note in split_notes(content)):
        yield from _claims(name, note, keys, report, is_own=False)


def _claims(
    where: str, note: bytes, keys: Sequence[PublicKey], report: Report, *, is_own: bool
) -> Iterator[Claim]:
    try:
        yield Claim(where, opened(note, keys).checkpoint, is_own)
    except NoteError as error:
        report.findings.append(_finding(error.code, where, said=(error.zh, error.en)))


def _parts(folder: Path, kind: int | str, number: int, width: int) -> list[bytes]:
    """Entries of a bundle or hashes of a tile, from the narrowest file that is wide enough."""
    split = split_bundle if kind == "entries" else split_tile
    for one in range(width, WIDTH + 1):
        path = folder / tile_path(kind, number, one)
        if path.is_file():
            try:
                parts = split(path.read_bytes())
            except ValueError:
                return []
            # A wider file may stand in for this one; otherwise a number too many is a fault.
            return parts[:width] if one != width else parts
    return []


def _two_roots(claims: Sequence[Claim]) -> Iterator[Finding]:
    first: dict[int, Claim] = {}
    for claim in claims:
        other = first.setdefault(claim.checkpoint.size, claim)
        if other.checkpoint.root != claim.checkpoint.root:
            where = f"{other.where}, {claim.where}"
            yield _finding("two_roots", where, None, claim.checkpoint.size)


def _against(claims: Sequence[Claim], line: _Line) -> Iterator[Finding]:
    """What the checkpoints say that are not borne out: the first of each kind says the most."""
    own = {claim.checkpoint for claim in claims if claim.is_own}
    for mine, beyond, within in (
        ([claim for claim in claims if claim.is_own], "tail_dropped", "rewritten"),
        ([claim for claim in claims if claim.checkpoint not in own], "rolled_back", "forked"),
    ):
        mine.sort(key=lambda claim: claim.checkpoint.size)
        # Against what is held elsewhere the log's own word counts for nothing.
        heard = [claim for claim in claims if within == "rewritten" or not claim.is_own]
        right = [claim.checkpoint.size for claim in heard if line.bears_out(claim)]
        wrong = [claim for claim in mine if not line.bears_out(claim)]
        if wrong and (size := wrong[-1].checkpoint.size) > line.size:
            yield _finding(beyond, wrong[-1].told, line.size, size - 1)
        if wrong and (size := wrong[0].checkpoint.size) <= line.size:
            begin = max((one for one in right if one < size), default=0)
            yield _finding(within, wrong[0].told, begin, size - 1)


def _told_apart(sealed: list[bytes], found: list[bytes], begin: int) -> Iterator[Finding]:
    """How the records found differ from those sealed, both by their hashes from ``begin`` on."""
    while sealed and found and sealed[-1] == found[-1]:
        sealed, found = sealed[:-1], found[:-1]
    same = next(
        (at for at, (a, b) in enumerate(zip(sealed, found, strict=False)) if a != b),
        min(len(sealed), len(found)),
    )
    sealed, found, begin = sealed[same:], found[same:], begin + same
    if not found and len(sealed) > 1:
        yield _finding("tail_dropped", PUBLISHED, begin, begin + len(sealed) - 1)
        return
    if max(len(sealed), len(found)) > _COMPARED:
        yield _finding("rewritten", PUBLISHED, begin, begin + max(len(sealed), len(found)) - 1)
        return
    gone, new = list[tuple[int, int]](), list[tuple[int, int]]()
    matcher = SequenceMatcher(None, sealed, found, autojunk=False)
    for number, (kind, i1, i2, j1, j2) in enumerate(matcher.get_opcodes()):
        if kind != "equal":
            gone += [(at, number) for at in range(i1, i2)]
            new += [(at, number) for at in range(j1, j2)]
    named = list(_named(sealed, found, gone, new, begin))
    yield from named[:_SHOWN]
    if len(named) > _SHOWN:
        yield _finding("many", first=len(named) - _SHOWN)


def _named(
    sealed: list[bytes],
    found: list[bytes],
    gone: list[tuple[int, int]],
    new: list[tuple[int, int]],
    begin: int,
) -> Iterator[Finding]:
    """Each difference by its name: what is gone here and new there was moved."""
    places = {found[at]: (at, number) for at, number in reversed(new)}
    for at, number in list(gone):
        to = places.pop(sealed[at], None)
        if to is not None:
            gone.remove((at, number))
            new.remove(to)
            yield _finding("reordered", first=begin + at, last=begin + to[0])
    for at, number in gone:
        instead = next((one for one in new if one[1] == number), None)
        if instead is not None:
            new.remove(instead)
        yield _finding("dropped" if instead is None else "changed", first=begin + at)
    for at, _ in new:
        yield _finding("inserted", first=begin + at)


def _tile_faults(folder: Path, records: _Line, apart: Sequence[int]) -> Iterator[Finding]:
    """Tiles that are not what the records make them: found apart below, computed anew above."""
    for number in apart:
        yield _finding("tile_changed", tile_path(0, number))
    level, hashes = 1, records.bundles
    while hashes:
        for at in range(0, len(hashes), WIDTH):
            tile = hashes[at : at + WIDTH]
            if _parts(folder, level, at // WIDTH, len(tile)) != tile:
                yield _finding("tile_changed", tile_path(level, at // WIDTH, len(tile)))
        full = range(0, len(hashes) - WIDTH + 1, WIDTH)
        hashes = [root_of(hashes[at : at + WIDTH]) for at in full]
        level += 1


def verify_proof(entry: bytes, proof: str, keys: Sequence[PublicKey]) -> tuple[int, Opened]:
    """The number of a record, and the signed checkpoint it is under, by a C2SP tlog-proof.

    Raises NoteError or ProofError if it is not.
    """
    index, hashes, note = split_proof(proof)
    seen = opened(note, keys)
    size, root = seen.checkpoint.size, seen.checkpoint.root
    verify_inclusion(leaf_hash(entry), index, size, hashes, root)
    return index, seen


def main(arguments: Sequence[str] | None = None) -> int:
    """0: nothing was changed; 1: something was; 3: it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m zhunsheng.seal.verify", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--key", action="append", required=True, help="public key, name+id+key")
    parser.add_argument("--earlier", action="append", type=Path, default=[], metavar="CHECKPOINT")
    parser.add_argument("--lang", choices=["zh", "en"], default="zh")
    given = parser.parse_args(arguments)
    try:
        keys = [PublicKey.parse(key) for key in given.key]
        earlier = [(str(path), path.read_bytes()) for path in given.earlier]
        report = verify_log(given.folder, keys, earlier)
    except (NoteError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 3
    for one in report.findings:
        sys.stdout.write((one.zh if given.lang == "zh" else one.en) + "\n")
    if not report.findings:
        zh = f"{report.size} 条记录、{report.checkpoints} 个检查点全部相符。\n"
        en = f"{report.size} records, {report.checkpoints} checkpoints: all of them agree.\n"
        sys.stdout.write(zh if given.lang == "zh" else en)
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
