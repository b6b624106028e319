"""What each dial does to records, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from registers.china import FOLDER as CHINA
from registers.china import china
from simulate.out.months import NOW, OCTOBER, STEPS, directory, month
from zhunsheng.model.errors import PracticeError
from zhunsheng.simulate.book import Book, Clock, Coded, Ints, Longs, find
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, HOUR, MINUTE
from zhunsheng.simulate.noise import late as late_dial
from zhunsheng.simulate.noise.noise import DIALS, Noise, NoiseBlock, read_noise, write_touched
from zhunsheng.simulate.noise.slips import mistyped_numbers, mistyped_text
from zhunsheng.simulate.out.systems import read_systems
from zhunsheng.simulate.out.trace import write_trace
from zhunsheng.simulate.playing.law import Law

PRACTICE = CHINA.parent.parent / "practice/china-customs"


@dataclass
class _Offices:
    parent: Ints = field(default_factory=lambda: np.zeros(3, np.int32))


class _DayShift:
    """Everybody is on duty from eight to six."""

    def on_duty(self, officer: Ints, at: Longs) -> Any:
        hour = at % DAY // HOUR
        return (hour >= 8) & (hour < 18)


@dataclass
class _Stage:
    offices: _Offices = field(default_factory=_Offices)
    staffing: _DayShift = field(default_factory=_DayShift)


def noise(strengths: dict[str, float], *, seed: int = 1) -> Noise:
    stage: Any = _Stage()
    return Noise(
        read_noise(PRACTICE).silent().turned(strengths),
        stage,
        Law(china(), dt.date(2026, 10, 1)),
        read_systems(PRACTICE / "systems.yaml", china()),
        Chance(seed).within("5300"),
        OCTOBER + 31 * DAY,
    )


def own(book: Book) -> Book:
    """The book with declarations that are an office's own, as plays number them."""
    for acts in book:
        acts.objects["declaration"] = acts.objects["declaration"] | 1 << 36
    return book


def said(book: Book) -> list[tuple[Any, ...]]:
    """Everything a book says, in a form that can be compared."""
    rows: list[tuple[Any, ...]] = []
    for acts in book:
        columns = [acts.at, acts.recorded, acts.officer, acts.post, acts.office, acts.serial]
        lists: list[Any] = [column.tolist() for column in [*columns, *acts.objects.values()]]
        for values in acts.fields.values():
            if isinstance(values, Coded):
                lists.append(values.texts())
            else:
                at = values.at if isinstance(values, Clock) else np.nan_to_num(values, nan=-1)
                lists.append(at.tolist())
        rows += [(acts.activity, *row) for row in zip(*lists, strict=True)]
    return rows


