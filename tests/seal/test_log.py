"""An append is sealed when it returns: by threads, by processes, through kills and broken disks."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from seal_samples import (
    KEY,
    PUBLIC,
    clock,
    entries,
    is_repair,
    made_log,
    opened_log,
    record,
    records,
)

from zhunsheng.seal import journal, reading
from zhunsheng.seal.checkpoint import SecretKey
from zhunsheng.seal.faults import SealError
from zhunsheng.seal.log import SealedLog, create
from zhunsheng.seal.tiles import Tiles
from zhunsheng.seal.tree import leaf_hash, root_of, verify_consistency
from zhunsheng.seal.verify import verify_log, verify_proof

CHILD = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1].split(":")
from seal_samples import opened_log, record
log = opened_log(Path(sys.argv[2]), settle_after=int(sys.argv[4]))
print("ready", flush=True)
number = int(sys.argv[3])
for at in range(int(sys.argv[5])):
    log.append([record(number + at)])
    print(number + at, flush=True)
"""


def child(folder: Path, begin: int, *, settle_after: int, count: int) -> subprocess.Popen[str]:
    settings = [str(begin), str(settle_after), str(count)]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, ":".join(sys.path), str(folder), *settings],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_what_is_appended_is_there_in_order_and_proved(tmp_path: Path) -> None:
    folder = made_log(tmp_path / "log", 1, 3, 255, 256, 257, 700)
    sealed = [one.entry() for one in records(0, 700)]
    assert entries(folder, 700) == sealed
    assert [one.checkpoint.size for one in reading.history(folder, PUBLIC)] == [
        0, 1, 3, 255, 256, 257, 700,
    ]  # fmt: skip
    newest = reading.newest(folder, PUBLIC)
    assert newest.checkpoint.root == root_of(map(leaf_hash, sealed))
    for index in (0, 254, 256, 511, 699):
        proof = reading.proof_of(folder, index, newest)
        assert verify_proof(sealed[index], proof, PUBLIC) == (index, newest)
    for old in (1, 255, 257):
        before = reading.at_size(folder, PUBLIC, old).checkpoint
        steps = reading.growth_of(folder, old, 700)
        verify_consistency(old, 700, steps, before.root, newest.checkpoint.root)
    with pytest.raises(SealError, match="there is no record 700"):
        Tiles(folder, 700).entry(700)


def test_an_append_reads_no_full_tile_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made_log(tmp_path / "log", 3 * 256 + 5)
    read: list[str] = []
    real = Path.read_bytes

    def noted(self: Path) -> bytes:
        read.append(str(self))
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", noted)
    with opened_log(folder) as log:
        log.append(records(773, 780))
    assert not [path for path in read if path.endswith(("/000", "/001", "/002"))]


