"""Holding a run against the truth: what is a scheme's and what is honest work's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pytest

from simulate.schemes.played import Played
from zhunsheng.simulate.reckoning import Reckoning, reckon
from zhunsheng.simulate.truth import Truth, write_truth

ALONE = "second-officer-missing"
BY_TWO = "inspection-by-two-officers"


def told(month: Played, folder: Path, truth: Truth) -> Reckoning:
    write_truth(folder, truth)
    return reckon(month.store, month.run.folder, folder)


def without(truth: Truth, scheme: str) -> Truth:
    """The truth as if nobody had told of a scheme's acts."""
    return replace(truth, acts=truth.acts.filter(pc.not_equal(truth.acts["scheme"], scheme)))


def test_findings_the_truth_does_not_tell_of_are_honest_works(month: Played, tmp_path: Path):
    less = told(month, tmp_path, without(month.truth, ALONE))
    (scheme,) = (one for one in less.schemes if one.player.id == ALONE)
    assert (scheme.deeds, scheme.cases, scheme.by, scheme.silent) == (0, 0, (), ())
    before = month.reckoning.findings_of_schemes
    assert less.findings == month.reckoning.findings
    assert less.findings_of_schemes < before


def test_honest_acts_flagged_by_the_same_standard_are_counted(month: Played, tmp_path: Path):
    """Half of the lonely inspections told of: the rest count against the standard."""
    (scheme,) = (one for one in month.reckoning.schemes if one.player.id == ALONE)
    (whole,) = (one for one in scheme.by if one.standard == BY_TWO)
    mine = month.truth.acts.filter(pc.equal(month.truth.acts["scheme"], ALONE))
    cases = sorted(set(mine["subject_id"].to_pylist()))
    kept = cases[: len(cases) // 2]
    known = pc.or_(
        pc.not_equal(month.truth.acts["scheme"], ALONE),
        pc.is_in(month.truth.acts["subject_id"], value_set=pc.unique(mine["subject_id"]).take(
            [place for place, one in enumerate(pc.unique(mine["subject_id"]).to_pylist())
             if one in kept])),
    )  # fmt: skip
    half = told(month, tmp_path, replace(month.truth, acts=month.truth.acts.filter(known)))
    (scheme,) = (one for one in half.schemes if one.player.id == ALONE)
    (caught,) = (one for one in scheme.by if one.standard == BY_TWO)
    assert caught.cases == len(kept)
    assert caught.honest_subjects == len(cases) - len(kept) + whole.honest_subjects


def test_an_innocent_who_is_flagged_is_told(month: Played, tmp_path: Path):
    """If the crew of a scheme were a look-alike, its findings would be on innocent people."""
    (guilty,) = (one for one in month.truth.schemes if one.id == ALONE)
    truth = replace(without(month.truth, ALONE), lookalikes=(guilty,))
    (alike,) = told(month, tmp_path, truth).lookalikes
    assert BY_TWO in dict(alike.flagged)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_names_every_scheme_and_look_alike(month: Played, language: str):
    said = month.reckoning.text(language)
    for one in (*month.reckoning.schemes, *month.reckoning.lookalikes):
        assert one.player.title.say(language) in said
