"""No byte of the public site depends on anything internal, and no word of it is there."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jinja2 import BaseLoader, ChoiceLoader, DictLoader, Environment, PackageLoader

from conftest import REGISTER
from publish.worlds import CANARY, SEED, published, with_canaries, without_internal
from registers.china import china
from zhunsheng.flow import load_register
from zhunsheng.model.power import Post
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.publish import extract, pages, site

FINES_DAY = dt.date(2012, 5, 1)
CHINA_DAY = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def fines() -> Register:
    return load_register(REGISTER)


def _leaks(files: dict[str, bytes]) -> list[str]:
    """Where a marker, or the number of the list a power was taken from, stands."""
    marks = (CANARY.encode(), CANARY.lower().encode(), str(SEED).encode(), f"{SEED:,}".encode())
    return [name for name, content in files.items() if any(mark in content for mark in marks)]


def _differing(ones: dict[str, bytes], others: dict[str, bytes]) -> list[str]:
    names = ones.keys() | others.keys()
    return sorted(name for name in names if ones.get(name) != others.get(name))


def _worlds(
    register: Register, folder: Path, *, on: dt.date
) -> tuple[dict[str, bytes], dict[str, bytes], dict[str, bytes]]:
    """The site of the register, of it full of markers, and of it with nothing internal at all."""
    return (
        published(register, folder / "plain", on=on),
        published(with_canaries(register, folder), folder / "marked", on=on),
        published(without_internal(register, folder), folder / "bare", on=on),
    )


def test_fines_read_the_same_whatever_is_internal(fines: Register, tmp_path: Path) -> None:
    plain, marked, bare = _worlds(fines, tmp_path, on=FINES_DAY)
    assert _leaks(marked) == []
    assert _differing(plain, marked) == [] == _differing(plain, bare)


def test_the_customs_read_the_same_whatever_is_internal(tmp_path: Path) -> None:
    plain, marked, bare = _worlds(china(), tmp_path, on=CHINA_DAY)
    assert _leaks(marked) == []
    assert _differing(plain, marked) == [] == _differing(plain, bare)


def test_the_markers_are_where_the_internal_things_are(fines: Register, tmp_path: Path) -> None:
    """A search that looks for what was never put there proves nothing."""
    marked = with_canaries(fines, tmp_path)
    assert all(CANARY in post.title.zh and CANARY in post.id for post in marked.posts[:-1])
    assert all(CANARY in one.title.en and one.measures for one in marked.risk_points)
    assert all(CANARY in str(s.versions[0].parameters) for s in marked.standards)
    assert len(marked.posts) == len(fines.posts) + 1
    chart = Path(dict(marked.charts)[f"{CANARY}-fine"]).read_text("utf-8")
    assert chart.count(CANARY) > 20


def test_what_is_public_does_show(fines: Register, tmp_path: Path) -> None:
    """And a search that finds nothing anywhere proves nothing either."""
    powers = tuple(replace(p, title=Text(CANARY, CANARY)) if p.public else p for p in fines.powers)
    shown = _leaks(published(replace(fines, powers=powers), tmp_path / "site", on=FINES_DAY))
    assert {"powers.json", "powers.csv", "zh/index.html", "en/laws.html"} <= set(shown)


def test_powers_that_are_not_public_are_nowhere(fines: Register, tmp_path: Path) -> None:
    files = published(fines, tmp_path / "site", on=FINES_DAY)
    listed = {one["id"] for one in json.loads(files["powers.json"])["powers"]}
    assert listed == {power.id for power in fines.powers if power.public}
    hidden = [power for power in fines.powers if not power.public]
    assert hidden
    for power in hidden:
        assert not any(f"/{power.id}.html" in name for name in files)
        for name, content in files.items():
            assert power.title.en not in content.decode(), name


class _WithPosts(Environment):
    """Templates that can reach the posts, as if somebody had handed them the register."""

    posts: tuple[Post, ...] = ()
    everything = 0

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.globals |= {"posts": self.posts, "everything": self.everything}


def _broken_template(
    monkeypatch: pytest.MonkeyPatch, register: Register, line: str
) -> None:  # fmt: skip
    loader = PackageLoader("zhunsheng.publish")
    source = loader.get_source(Environment(), "power.html.j2")[0]
    broken = source.replace("<article>", f"<article>{line}")
    assert broken != source
    monkeypatch.setattr(_WithPosts, "posts", register.posts)
    monkeypatch.setattr(_WithPosts, "everything", len(register.powers))
    monkeypatch.setattr(pages, "Environment", _WithPosts)
    both: BaseLoader = ChoiceLoader([DictLoader({"power.html.j2": broken}), loader])
    monkeypatch.setattr(pages, "PackageLoader", lambda _: both)


def test_a_template_that_names_a_post_is_caught(
    fines: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = with_canaries(fines, tmp_path)
    line = "<p>{% for post in posts %}{{ say(post.title) }}{% endfor %}</p>"
    _broken_template(monkeypatch, marked, line)
    leaks = _leaks(published(marked, tmp_path / "site", on=FINES_DAY))
    assert "zh/powers/notify.html" in leaks and "en/powers/notify.html" in leaks


def test_a_template_that_counts_what_is_hidden_is_caught(
    fines: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = published(fines, tmp_path / "plain", on=FINES_DAY)
    _broken_template(monkeypatch, fines, "<p>{{ everything }}</p>")
    with_count = published(fines, tmp_path / "with", on=FINES_DAY)
    fewer = without_internal(fines, tmp_path)
    monkeypatch.setattr(_WithPosts, "everything", len(fewer.powers))
    without = published(fewer, tmp_path / "without", on=FINES_DAY)
    assert _differing(with_count, without) and _differing(plain, with_count)


def test_a_chart_with_the_lanes_of_the_house_is_caught(
    fines: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract, "public_chart", lambda chart, **_: replace(chart, layout=None))
    plain, marked, bare = _worlds(fines, tmp_path, on=FINES_DAY)
    assert "zh/powers/notify.html" in _leaks(marked)
    assert _differing(plain, marked) and _differing(plain, bare)


def test_a_digest_of_the_whole_register_is_caught(
    fines: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would tell everybody on which day something internal was changed."""
    honest = extract.public_list
    monkeypatch.setattr(
        site,
        "public_list",
        lambda register, *, on: replace(honest(register, on=on), digest=register.digest),
    )
    plain, marked, bare = _worlds(fines, tmp_path, on=FINES_DAY)
    assert _differing(plain, marked) and _differing(plain, bare)


def test_a_law_only_the_hidden_rest_on_is_caught(
    fines: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = extract._Extraction.laws_under
    monkeypatch.setattr(
        extract._Extraction,
        "laws_under",
        lambda self, powers: (
            *honest(self, powers),
            *(
                replace(honest(self, powers)[0], id=basis.law, rests=())
                for power in self.register.powers
                if not power.public
                for version in power.versions
                for basis in version.basis
            ),
        ),
    )
    _, marked, _ = _worlds(fines, tmp_path, on=FINES_DAY)
    assert "zh/laws.html" in _leaks(marked)
