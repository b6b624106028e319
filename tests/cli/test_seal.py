"""The sealed log at the command line: made, shown, proved, verified, and what it says when not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cli.calling import Program
from zhunsheng.seal.checkpoint import SecretKey
from zhunsheng.seal.log import SealedLog
from zhunsheng.seal.record import Record

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def seal(folder: Path, secret: Path, begin: int, end: int) -> None:
    key = SecretKey.parse(secret.read_text())
    with SealedLog(folder, [key], clock=lambda: NOON) as log:
        for number in range(begin, end):
            on = ("warning", f"w-{number}")
            log.append(
                [Record(when=NOON, who="officer-1", what="warning.sign", on=on, result="done")]
            )


@pytest.fixture
def made(program: Program, tmp_path: Path) -> tuple[Path, str]:
    secret = tmp_path / "secret.txt"
    answer = program(
        "seal", "create", tmp_path / "log", "--name", "customs.example/seal", "--secret", secret
    )
    assert answer.status == 0 and secret.stat().st_mode & 0o777 == 0o600
    seal(tmp_path / "log", secret, 0, 5)
    return tmp_path / "log", answer.out.strip()


def test_records_are_shown_and_a_checkpoint_is_given(
    program: Program, made: tuple[Path, str]
) -> None:
    folder, key = made
    shown = program("seal", "show", folder, "--key", key, "--from", 3)
    assert shown.out.splitlines()[0].split() == [
        "3", "2026-11-22T12:00:00.000000Z", "officer-1", "warning.sign", "warning:w-3", "done",
    ]  # fmt: skip
    listed = program("seal", "show", folder, "--key", key, "--json").data
    assert [one["number"] for one in listed] == [0, 1, 2, 3, 4]
    assert (
        program("seal", "checkpoint", folder, "--key", key).out
        == (folder / "checkpoint").read_text()
    )
    older = program("seal", "checkpoint", folder, "--key", key, "--at", 2)
    assert older.out.splitlines()[:2] == ["customs.example/seal", "2"]
    assert (
        "no checkpoint was signed at 99"
        in program("seal", "checkpoint", folder, "--key", key, "--at", 99).err
    )


def test_a_log_is_verified_and_a_change_is_named_in_both_languages(
    program: Program, made: tuple[Path, str], tmp_path: Path
) -> None:
    folder, key = made
    kept = tmp_path / "kept.txt"
    kept.write_text(program("seal", "checkpoint", folder, "--key", key).out)
    fine = program("seal", "verify", folder, "--key", key, "--earlier", kept)
    assert (fine.status, fine.out) == (0, "5 records, 8 checkpoints: all of them agree.\n")
    assert "kept elsewhere" in program("seal", "verify", folder, "--key", key).err
    (bundle,) = (folder / "tile/entries/000.p").glob("5")
    bundle.write_bytes(bundle.read_bytes().replace(b"w-3", b"w-4"))
    wrong = program("seal", "verify", folder, "--key", key)
    assert (wrong.status, wrong.out) == (1, "record 3 was changed\n")
    assert "第 3 号记录被改动" in program("seal", "verify", folder, "--key", key, language="zh").out
    (only,) = program("seal", "verify", folder, "--key", key, "--json").data["findings"]
    assert (only["code"], only["first"]) == ("changed", 3)


def test_a_record_is_proved_to_somebody_who_has_no_log(
    program: Program, made: tuple[Path, str], tmp_path: Path
) -> None:
    folder, key = made
    (tmp_path / "key.txt").write_text(key + "\n")
    name = tmp_path / "evidence"
    assert program("seal", "prove", folder, 3, "--key", key, "--out", name).status == 0
    record, proof = name.with_suffix(".json"), name.with_suffix(".tlog-proof")
    line = ("seal", "verify", record, "--proof", proof, "--key", tmp_path / "key.txt")
    assert "this is record 3 of the log 'customs.example/seal'" in program(*line).out
    record.write_bytes(record.read_bytes().replace(b"w-3", b"w-4"))
    answer = program(*line, language="zh")
    assert answer.status == 1 and "核验不通过" in answer.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "LOG", "--key", "nonsense"), "a public key is written name+id+key"),
        (("verify", "nowhere", "--key", "KEY"), "no folder of a log"),
        (("show", "nowhere", "--key", "KEY"), "no sealed log here"),
        (("prove", "LOG", "5", "--key", "KEY"), "there is no record 5"),
        (("create", "LOG", "--name", "a b", "--secret", "s"), "a name has no space"),
        (("create", "LOG", "--name", "other", "--secret", "secret.txt"), "not to 'other'"),
        (("create", "LOG", "--name", "customs.example/seal", "--secret", "secret.txt"), "already"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_reason(
    words: tuple[str, ...],
    said: str,
    program: Program,
    made: tuple[Path, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    known = {"LOG": str(made[0]), "KEY": made[1]}
    answer = program("seal", *(known.get(word, word) for word in words))
    assert answer.status == 3 and said in answer.err
