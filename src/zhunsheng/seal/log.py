"""Writing the log: an append returns when its records are sealed and no power cut can undo it.

The order is everything. (1) The new entries and a checkpoint signed over them go into the journal,
and one fsync makes them safe. (2) Only then are tiles, history and the published checkpoint
written: whoever sees a checkpoint, a witness above all, sees one that will still be there. (3) From
time to time those are fsynced too, and a new, empty journal takes the old one's place.

What a crash leaves is mended when the log is next opened: whole frames are laid out again, a torn
tail is taken away, and a record of the log itself says that it was. After an error in writing
nothing more is accepted: a second fsync may claim what the first one lost.

Many threads share a commit (those that wait while one is under way go together in the next); of
many processes one writes at a time. Nothing here reads a clock: ``clock`` is handed in.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from zhunsheng.durable import commit_folder, make_folder, sync_file, sync_folder
from zhunsheng.seal import journal
from zhunsheng.seal.checkpoint import Checkpoint, NoteError, Opened, Signer, opened, signed
from zhunsheng.seal.faults import SealError, busy, damaged, exists, no_log, rolled_back, stopped
from zhunsheng.seal.record import Record
from zhunsheng.seal.tiles import BUNDLES, Edge, Tiles, drop_narrower, place
from zhunsheng.seal.tree import EMPTY, LONGEST, tile_path

CHECKPOINT = "checkpoint"
HISTORY = "checkpoints"
LOCK = "lock"
SETTLE_AFTER = 4_096
"""Records after which tiles are made safe and the journal begins anew."""

Clock = Callable[[], dt.datetime]


@dataclass(eq=False)
class _Waiting:
    entries: list[bytes]
    first: int | None = None
    error: BaseException | None = None


def create(folder: Path, signers: Sequence[Signer]) -> None:
    """Makes a log of no records; its origin is the name of the first signer.

    Raises SealError if there is something already.
    """
    if folder.exists():
        raise exists(folder)
    make_folder(folder.parent)
    staged = folder.with_name(folder.name + ".new")
    staged.mkdir(exist_ok=True)
    note = str(signed(Checkpoint(signers[0].public_key.name, 0, EMPTY), signers)).encode()
    (staged / HISTORY).write_bytes(note)
    (staged / CHECKPOINT).write_bytes(note)
    (staged / journal.NAME).write_bytes(journal.head(note, len(note)))
    (staged / LOCK).touch()
    commit_folder(staged, folder)


class SealedLog:
    """A log open for writing. One per process is enough; its methods may be called by threads."""

    def __init__(
        self,
        folder: Path,
        signers: Sequence[Signer],
        *,
        clock: Clock,
        wait: bool = True,
        settle_after: int = SETTLE_AFTER,
    ) -> None:
        """Opens the log and mends what a crash left.

        ``wait``: stand in line behind another writer; otherwise ``seal_busy`` is raised. Raises
        SealError for what is no log, is damaged, was rolled back, or belongs to other keys.
        """
        self.folder = folder
        self._signers = list(signers)
        self._keys = [signer.public_key for signer in signers]
        self._clock = clock
        self._wait = wait
        self._settle_after = settle_after
        self._turn = threading.Lock()
        self._queue_guard = threading.Lock()
        self._queue: list[_Waiting] = []
        self._broken: BaseException | None = None
        if not (folder / journal.NAME).is_file():
            raise no_log(folder)
        self._lock = os.open(folder / LOCK, os.O_RDWR)
        self._journal = -1
        self._base: journal.Base
        self._latest: Opened
        self._edge: Edge
        self._end: int
        self._history: int
        try:
            with self._writing():
                self._load(anew=True)
                self._settle()
        except BaseException:
            self._release()
            raise

    @property
    def checkpoint(self) -> Opened:
        """The newest checkpoint this process knows of."""
        return self._latest

    def append(self, records: Sequence[Record]) -> range:
        """Seals records; their numbers. When this returns, they are on the disk.

        Raises SealError (the records are not sealed), RecordError, OSError.
        """
        return self.append_entries([record.entry() for record in records])

    def append_entries(self, entries: Sequence[bytes]) -> range:
        """Seals entries of any content, 65,535 bytes each at most; their numbers."""
        if any(len(entry) > LONGEST for entry in entries):
            raise ValueError(f"an entry is longer than {LONGEST} bytes")
        mine = _Waiting(list(entries))
        with self._queue_guard:
            self._queue.append(mine)
        with self._turn:
            if mine.first is None and mine.error is None:
                with self._queue_guard:
                    together, self._queue = self._queue, []
                self._seal(together)
        if mine.error is not None:
            raise mine.error
        assert mine.first is not None
        return range(mine.first, mine.first + len(entries))

    def close(self) -> None:
        """Makes everything safe in its place, so that the next opening has nothing to do."""
        with self._turn:
            if self._lock < 0:
                return
            try:
                if self._broken is None:
                    with self._writing():
                        self._catch_up()
                        self._settle()
            finally:
                self._release()

    def __enter__(self) -> SealedLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _seal(self, together: list[_Waiting]) -> None:
        try:
            if self._broken is not None or self._lock < 0:
                raise stopped(self.folder, self._broken)
            with self._writing():
                self._catch_up()
                first = self._edge.size
                self._commit([entry for one in together for entry in one.entries])
                for one in together:
                    one.first = first
                    first += len(one.entries)
                self._show()
                if self._edge.size - self._base.opened.checkpoint.size >= self._settle_after:
                    self._settle()
        except BaseException as error:
            if not isinstance(error, SealError):
                self._broken = self._broken or error
            for one in together:
                if one.first is None:
                    one.error = error
            if not isinstance(error, Exception):
                raise

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The right to write, for one process at a time."""
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | (0 if self._wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise busy(self.folder) from error
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def _commit(self, entries: list[bytes]) -> None:
        """Signs and makes safe; nobody can see it yet."""
        edge = self._edge.copy()
        files = edge.extend(entries)
        note = signed(Checkpoint(self._origin, edge.size, edge.tree.root()), self._signers)
        data = journal.frame(entries, str(note).encode())
        try:
            add_safely(self._journal, data, self._end)
        except OSError as error:
            self._broken = error
            os.ftruncate(self._journal, self._end)
            raise
        self._end += len(data)
        self._edge = edge
        self._latest = opened(note, self._keys)
        self._unseen.append((files, str(note).encode()))

    def _show(self) -> None:
        """Tiles, history and checkpoint of what is safe, for readers; nothing is waited for."""
        for files, note in self._unseen:
            place(self.folder, files)
            drop_narrower(self.folder, files, kept=self._needed)
            self._touched.update(dict.fromkeys(files))
            with (self.folder / HISTORY).open("r+b") as history:
                history.seek(self._history)
                history.write(note)
                history.truncate()
            self._history += len(note)
            place(self.folder, {CHECKPOINT: note})
        self._unseen.clear()

    def _settle(self) -> None:
        """Makes tiles and history safe, then begins the journal anew."""
        if self._edge.size == self._base.opened.checkpoint.size:
            return
        edge = set(_edge_paths(self._edge))
        full = [path for path in self._touched if ".p/" not in path]
        sync_all(self.folder, [*full, *edge, HISTORY, CHECKPOINT])
        begin_journal(self.folder, str(self._latest.note).encode(), self._history)
        drop_narrower(self.folder, full)
        for path in {*self._touched, *self._needed} - {*full, *edge}:
            (self.folder / path).unlink(missing_ok=True)
        self._load()

    def _load(self, *, anew: bool = False) -> None:
        """Everything from the files: the base, then the frames. Lays out and mends what is due."""
        if self._journal >= 0:
            os.close(self._journal)
        self._journal = os.open(self.folder / journal.NAME, os.O_RDWR)
        content = _read_all(self._journal)
        self._base = journal.read_base(content, self._keys, self.folder)
        self._origin = self._base.opened.checkpoint.origin
        size = self._base.opened.checkpoint.size
        self._edge = Tiles(self.folder, size).edge()
        if self._edge.tree.root() != self._base.opened.checkpoint.root:
            raise damaged(self.folder, f"tile/ ({size})")
        if (self.folder / HISTORY).stat().st_size < self._base.history:
            raise damaged(self.folder, HISTORY)
        self._needed = list(_edge_paths(self._edge))
        self._latest = self._base.opened
        self._history = self._base.history
        self._end = self._base.end
        self._touched: dict[str, None] = {}
        self._unseen: list[tuple[dict[str, bytes], bytes]] = []
        self._read_frames(content[self._end :], anew=anew)

    def _catch_up(self) -> None:
        """What other processes have added since."""
        now, mine = (self.folder / journal.NAME).stat(), os.fstat(self._journal)
        if now.st_ino != mine.st_ino:
            known = self._latest.checkpoint
            self._load()
            if self._edge.size < known.size:
                raise rolled_back(self.folder, known.size, self._edge.size)
        elif now.st_size < self._end:
            raise rolled_back(self.folder, self._edge.size, 0)
        elif now.st_size > self._end:
            self._read_frames(_read_all(self._journal, self._end), anew=False)

    def _read_frames(self, content: bytes, *, anew: bool) -> None:
        """Takes over the frames after those known; ``content`` is the journal from there on.

        ``anew``: lay all of them out again, since a power cut may have taken what their writer did;
        otherwise only those whose checkpoint is not published, their writer having died."""
        frames, at = [], 0
        while (found := journal.next_frame(content, at, self._edge, self._keys)) is not None:
            frames.append(found)
            self._edge, self._latest, at = found.edge, found.opened, found.end
        self._end += at
        shown = 0 if anew else self._published()
        for one in frames:
            note = str(one.opened.note).encode()
            if one.opened.checkpoint.size > shown:
                self._unseen.append((one.files, note))
            else:
                self._touched.update(dict.fromkeys(one.files))
                self._history += len(note)
        if self._published() > self._edge.size:
            raise rolled_back(self.folder, self._published(), self._edge.size)
        if torn := content[at:]:
            self._commit([self._repair(torn).entry()])
        self._show()

    def _repair(self, torn: bytes) -> Record:
        return Record(
            when=self._clock(),
            who="zhunsheng.seal",
            what="seal.repair",
            on=("journal", self._origin),
            why="torn-tail",
            result="removed",
            counts={"bytes": len(torn), "size": self._edge.size},
            commits={"removed": sha256(torn).hexdigest()},
        )

    def _published(self) -> int:
        """The size readers have been shown; 0 where a power cut has left no checkpoint."""
        try:
            return opened((self.folder / CHECKPOINT).read_bytes(), self._keys).checkpoint.size
        except (OSError, NoteError):
            return 0

    def _release(self) -> None:
        for descriptor in (self._journal, self._lock):
            if descriptor >= 0:
                os.close(descriptor)
        self._journal = self._lock = -1


def _edge_paths(edge: Edge) -> Iterator[str]:
    """The narrow files the edge was read from."""
    for level, hashes in enumerate(edge.levels):
        if hashes:
            yield tile_path(level, edge.size >> 8 * level >> 8, len(hashes))
    if edge.bundle:
        yield tile_path(BUNDLES, edge.size >> 8, len(edge.levels[0]))


def add_safely(descriptor: int, data: bytes, at: int) -> None:
    """Writes over whatever is from ``at`` on, and waits until it is on the disk."""
    end = at + len(data)
    while data:
        done = os.pwrite(descriptor, data, at)
        data, at = data[done:], at + done
    os.ftruncate(descriptor, end)
    os.fsync(descriptor)


def sync_all(folder: Path, files: Sequence[str]) -> None:
    """Waits until files are on the disk, with their names and those of the folders above them."""
    for path in files:
        sync_file(folder / path)
    above = {above for path in files for above in PurePath(path).parents}
    for one in sorted(above, key=lambda one: -len(one.parts)):
        sync_folder(folder / one)


def begin_journal(folder: Path, note: bytes, history: int) -> None:
    """Puts an empty journal in the place of the old one."""
    part = folder / (journal.NAME + ".part")
    part.write_bytes(journal.head(note, history))
    sync_file(part)
    part.rename(folder / journal.NAME)
    sync_folder(folder)


def _read_all(descriptor: int, at: int = 0) -> bytes:
    parts = []
    while part := os.pread(descriptor, 1 << 20, at):
        parts.append(part)
        at += len(part)
    return b"".join(parts)