def test_threads_share_commits_and_each_gets_its_own_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    create(folder, [KEY])
    got: dict[int, range] = {}
    with opened_log(folder) as log:

        def work(begin: int) -> None:
            for number in range(begin, begin + 25):
                got[number] = log.append([record(number), record(number)])

        threads = [threading.Thread(target=work, args=(100 * n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    sealed = entries(folder, 400)
    for number, places in got.items():
        assert [sealed[place] for place in places] == [record(number).entry()] * 2
    assert len({place for places in got.values() for place in places}) == 400
    assert len(list(reading.history(folder, PUBLIC))) < 201, "some commits were shared"
    assert verify_log(folder, PUBLIC).findings == []


def test_processes_take_turns(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    create(folder, [KEY])
    children = [child(folder, 1000 * n, settle_after=16, count=30) for n in range(4)]
    for one in children:
        one.communicate()
        assert one.returncode == 0
    with opened_log(folder) as log:
        size = log.checkpoint.checkpoint.size
    wanted = {record(1000 * n + at).entry() for n in range(4) for at in range(30)}
    assert size == 120 and set(entries(folder, size)) == wanted
    assert verify_log(folder, PUBLIC).findings == []


def test_another_writer_is_waited_for_or_told_of(tmp_path: Path) -> None:
    folder = made_log(tmp_path / "log", 3)
    with opened_log(folder) as log, log._writing(), pytest.raises(SealError, match="another"):
        SealedLog(folder, [KEY], clock=clock, wait=False)
    with opened_log(folder) as one, opened_log(folder) as other:
        one.append(records(3, 5))
        assert other.append(records(5, 6)) == range(5, 6)
        assert one.append(records(6, 7)) == range(6, 7)


@pytest.mark.parametrize("trials", [5, pytest.param(200, marks=pytest.mark.full)])
def test_killed_at_random_moments_nothing_acknowledged_is_lost(trials: int, tmp_path: Path) -> None:
    chance = random.Random(11)
    folder = tmp_path / "log"
    create(folder, [KEY])
    acknowledged: list[int] = []
    for trial in range(trials):
        writer = child(folder, 10_000 * trial, settle_after=5, count=9_999)
        assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.2))
        writer.kill()
        acknowledged += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
        writer.wait()
        shown = (folder / "checkpoint").read_bytes()
        with opened_log(folder) as log:
            size = log.checkpoint.checkpoint.size
        there = [one for one in entries(folder, size) if not is_repair(one)]
        assert len(set(there)) == len(there)
        assert {record(number).entry() for number in acknowledged} <= set(there)
        assert len(there) - len(acknowledged) <= trial + 1, "one may have been under way"
        acknowledged = [int(one) for one in map(_number, there)]
        assert verify_log(folder, PUBLIC, [("shown", shown)]).findings == []


def _number(entry: bytes) -> str:
    return entry.partition(b'"w-')[2].partition(b'"')[0].decode()


def test_a_torn_tail_is_taken_away_and_the_log_says_so(tmp_path: Path) -> None:
    folder = made_log(tmp_path / "log", 3)
    with (folder / "journal").open("ab") as file:
        file.write(b"commit 100 200\nhalf of some")
    with opened_log(folder) as log:
        assert log.append(records(3, 4)) == range(4, 5)
    repair = entries(folder, 5)[3]
    assert is_repair(repair) and b'"counts":{"bytes":27,"size":3}' in repair
    assert verify_log(folder, PUBLIC).findings == []


def test_a_whole_frame_signed_for_other_entries_counts_as_torn(tmp_path: Path) -> None:
    folder = made_log(tmp_path / "log", 3)
    note = str(reading.newest(folder, PUBLIC).note).encode()
    with (folder / "journal").open("ab") as file:
        file.write(journal.frame([b"slipped in"], note))
    with opened_log(folder):
        pass
    assert [is_repair(one) for one in entries(folder, 4)] == [False, False, False, True]


def test_after_a_failed_fsync_nothing_more_is_accepted_until_reopened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made_log(tmp_path / "log", 3)
    log = opened_log(folder)

    def broken(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", broken)
        with pytest.raises(OSError, match="Input/output"):
            log.append(records(3, 4))
    with pytest.raises(SealError, match="takes no more records"):
        log.append(records(3, 4))
    log.close()
    with opened_log(folder) as again:
        assert again.append(records(7, 8)) == range(3, 4)
    assert entries(folder, 4)[3] == record(7).entry()
    assert verify_log(folder, PUBLIC).findings == []


def test_a_full_disk_refuses_the_append_and_keeps_the_log(tmp_path: Path) -> None:
    folder = made_log(tmp_path / "log", 3)
    limited = (
        "import resource,signal,sys;signal.signal(signal.SIGXFSZ,signal.SIG_IGN);"
        "sys.path[:0]=sys.argv[1].split(':');from pathlib import Path;"
        "from seal_samples import opened_log,records;log=opened_log(Path(sys.argv[2]));"
        "resource.setrlimit(resource.RLIMIT_FSIZE,(2000,2000));log.append(records(3,99))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", limited, ":".join(sys.path), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0 and "File too large" in ended.stderr
    with opened_log(folder) as log:
        assert log.checkpoint.checkpoint.size == 3
    assert verify_log(folder, PUBLIC).findings == []


def test_a_log_set_back_is_not_written_on(tmp_path: Path) -> None:
    folder = made_log(tmp_path / "log", 3)
    before = (folder / "journal").read_bytes()
    with opened_log(folder) as log:
        log.append(records(3, 5))
    (folder / "journal").write_bytes(before)
    with pytest.raises(SealError, match="set back"):
        opened_log(folder)


def test_a_running_log_notices_when_it_is_set_back_whole(tmp_path: Path) -> None:
    folder = made_log(tmp_path / "log", 3)
    old = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    log = opened_log(folder)
    log.append(records(3, 5))
    for path, content in old.items():
        path.unlink(missing_ok=True)
        path.write_bytes(content)
    with pytest.raises(SealError, match="set back"):
        log.append(records(5, 6))


def test_a_log_is_not_opened_with_another_key_nor_where_there_is_none(tmp_path: Path) -> None:
    folder = made_log(tmp_path / "log", 3)
    with pytest.raises(SealError, match="not signed by the log's key"):
        SealedLog(folder, [SecretKey(KEY.name, bytes(32))], clock=clock)
    with pytest.raises(SealError, match="no sealed log here"):
        opened_log(tmp_path / "nowhere")
    with pytest.raises(SealError, match="something here already"):
        create(folder, [KEY])


def test_two_keys_sign_every_checkpoint(tmp_path: Path) -> None:
    second = SecretKey("discipline.example/seal", bytes(range(1, 33)))
    create(tmp_path / "log", [KEY, second])
    with SealedLog(tmp_path / "log", [KEY, second], clock=clock) as log:
        log.append(records(0, 2))
    both = [*PUBLIC, second.public_key]
    for one in reading.history(tmp_path / "log", both):
        assert [key.name for key in one.signed_by] == [KEY.name, second.name]
