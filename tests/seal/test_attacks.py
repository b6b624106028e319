"""Whatever is done to a log afterwards is found and named; left alone it is in order."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from seal_samples import KEY, PUBLIC, clock, made_log, opened_log, record, records

import zhunsheng.seal.verify as verify_module
from zhunsheng.seal import reading
from zhunsheng.seal.checkpoint import NoteError, SecretKey
from zhunsheng.seal.log import SealedLog, create
from zhunsheng.seal.tree import ProofError, join_bundle, split_bundle
from zhunsheng.seal.verify import Finding, verify_log, verify_proof

SIZES = (100, 200, 256, 300, 301, 302, 600)
Edit = Callable[[list[bytes]], list[bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_log(tmp_path / "log", *SIZES)


def edited(folder: Path, edit: Edit) -> None:
    """The records rewritten in their files, as somebody with the disk would."""
    paths = ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"]
    whole = [one for path in paths for one in split_bundle((folder / path).read_bytes())]
    changed = edit(whole)
    for number, path in enumerate(paths):
        end = None if number == 2 else 256 * number + 256
        (folder / path).write_bytes(join_bundle(changed[256 * number : end]))


def found(folder: Path, earlier: list[tuple[str, bytes]] | None = None) -> list[Finding]:
    return verify_log(folder, PUBLIC, earlier or []).findings


def codes(findings: list[Finding]) -> list[tuple[str, int | None]]:
    return [(one.code, one.first) for one in findings]


def test_the_log_left_alone_is_in_order(folder: Path) -> None:
    report = verify_log(folder, PUBLIC, [("kept", (folder / "checkpoints").read_bytes())])
    assert (report.size, report.checkpoints, report.findings) == (600, 17, [])


def swap(one: int, other: int) -> Edit:
    def edit(all_: list[bytes]) -> list[bytes]:
        all_[one], all_[other] = all_[other], all_[one]
        return all_

    return edit


FORGED = record(9_999).entry()
EDITS: dict[str, tuple[Edit, list[tuple[str, int | None]]]] = {
    "one changed": (lambda a: [*a[:7], FORGED, *a[8:]], [("changed", 7)]),
    "two changed": (
        lambda a: [*a[:7], FORGED, *a[8:400], FORGED, *a[401:]],
        [("changed", 7), ("changed", 400)],
    ),
    "one dropped": (lambda a: [*a[:255], *a[256:]], [("dropped", 255)]),
    "one inserted": (lambda a: [*a[:300], FORGED, *a[300:]], [("inserted", 300)]),
    "two swapped": (swap(10, 500), [("reordered", 10), ("reordered", 500)]),
    "one moved": (lambda a: [*a[:5], *a[6:50], a[5], *a[50:]], [("reordered", 5)]),
    "the tail dropped": (lambda a: a[:590], [("tail_dropped", 590)]),
    "one put at the end": (lambda a: [*a, FORGED], [("inserted", 600)]),
    "one doubled": (lambda a: [*a[:5], a[4], *a[5:]], [("inserted", 4)]),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_rewritten_record_is_named(name: str, folder: Path) -> None:
    edit, wanted = EDITS[name]
    edited(folder, edit)
    assert codes(found(folder)) == wanted


def relaid(folder: Path, edit: Edit, *, key: SecretKey = KEY) -> Path:
    """A whole new log of edited records in the old one's place, tiles and all."""
    new = folder.with_name("forged")
    create(new, [key])
    kept = edit([one.entry() for one in records(0, 600)])
    with SealedLog(new, [key], clock=clock) as log:
        for begin, end in zip((0, *SIZES), SIZES, strict=False):
            log.append_entries(kept[begin:end])
    return new


def test_tiles_rewritten_with_the_records_do_not_hide_it(folder: Path) -> None:
    forged = relaid(folder, EDITS["one changed"][0])
    shutil.rmtree(folder / "tile")
    shutil.copytree(forged / "tile", folder / "tile")
    assert codes(found(folder)) == [("rewritten", 0)]


def test_a_rewrite_is_narrowed_down_to_what_one_checkpoint_sealed(folder: Path) -> None:
    forged = relaid(folder, lambda a: [*a[:301], FORGED, *a[302:]])
    shutil.rmtree(folder / "tile")
    shutil.copytree(forged / "tile", folder / "tile")
    (only,) = found(folder)
    assert (only.code, only.first, only.last) == ("rewritten", 301, 301)


def test_a_log_set_back_is_caught_by_a_checkpoint_kept_elsewhere(tmp_path: Path) -> None:
    folder = made_log(tmp_path / "log", 100, 200)
    backup = shutil.copytree(folder, tmp_path / "backup")
    with opened_log(folder) as log:
        log.append(records(200, 230))
    kept = (folder / "checkpoint").read_bytes()
    assert found(backup) == [], "without one it cannot be seen"
    assert codes(found(backup, [("kept", kept)])) == [("rolled_back", 200)]


