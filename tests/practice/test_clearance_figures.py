"""Clearance comes to what the figures say: times, shares, volumes, the course of the day."""

from __future__ import annotations

import numpy as np
import pytest

from practice.honest import Month, played
from simulate.service import service
from zhunsheng.simulate.book import Coded, Floats, Longs, find
from zhunsheng.simulate.hours import DAY, HOUR, ms_of

DECLARATIONS = 40_000


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """A large district, whose offices work round the clock."""
    return played(
        tmp_path_factory.mktemp("month"), ("import", "export"), code="5300",
        declarations=DECLARATIONS,
    )  # fmt: skip


def figure(name: str) -> float:
    return service().figures[name]


def texts(month: Month, activity: str, field: str) -> Coded:
    values = month.of(activity).fields[field]
    assert isinstance(values, Coded)
    return values


def hours_to_release(month: Month, flow: str) -> Floats:
    """From arrival (imports) or lodgement (exports) of the period's declarations to release."""
    submit, release = month.of("declaration.submit"), month.of("release.order")
    number = submit.objects["declaration"]
    row = find(release, "declaration", number, last=False)
    first = find(submit, "declaration", number, last=False) == np.arange(len(number))
    begin = submit.at
    if flow == "import":
        begin = submit.fields["arrived_at"].at  # type: ignore[union-attr]
    here = texts(month, "declaration.submit", "flow").holds(flow) & first & (row >= 0)
    here &= submit.at >= ms_of(month.district.period.first)
    return (release.at[row[here]] - begin[here]) / HOUR


@pytest.mark.parametrize("flow", ["import", "export"])
def test_clearance_takes_as_long_as_the_nation_reports(month: Month, flow: str):
    hours = hours_to_release(month, flow)
    wanted = figure(f"{flow}-clearance-hours")
    assert hours.mean() == pytest.approx(wanted, rel=0.08)
    # A few take long: the middle lies well below the mean, as in every study of release times.
    assert np.median(hours) < 0.7 * wanted
    assert np.percentile(hours, 90) > 1.2 * wanted


def of_flow(month: Month, activity: str, flow: str) -> Longs:
    """The declarations of one direction that an activity was done on."""
    submit = month.of("declaration.submit")
    mine = submit.objects["declaration"][texts(month, "declaration.submit", "flow").holds(flow)]
    return np.intersect1d(month.of(activity).objects["declaration"], mine)


@pytest.mark.parametrize("flow", ["import", "export"])
def test_as_many_are_controlled_as_the_figure_says(month: Month, flow: str):
    share = len(of_flow(month, "control.issue", flow)) / len(of_flow(month, "review.open", flow))
    assert share == pytest.approx(figure(f"{flow}-inspection-share"), rel=0.15)


def test_controls_are_random_as_often_as_the_nation_reports(month: Month):
    selection = texts(month, "control.issue", "selection")
    count = len(selection)
    assert count > 600
    wanted = figure("random-selection-share")
    assert abs(selection.holds("random").mean() - wanted) < 4 * np.sqrt(wanted / count / 2)


def test_targeted_goods_are_hit_more_often_than_random_ones(month: Month):
    finish, issue = month.of("inspection.finish"), month.of("control.issue")
    row = find(issue, "declaration", finish.objects["declaration"], last=False)
    random = texts(month, "control.issue", "selection").holds("random")[row]
    hit = texts(month, "inspection.finish", "result").holds("abnormal")
    for shown, name in ((hit[random], "hit-rate-random"), (hit[~random], "hit-rate-targeted")):
        wanted, count = figure(name), len(shown)
        assert abs(shown.mean() - wanted) < 4 * np.sqrt(wanted / count)


def test_inspections_are_done_again_as_often_as_at_beilun(month: Month):
    again, first = month.of("inspection.recheck"), month.of("inspection.finish")
    wanted = figure("reinspection-share") * len(first)
    assert abs(len(again) - wanted) < 4 * np.sqrt(wanted)
    assert np.isin(again.objects["declaration"], first.objects["declaration"]).all()


def test_as_many_imports_as_the_figure_says(month: Month):
    submit = month.of("declaration.submit")
    here = submit.at >= ms_of(month.district.period.first)
    imports = texts(month, "declaration.submit", "flow").holds("import")
    assert imports[here].mean() == pytest.approx(figure("import-share"), rel=0.05)


def test_a_few_are_declared_late_and_more_are_read_than_seem_so(month: Month):
    late = month.of("declaration.accept").fields["late_days"]
    flow = texts(month, "declaration.accept", "flow")
    assert isinstance(late, np.ndarray)
    share = (late[flow.holds("import")] > 0).mean()
    assert share == pytest.approx(figure("late-declaration-share"), rel=0.5)
    by_officer = month.of("review.pass").officer >= 0
    read = texts(month, "review.pass", "must_review").holds("true")
    assert read[by_officer].mean() > 0.4
    assert not read[~by_officer].any()


def test_an_import_leaves_about_a_dozen_acts(month: Month):
    closed = of_flow(month, "declaration.close", "import")
    counts = np.zeros(len(closed), np.int64)
    by_manifest = ("manifest.submit", "manifest.arrive", "manifest.writeoff", "manifest.tally")
    manifests = month.of("declaration.close")
    assert len(manifests) > 20_000
    for acts in month.book:
        touched = acts.objects.get("declaration")
        if touched is not None:
            place = np.searchsorted(closed, touched).clip(max=len(closed) - 1)
            np.add.at(counts, place[closed[place] == touched], 1)
    of_manifests = sum(len(month.of(name)) for name in by_manifest) / len(
        month.of("declaration.submit")
    )
    assert 12 <= counts.mean() + of_manifests <= 14.5


def test_work_follows_the_clock_and_the_holiday(month: Month):
    submit = month.of("declaration.submit").at
    submit = submit[submit >= ms_of(month.district.period.first)]
    by_hour = np.bincount(submit % DAY // HOUR, minlength=24)
    assert by_hour.min() > 0
    assert by_hour[9:18].mean() > 1.5 * by_hour[0:6].mean()
    by_day = np.bincount((submit - ms_of(month.district.period.first)) // DAY, minlength=31)
    holiday, ordinary = by_day[0:2].mean(), by_day[11:16].mean()  # Thursday and Friday, a week
    assert holiday < 0.85 * ordinary


def test_first_digits_of_values_follow_benford(month: Month):
    values = month.of("declaration.accept").fields["value"]
    assert isinstance(values, np.ndarray)
    digits = (values / 10.0 ** np.floor(np.log10(values))).astype(np.int64).clip(1, 9)
    found = np.bincount(digits, minlength=10)[1:] / len(digits)
    assert np.abs(found - np.log10(1 + 1 / np.arange(1, 10))).max() < 0.02
