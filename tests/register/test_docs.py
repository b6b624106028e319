"""The manual's snippets are a register without errors, and its Python runs."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from register.minimal import write
from zhunsheng.flow import PARAMETERS, check_register, load_register

DOCS = Path(__file__).resolve().parents[2] / "docs"
LANGUAGES = ("en", "zh")


def _manual(language: str) -> str:
    return (DOCS / language / "register.md").read_text(encoding="utf-8")


def _files(language: str) -> dict[str, str]:
    return dict(re.findall(r"```yaml (\S+)\n(.*?)```", _manual(language), flags=re.DOTALL))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_snippets_make_a_register_without_fault(tmp_path: Path, language: str):
    register = load_register(write(tmp_path / "example", _files(language)))
    assert check_register(register) == []
    assert [len(getattr(register, s)) for s in ("laws", "powers", "posts", "clocks")] == [1] * 4
    assert [len(getattr(register, s)) for s in ("tables", "exemptions")] == [1] * 2
    assert len(register.standards) == 2 and len(register.parameters) == 1


def test_both_manuals_show_the_same_register(tmp_path: Path):
    digests = {
        load_register(write(tmp_path / lang / "example", _files(lang))).digest for lang in LANGUAGES
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "period was 150 calendar days, is 90 calendar days"),
        ("zh", "期限由“150日”改为“90日”"),
    ],
)
def test_the_python_snippet_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
):
    write(tmp_path / "registers" / "example", _files(language))
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", _manual(language), flags=re.DOTALL)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "register.md", "exec"), {})
    assert said in printed.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_names_every_parameter_of_every_shape(language: str):
    rows = dict(
        re.findall(r"^\| `(\w+)`.*?\|.*?\| (.*?) \|$", _manual(language), flags=re.MULTILINE)
    )
    for shape, block in PARAMETERS.items():
        for name, field in block.model_fields.items():
            assert re.search(rf"\b{field.alias or name}\b", rows[shape]), (shape, name)
