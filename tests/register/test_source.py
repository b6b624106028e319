"""YAML as plain data with lines; whatever is in a file, the answer is data or a told problem."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.minimal import MINIMAL, Files, write
from zhunsheng.flow import check_register, load_register
from zhunsheng.model.errors import RegisterError
from zhunsheng.register.source import Source, read_source


def _read(folder: Path, text: str) -> Source:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return read_source(path, name="file.yaml")


def test_yaml_1_2_words_stay_words_and_decimals_stay_exact(tmp_path: Path):
    text = "{a: no, b: on, c: 0.10, d: 010, e: 2010-08-13, f: '2010-08-13', g: true, h: null}"
    assert _read(tmp_path, text).data == {
        "a": "no",
        "b": "on",
        "c": Decimal("0.10"),
        "d": 10,
        "e": dt.date(2010, 8, 13),
        "f": "2010-08-13",
        "g": True,
        "h": None,
    }


def test_every_key_and_entry_knows_its_line(tmp_path: Path):
    source = _read(tmp_path, "a:\n- b: 1\n  c:\n    d: 2\n- e\n")
    lines = {
        trail: source.place(trail).line
        for trail in [("a",), ("a", 0, "b"), ("a", 0, "c", "d"), ("a", 1), ("a", 0, "not there")]
    }
    assert list(lines.values()) == [1, 2, 4, 5, 2]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2\n", "key-twice"),
        ("a: {b: 1, b: 1}\n", "key-twice"),
        ("a: &x [1]\nb: *x\n", "alias"),
        ("&x [*x]\n", "alias"),
        ("a: {<<: {b: 1}}\n", "scalar-unreadable"),
        ("a: .nan\n", "scalar-unreadable"),
        ("a: 2010-02-30\n", "scalar-unreadable"),
        ("a: !!python/object:os.system x\n", "scalar-unreadable"),
        ("a: [1\n", "not-yaml"),
        ("a: 1\n---\nb: 2\n", "not-yaml"),
        ("[" * 5000, "not-yaml"),
        ("a: \x07\n", "not-yaml"),
    ],
)
def test_what_two_readers_could_take_differently_is_refused(tmp_path: Path, text: str, code: str):
    with pytest.raises(RegisterError) as caught:
        _read(tmp_path, text)
    assert [fault.code for fault in caught.value.problems] == [code]


FRAGMENTS = st.one_of(
    st.sampled_from(["", "- ", ": ", "[", "]", "{", "}", '"', "#", "\n", "  ", "&a ", "*a", "~"]),
    st.sampled_from(["1e9", "-1", "2020-13-01", "true", "id: x\n", "from: 1\n", "in: ", "9" * 40]),
    st.text(max_size=3),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_file_is_read_or_told_about_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
):
    name = data.draw(st.sampled_from([name for name in MINIMAL if name.endswith(".yaml")]))
    text = MINIMAL[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    files: Files = {**MINIMAL, name: text[:start] + data.draw(FRAGMENTS) + text[end:]}
    folder = write(tmp_path_factory.mktemp("damaged"), files)
    try:
        register = load_register(folder)
    except RegisterError as error:
        assert error.problems
        for fault in error.problems:
            assert fault.place is not None
            assert fault.in_language("zh")
            assert fault.in_language("en")
    else:
        check_register(register, on=dt.date(2024, 1, 1))
