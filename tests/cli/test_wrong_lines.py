"""What is typed wrong, or points at what is not in order, is answered with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.calling import Program
from conftest import REGISTER, Judged
from zhunsheng import cli
from zhunsheng.cli.app import app
from zhunsheng.cli.language import of_system


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnu"], "perhaps run"),
        (["run"], "--register is missing"),
        (["run", "-r", REGISTER, "--fail-on", "hig"], "one of high, medium, low"),
        (["run", "-r", REGISTER, "--fial"], "no option --fial"),
        (["explain"], "KEY is missing"),
        (["ingest", "log.csv"], "--propose-mapping"),
    ],
)
def test_a_line_typed_wrong_ends_with_two(program: Program, words: list[object], said: str) -> None:
    answer = program(*words)
    assert answer.status == 2
    assert said in answer.err and "Traceback" not in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "-r", REGISTER, "--workspace", "nowhere"], "痕迹库|还没有数据"),
        (["run", "-r", "nowhere", "--workspace", "{place}"], "register.yaml"),
        (["explain", "ffffffff", "--workspace", "{place}"], "没有线索"),
        (["explain", "xyz", "--workspace", "{place}"], "不是线索编号"),
        (["explain", "abcd", "--workspace", "nowhere"], "还没有比对结果"),
        (["ingest", "nowhere.csv", "-m", REGISTER / "mapping.yaml"], "不存在"),
        (["trial", "no-such", "-r", REGISTER, "--workspace", "{place}"], "没有标准"),
        (["trace", "quarantine", "9", "--workspace", "{place}"], "没有第 9 批"),
        (["chart", "check", REGISTER / "laws.yaml"], "BPMN"),
    ],
)
def test_wrong_input_ends_with_three_and_says_so_in_chinese(
    program: Program,
    judged: Judged,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: list[object],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = program(*(str(word).format(place=judged.workspace) for word in words), language="zh")
    assert answer.status == 3
    assert any(part in answer.err for part in said.split("|")), answer.err
    assert "Traceback" not in answer.err


def test_a_fault_of_ours_says_how_to_get_the_traceback(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("unforeseen \x1b[2J")

    monkeypatch.setattr("zhunsheng.cli.register.load_register", broken)
    answer = program("register", "check", REGISTER)
    assert answer.status == 4
    assert "--debug" in answer.err and "Traceback" not in answer.err
    assert "\x1b[2J" not in answer.err, "a fault's text must not command the terminal"
    assert "Traceback" in program("register", "check", REGISTER, "--debug").err


def test_a_language_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--lang", "fr"]) == 2
    assert cli.main(["run", "--lang"]) == 2


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE", "LC_ALL": ""}, "en"),
        ({}, "en"),
    ],
)
def test_the_systems_language_is_spoken(environment: dict[str, str], language: str) -> None:
    assert of_system(environment) == language


def _commands() -> list[list[str]]:
    import typer

    found: list[list[str]] = []
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        found += [[name, inner] for inner in below] if below else [[name]]
    return found


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_every_command_has_help_with_an_example_in_both_languages(
    program: Program, words: list[str]
) -> None:
    zh, en = (program(*words, "--help", language=language) for language in ("zh", "en"))
    assert zh.status == en.status == 0
    assert f"zhunsheng {' '.join(words)}" in en.out.split("Example")[1]
    assert f"zhunsheng {' '.join(words)}" in zh.out.split("例\n")[1]
    assert "\x1f" not in zh.out + en.out
    assert not _chinese(en.out), "English help must not fall back to Chinese"


def _chinese(text: str) -> str:
    return "".join(letter for letter in text if "\u4e00" <= letter <= "\u9fff")
