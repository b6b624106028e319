"""The truth and the marks say the same; what bears no mark is what it was in the honest world."""

from __future__ import annotations

import numpy as np
import pytest

from simulate.schemes.played import Played, books, dials, district, making
from zhunsheng.simulate.book import Acts, Book, Clock, Coded
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.innocents import innocents
from zhunsheng.simulate.misconduct.laying import Misconduct, misconduct, worked
from zhunsheng.simulate.running import Practice
from zhunsheng.simulate.schemes import SCHEMES
from zhunsheng.simulate.truth import Truth, marked, read_truth, write_truth

World = tuple[list[Book], Misconduct]


@pytest.fixture(scope="module")
def honest(known: Practice) -> list[Book]:
    place = district(known)
    work = making(known, place)
    return list(worked(work, innocents(place, work), misconduct(work, {})))


@pytest.fixture(scope="module")
def turned(known: Practice) -> World:
    return books(known, dials(0.5))


def as_text(values: object) -> object:
    """A field as it would be written, whatever its words are coded by."""
    if isinstance(values, Coded):
        return values.texts()
    if isinstance(values, Clock):
        return values.at.tolist()
    assert isinstance(values, np.ndarray)
    return np.nan_to_num(values, nan=-1e300).tolist()


def rows(acts: Acts) -> dict[int, list[object]]:
    """Each act by its own number, with everything it says; what is empty is left out."""
    columns = {
        "at": acts.at.tolist(),
        "recorded": acts.recorded.tolist(),
        "officer": acts.officer.tolist(),
        "post": acts.post.tolist(),
        "office": acts.office.tolist(),
        **{f"object {name}": numbers.tolist() for name, numbers in sorted(acts.objects.items())},
        **{f"field {name}": as_text(values) for name, values in sorted(acts.fields.items())},
    }
    empty = (None, -1e300)
    return {
        serial: [
            (name, column[row])  # type: ignore[index]
            for name, column in columns.items()
            if column[row] not in empty  # type: ignore[index]
        ]
        for row, serial in enumerate(acts.serial.tolist())
    }


def everything(books_: list[Book], *, unmarked: bool = False) -> dict[int, list[object]]:
    found: dict[int, list[object]] = {}
    for book in books_:
        for acts in book:
            found.update(rows(acts.take(acts.scheme == 0) if unmarked else acts))
    return found


def test_own_numbers_are_unique(turned: World):
    every = np.concatenate([acts.serial for book in turned[0] for acts in book])
    assert len(np.unique(every)) == len(every)


def unmarked_changes(honest: list[Book], books_: list[Book]) -> list[int]:
    """Own numbers of acts without a mark that are not what they were in the honest world."""
    before, left = everything(honest), everything(books_, unmarked=True)
    return [serial for serial, said in left.items() if before.get(serial) != said]


def test_what_bears_no_mark_is_what_it_was(honest: list[Book], turned: World):
    assert unmarked_changes(honest, turned[0]) == []


def test_a_change_without_a_mark_is_caught(
    honest: list[Book], known: Practice, monkeypatch: pytest.MonkeyPatch
):
    """The broken variant: a scheme that edits and does not say so."""
    monkeypatch.setattr(Editing, "mark", lambda *_: None)
    silent, _ = books(known, {"same-hand": dials(1.0)["same-hand"]})
    assert unmarked_changes(honest, silent)


def test_what_went_missing_is_told(honest: list[Book], turned: World):
    before, after = everything(honest), everything(turned[0])
    gone = before.keys() - after.keys()
    numbers = range(1, len(SCHEMES) + 1)
    removed = {n for scheme in numbers for n in turned[1].notes.of(scheme, "removed").tolist()}
    assert gone <= removed


def test_a_mark_is_in_the_truth_and_the_truth_is_marked(turned: World):
    serials, schemes = marked(acts for book in turned[0] for acts in book)
    notes = turned[1].notes
    told = {
        serial: scheme
        for scheme in range(1, 26)
        for role in ("trace", "deed")
        for serial in notes.of(scheme, role).tolist()  # type: ignore[arg-type]
    }
    gone = {serial for scheme in range(1, 26) for serial in notes.of(scheme, "removed").tolist()}
    assert dict(zip(serials.tolist(), schemes.tolist(), strict=True)).keys() == told.keys() - gone


def test_strength_nought_changes_no_byte(honest: list[Book], known: Practice):
    idle, schemes = books(known, dials(0.0))
    assert len(schemes.notes) == 0
    assert everything(idle) == everything(honest)


def test_the_same_seed_gives_the_same_bytes(turned: World, known: Practice):
    again, schemes = books(known, dials(0.5))
    assert everything(again) == everything(turned[0])
    assert schemes.notes.noted[0].serial.tolist() == turned[1].notes.noted[0].serial.tolist()


def test_the_truth_is_read_as_it_was_written(month: Played, tmp_path):
    write_truth(tmp_path, month.truth)
    again = read_truth(tmp_path)
    assert again.acts.equals(month.truth.acts)
    assert Truth(month.truth.acts, again.schemes, again.lookalikes) == month.truth


def test_an_act_is_told_once_for_each_scheme(month: Played):
    table = month.truth.acts
    pairs = list(zip(table["own_id"].to_pylist(), table["scheme"].to_pylist(), strict=True))
    assert len(set(pairs)) == len(pairs)