def test_at_zero_no_byte_changes(tmp_path: Path) -> None:
    distorted = month()
    noise({}).lay_on(distorted, slice_=0)
    assert said(distorted) == said(month())
    for name, book in (("one", distorted), ("other", month())):
        write_trace(tmp_path / name, [book], directory(), now=NOW)
    one, other = (sorted((tmp_path / name).rglob("*.parquet")) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


@pytest.mark.parametrize("dial", [dial.id for dial in DIALS if dial.id != "late"])
def test_each_dial_does_something_the_same_each_time_and_marks_nothing(dial: str) -> None:
    made = []
    for _ in range(2):
        book = own(month(500))
        turned = noise({dial: 0.3})
        turned.lay_on(book, slice_=0)
        assert turned.touched[dial] > 0
        made.append((said(book), turned.touched))
        assert all((acts.scheme == 0).all() for acts in book)
    assert made[0] == made[1]
    assert made[0][0] != said(own(month(500)))


def test_what_one_dial_draws_shifts_no_other() -> None:
    alone, beside = own(month()), own(month())
    noise({"arrivals": 0.1}).lay_on(alone, slice_=0)
    noise({"arrivals": 0.1, "missing": 0.2}).lay_on(beside, slice_=0)
    for one, other in zip(alone, beside, strict=True):
        assert one.recorded.tolist() == other.recorded.tolist()


def test_late_acts_stay_inside_the_limit_before_what_follows_and_on_duty() -> None:
    book, before = _paid(), _paid()
    turned = noise({"late": 1.0})
    turned.lay_on(book, slice_=0)
    assert turned.touched["late"] > 100
    _assert_lawful(book, before, turned)


def test_a_dial_that_forgets_the_limit_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def months_later(law: Law, version: object, begun: Longs) -> Longs:
        return begun + 25 * DAY

    monkeypatch.setattr(late_dial, "_limit", months_later)
    book, before = _paid(), _paid()
    turned = noise({"late": 1.0})
    turned.lay_on(book, slice_=0)
    with pytest.raises(AssertionError):
        _assert_lawful(book, before, turned)


def _paid() -> Book:
    """Accepted declarations whose tax is paid an hour later; half of them leave a day after."""
    book = own(month(400))
    accepted = book.of("declaration.accept")
    assert accepted is not None
    at = OCTOBER + 10 * HOUR + np.arange(len(accepted)) % 5 * DAY
    accepted.at = accepted.recorded = at
    paid = accepted.copied()
    paid.activity, paid.at, paid.recorded = "tax.pay", at + HOUR, at + HOUR
    paid.serial, paid.fields = accepted.serial + 50, {}
    left = paid.take(np.arange(0, len(paid), 2))
    left.activity, left.at, left.recorded = "gate.out", left.at + DAY, left.at + DAY
    left.serial = left.serial + 1
    small = Book()
    for acts in (accepted, paid, left):
        small.put(acts)
    return small


def _assert_lawful(book: Book, before: Book, turned: Noise) -> None:
    accepted, paid, left = (book.of(name) for name in ("declaration.accept", "tax.pay", "gate.out"))
    assert accepted is not None
    assert paid is not None
    assert left is not None
    assert said(before)[: len(accepted)] == said(book)[: len(accepted)]
    limit = turned.law.due("t05-tax-payment", accepted.at)
    assert (paid.at <= limit).all()
    leaving = find(left, "declaration", paid.objects["declaration"])
    assert (paid.at[leaving >= 0] < left.at[leaving[leaving >= 0]]).all()
    was = before.of("tax.pay")
    assert was is not None
    moved = paid.at > was.at
    assert (paid.at >= was.at).all()
    hour = paid.at[moved & (paid.officer >= 0)] % DAY // HOUR
    assert ((hour >= 8) & (hour < 18)).all()
    assert (paid.recorded - paid.at == was.recorded - was.at).all()


def test_clocks_of_one_office_and_system_are_off_by_the_same() -> None:
    book, before = own(month(500)), own(month(500))
    noise({"clocks": 1.0}).lay_on(book, slice_=0)
    constant = 0
    for name in STEPS:
        acts, was = book.of(name), before.of(name)
        assert acts is not None
        assert was is not None
        assert acts.recorded.tolist() == was.recorded.tolist()
        for office in range(3):
            off = np.unique((acts.at - was.at)[acts.office == office])
            constant += len(off) == 1
            assert all(abs(one) <= 20 * MINUTE + 8 * HOUR for one in off.tolist())
    assert constant > 0


def test_arrivals_only_move_the_recording() -> None:
    book, before = own(month()), own(month())
    noise({"arrivals": 0.5}).lay_on(book, slice_=0)
    for acts, was in zip(book, before, strict=True):
        assert acts.at.tolist() == was.at.tolist()
        assert (acts.recorded >= was.recorded).all()
        assert (acts.recorded > was.recorded).any()


def test_doubles_and_corrections_leave_the_truth_standing(tmp_path: Path) -> None:
    book = own(month())
    turned = noise({"doubles": 0.1, "corrections": 0.1})
    turned.lay_on(book, slice_=0)
    _, batch = write_trace(tmp_path / "noisy", [book], directory(), now=NOW)
    assert batch.counts.acts == len(month())
    assert batch.counts.corrections == turned.touched["corrections"] > 0
    assert batch.counts.duplicate > 0
    write_trace(tmp_path / "plain", [own(month())], directory(), now=NOW)
    noisy, plain = (
        sorted((tmp_path / name).rglob("strands/declaration.parquet"))[0].read_bytes()
        for name in ("noisy", "plain")
    )
    assert noisy == plain


def test_missing_fields_are_empty_and_others_as_they_were() -> None:
    book, before = own(month()), own(month())
    noise({"missing": 0.2}).lay_on(book, slice_=0)
    acts, was = book.of("review.pass"), before.of("review.pass")
    assert acts is not None
    assert was is not None
    seconds, had = acts.fields["seconds"], was.fields["seconds"]
    assert isinstance(seconds, np.ndarray)
    assert isinstance(had, np.ndarray)
    gone = np.isnan(seconds)
    assert 0.1 < gone.mean() < 0.3
    assert (seconds[~gone] == had[~gone]).all()


def test_systems_print_gb18030_where_the_dial_says_so() -> None:
    plain, all_of_them = noise({}), noise({"letters": 1.0})
    assert plain.printing() == plain.systems
    assert {one.block.encoding for one in all_of_them.printing().systems} == {"gb18030"}


def test_what_was_touched_is_written_down(tmp_path: Path) -> None:
    turned = noise({"doubles": 0.1})
    turned.lay_on(own(month()), slice_=0)
    write_touched(tmp_path / "noise.json", turned)
    text = (tmp_path / "noise.json").read_text(encoding="utf-8")
    assert f'"acts": {turned.touched["doubles"]}' in text


def test_an_unknown_dial_or_a_strength_beyond_one_is_refused() -> None:
    block: NoiseBlock = read_noise(PRACTICE)
    for strengths in ({"fog": 0.1}, {"late": 1.5}):
        with pytest.raises(PracticeError):
            block.turned(strengths)


def test_every_name_in_the_file_is_one_of_the_register() -> None:
    block, fields = read_noise(PRACTICE), {one.id for one in china().fields}
    assert {*block.mistyping.fields, *block.missing.always_kept} <= fields
    overdue = {
        standard.id
        for standard in china().standards
        if any(version.shape == "overdue" for version in standard.versions)
    }
    assert {*block.late.standards} <= overdue


def test_a_slip_of_the_pen_changes_what_it_touches() -> None:
    luck = np.random.default_rng(1)
    values = np.round(luck.lognormal(6, 2, 5_000) + 1, 2)
    assert (mistyped_numbers(values, luck) != values).all()
    assert mistyped_text("粤B12345", 0.3) != "粤B12345"
    assert sorted(mistyped_text("粤B12345", 0.3)) == sorted("粤B12345")
    assert mistyped_text("111", 0.5) == "11"
