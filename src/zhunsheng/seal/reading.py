"""Reading a log and proving what is in it; no lock and no secret key is needed."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path

from zhunsheng.seal.checkpoint import (
    PROOF,
    Checkpoint,
    Note,
    NoteError,
    Opened,
    PublicKey,
    opened,
    split_notes,
)
from zhunsheng.seal.faults import no_log, refused
from zhunsheng.seal.tiles import Tiles
from zhunsheng.seal.tree import consistency_proof, inclusion_proof


def newest(folder: Path, keys: Sequence[PublicKey]) -> Opened:
    """The checkpoint that is published. Raises SealError if there is none to believe."""
    path = folder / "checkpoint"
    if not path.is_file():
        raise no_log(folder)
    try:
        return opened(path.read_bytes(), keys)
    except NoteError as error:
        raise refused(error.code, error.zh, error.en, path) from error


def history(folder: Path, keys: Sequence[PublicKey]) -> Iterator[Opened]:
    """All checkpoints that were published, oldest first. Raises SealError."""
    path = folder / "checkpoints"
    size = newest(folder, keys).checkpoint.size
    for note in split_notes(path.read_bytes()):
        try:
            one = opened(note, keys)
        except NoteError as error:
            raise refused(error.code, error.zh, error.en, path) from error
        yield one
        if one.checkpoint.size == size:
            return  # what follows is being written


def at_size(folder: Path, keys: Sequence[PublicKey], size: int) -> Opened:
    """The checkpoint of exactly this size. Raises SealError if none was signed."""
    for one in history(folder, keys):
        if one.checkpoint.size == size:
            return one
    raise refused(
        "no_such_checkpoint",
        f"没有条数为 {size} 的检查点",
        f"no checkpoint was signed at {size} records",
        folder,
    )


def origin(folder: Path) -> str:
    """Of which log the folder says it is; not to be believed without a key. Raises SealError."""
    path = folder / "checkpoint"
    try:
        return Checkpoint.parse(Note.parse(path.read_bytes()).text).origin
    except (FileNotFoundError, NotADirectoryError) as error:
        raise refused(
            "no_seal", "这里没有封存日志", "there is no sealed log here", folder
        ) from error
    except NoteError as error:
        raise refused(error.code, error.zh, error.en, path) from error


def proof_of(folder: Path, index: int, seen: Opened) -> str:
    """That record ``index`` is under a checkpoint: a C2SP tlog-proof, to be kept as one file.

    Raises SealError if the log at that size has no such record.
    """
    size = seen.checkpoint.size
    tiles = Tiles(folder, size)
    tiles.entry(index)
    lines = [PROOF, f"index {index}"]
    lines += [base64.b64encode(one).decode() for one in inclusion_proof(index, size, tiles.node)]
    return "\n".join(lines) + f"\n\n{seen.note}"


def growth_of(folder: Path, old: int, size: int) -> list[bytes]:
    """The consistency proof from one size to another, for a witness."""
    return consistency_proof(old, size, Tiles(folder, size).node)
