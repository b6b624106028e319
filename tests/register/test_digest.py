"""The digest is over what the register says, not over how its files look."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from register.minimal import MINIMAL, Files, changed, loaded

REFORMATTED: Files = {
    **MINIMAL,
    "laws.yaml": """\
# The same, otherwise written.
- editions:
  - 2021-07-15
  - 1996-10-01
  title:
    en: "Law on Administrative Penalties"   # a comment
    zh: '行政处罚法'
  id: penalties
""",
    "posts.yaml": """\
- {id: reviewer, title: {zh: 审核岗, en: reviewer}, grants: [{power: review, from: 1996-10-01}]}
- grants: [{up_to: 5000.00, from: 1996-10-01, power: fine}]
  incompatible_with: [review]
  title: {en: handler, zh: 经办岗}
  id: handler
""",
    "standards/serving.yaml": MINIMAL["standards/serving.yaml"].replace(
        "scope: {office: {in: [b, a]}, amount: {at_least: 100}}",
        "scope: {amount: {at_least: 100.0}, office: [a, b]}",
    ),
    "charts/case.bpmn": MINIMAL["charts/case.bpmn"].replace("\n  <process", "\n\n\n\t<process"),
}


def _over_bytes(folder: Path, files: Files) -> str:
    """The broken variant: a digest over the files' bytes."""
    return hashlib.sha256("".join(files[name] for name in sorted(files)).encode()).hexdigest()


def _over_content(folder: Path, files: Files) -> str:
    return loaded(folder, files).digest


def _blind_to_formatting(digest: Callable[[Path, Files], str], folder: Path) -> bool:
    return digest(folder, REFORMATTED) == digest(folder, MINIMAL)


def test_order_of_keys_items_and_comments_do_not_matter(tmp_path: Path):
    assert _blind_to_formatting(_over_content, tmp_path)
    assert not _blind_to_formatting(_over_bytes, tmp_path)


CHANGES = [
    ("register.yaml", "Asia/Shanghai", "Asia/Urumqi"),
    ("register.yaml", "en: Example", "en: Sample"),
    ("register.yaml", "calendar: china", "calendar: china\nweekend: [sunday]"),
    ("laws.yaml", "2021-07-15", "2021-07-16"),
    ("laws.yaml", "行政处罚法", "行政强制法"),
    ("powers.yaml", 'article: "9"', 'article: "10"'),
    ("powers.yaml", "  chart: case\n", "  chart: case\n  public: true\n"),
    ("powers.yaml", "  chart: case\n", "  chart: case\n  verified: false\n"),
    ("posts.yaml", "up_to: 5000", "up_to: 5000.01"),
    ("posts.yaml", "incompatible_with: [review]", "incompatible_with: []"),
    ("risk_points.yaml", "grade: high", "grade: low"),
    ("risk_points.yaml", "双人办案", "集体审议"),
    ("clocks.yaml", "{working_days: 7}", "{working_days: 8}"),
    ("clocks.yaml", "{days: 7}", "{hours: 7}"),
    ("clocks.yaml", "{days: 7}", "{days: 7, roll: true}"),
    ("tables.yaml", "50000.50", "50000.05"),
    ("tables.yaml", "most: 1000", "least: 1000"),
    ("standards/serving.yaml", "from: 2020-01-01", "from: 2020-01-02"),
    ("standards/serving.yaml", "at_least: 100", "below: 100"),
    ("standards/serving.yaml", "[Serve, Post]", "[Serve]"),
    ("standards/serving.yaml", "channel: mail", "channel: hand"),
    ("standards/serving.yaml", "line: 1", "line: 3"),
    ("standards/serving.yaml", "grade: high", "grade: high\n  draft: true"),
    ("exemptions.yaml", "until: 2020-09-01", "until: 2020-09-02"),
    ("exemptions.yaml", "Director General", "Director"),
    ("calendars/china/2021.yaml", "2021-10-09", "2021-10-16"),
    ("charts/case.bpmn", 'name="Serve"', 'name="Post"'),
]


@pytest.mark.parametrize(("name", "old", "new"), CHANGES)
def test_every_change_of_a_value_changes_the_digest(tmp_path: Path, name: str, old: str, new: str):
    assert loaded(tmp_path, changed(name, old, new)).digest != loaded(tmp_path).digest


def test_an_article_is_not_confused_with_a_number(tmp_path: Path):
    """``"10"`` the text and 10 the number are different values of a parameter."""
    one = changed("standards/bands.yaml", "field: amount", "field: amount, at_most: 10")
    files = {name: re.sub("table: bands, |, table: bands", "", text) for name, text in one.items()}
    as_number = loaded(tmp_path, files).digest
    tenth = changed("standards/bands.yaml", "at_most: 10", "at_most: 10.0", files)
    assert loaded(tmp_path, tenth).digest == as_number
    more = changed("standards/bands.yaml", "at_most: 10", "at_most: 100", files)
    assert loaded(tmp_path, more).digest != as_number
