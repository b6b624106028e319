"""Words: what sentences call activities, fields and values."""

from __future__ import annotations

from pathlib import Path

from zhunsheng.flow import load_register
from zhunsheng.model.words import words_of

HEAD = "id: small\ntitle: {zh: 小, en: small}\nlegal_zone: Asia/Shanghai\n"
FIELDS = """
- {id: confiscation, title: {zh: 是否没收, en: confiscation}, kind: flag}
- {id: ground, title: {zh: 情形, en: ground}}
- id: paid
  title: {zh: 是否缴清, en: paid}
  kind: flag
  codes:
  - {id: "true", title: {zh: 已缴清, en: paid up}}
"""


def _words(folder: Path):  # type: ignore[no-untyped-def]
    (folder / "register.yaml").write_text(HEAD, encoding="utf-8")
    (folder / "fields.yaml").write_text(FIELDS, encoding="utf-8")
    return words_of(load_register(folder))


def test_a_flag_is_said_as_yes_or_no(tmp_path: Path) -> None:
    words = _words(tmp_path)
    assert words.value("confiscation", "true").zh == "‘是’"
    assert words.value("confiscation", "false").en == "no"


def test_what_the_register_calls_a_flag_goes_before(tmp_path: Path) -> None:
    assert _words(tmp_path).value("paid", "true").en == "paid up"


def test_what_is_no_flag_keeps_its_value(tmp_path: Path) -> None:
    assert _words(tmp_path).value("ground", "true").zh == "true"