def test_a_fork_by_the_holder_of_the_key_is_caught_and_placed(folder: Path) -> None:
    kept = str(reading.at_size(folder, PUBLIC, 200).note).encode()
    later = (folder / "checkpoint").read_bytes()
    forged = relaid(folder, lambda a: [*a[:270], FORGED, *a[271:]])
    assert found(forged) == [], "without a checkpoint kept elsewhere it cannot be seen"
    (only,) = [
        one for one in found(forged, [("kept", kept), ("kept", later)]) if one.code == "forked"
    ]
    assert only.first is not None and only.last is not None and only.first <= 270 <= only.last
    assert "two_roots" in [one.code for one in found(forged, [("kept", later)])]


def test_a_log_under_another_key_is_caught(folder: Path) -> None:
    forged = relaid(folder, lambda a: a, key=SecretKey(KEY.name, bytes(32)))
    assert {code for code, _ in codes(found(forged))} == {"unknown_key"}


def test_a_checkpoint_of_another_log_is_caught(folder: Path, tmp_path: Path) -> None:
    other = SecretKey("harbour.example/seal", KEY.seed)
    create(tmp_path / "other", [other])
    with SealedLog(tmp_path / "other", [other], clock=clock) as log:
        log.append(records(0, 600))
    (folder / "checkpoint").write_bytes((tmp_path / "other/checkpoint").read_bytes())
    assert codes(found(folder)) == [("other_log", None)]


def test_an_altered_checkpoint_is_caught(folder: Path) -> None:
    whole = (folder / "checkpoint").read_bytes()
    (folder / "checkpoint").write_bytes(whole.replace(b"\n600\n", b"\n599\n"))
    assert codes(found(folder)) == [("bad_signature", None)]
    (folder / "checkpoint").unlink()
    assert codes(found(folder)) == [("no_checkpoint", None)]


@pytest.mark.parametrize("path", ["tile/0/000", "tile/1/000.p/2", "tile/0/002.p/88"])
def test_a_tile_that_does_not_fit_the_records_is_named(path: str, folder: Path) -> None:
    tile = bytearray((folder / path).read_bytes())
    tile[5] ^= 1
    (folder / path).write_bytes(tile)
    (only,) = found(folder)
    assert only.code == "tile_changed"


def test_a_verifier_that_looks_at_the_newest_checkpoint_alone_is_caught(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = str(reading.at_size(folder, PUBLIC, 300).note).encode()
    forged = relaid(folder, lambda a: [*a[:270], FORGED, *a[271:]])
    assert found(forged, [("kept", kept)])
    monkeypatch.setattr(verify_module, "_earlier_claims", lambda *_: [])
    assert found(forged, [("kept", kept)]) == []


def test_every_bit_of_a_proof_counts(folder: Path) -> None:
    newest = reading.newest(folder, PUBLIC)
    proof = reading.proof_of(folder, 77, newest)
    entry = record(77).entry()
    assert verify_proof(entry, proof, PUBLIC)[0] == 77
    whole = proof.encode()
    for at in range(len(whole)):
        mutant = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        try:
            index, seen = verify_proof(entry, mutant.decode(), PUBLIC)
        except (NoteError, ProofError, UnicodeDecodeError):
            continue
        raise AssertionError(f"byte {at} does not count: {index} {seen}")
    with pytest.raises(ProofError):
        verify_proof(record(78).entry(), proof, PUBLIC)


def test_the_verifier_uses_nothing_of_ours_but_tree_and_checkpoint() -> None:
    allowed = {"zhunsheng.seal.tree", "zhunsheng.seal.checkpoint"}
    for name in ("verify", "checkpoint", "tree"):
        path = Path(verify_module.__file__).with_name(f"{name}.py")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert not node.level
                names = [str(node.module)]
            else:
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert {one for one in names if one.startswith("zhunsheng")} <= allowed
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, zhunsheng.seal.verify;"
            "print(*sorted(m for m in sys.modules if m.startswith('zhunsheng.')))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert set(loaded) - {"zhunsheng.seal"} == {*allowed, "zhunsheng.seal.verify"}


def test_the_verifier_runs_by_itself(folder: Path, tmp_path: Path) -> None:
    def run(*more: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "zhunsheng.seal.verify", str(folder), "--key", str(PUBLIC[0])]
        return subprocess.run([*line, *more], capture_output=True, text=True, check=False)

    kept = tmp_path / "kept"
    kept.write_bytes((folder / "checkpoint").read_bytes())
    fine = run("--earlier", str(kept))
    assert (fine.returncode, fine.stdout) == (
        0,
        "600 条记录、10 个检查点全部相符。\n",
    )
    edited(folder, EDITS["one changed"][0])
    wrong = run("--lang", "en")
    assert (wrong.returncode, wrong.stdout) == (1, "record 7 was changed\n")
    assert run("--key", "nonsense").returncode == 3


def test_many_changes_are_counted_and_only_the_first_are_named(folder: Path) -> None:
    edited(
        folder, lambda a: [*a[:100], *(record(9_000 + at).entry() for at in range(50)), *a[150:]]
    )
    *named, rest = found(folder)
    assert codes(named) == [("changed", 100 + at) for at in range(20)]
    assert rest.en == "… and 30 more"
