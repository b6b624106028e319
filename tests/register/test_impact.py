"""What a change of law touches, and what lags behind one."""

import datetime as dt
from pathlib import Path

from register.minimal import MINIMAL, added, changed, loaded
from zhunsheng.flow import PARAMETERS, summary_of
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.register import ChartUse, impact, law_named, stale, who_must_agree

D = dt.date.fromisoformat
CHARTS = {"case": ChartUse(Text("办案", "the case"), ("serve",))}


def _touched(register: Register, article: str | None, since: str) -> dict[tuple[str, str], bool]:
    found = impact(
        register,
        law_named(register, "行政处罚法"),
        article=article,
        since=D(since),
        parameters=PARAMETERS,
        charts=CHARTS,
    )
    return {(one.section, one.item): one.direct for one in found}


def test_a_clock_takes_along_its_chart_its_standard_and_the_risk_it_watches(
    tmp_path: Path,
) -> None:
    found = _touched(loaded(tmp_path), "61", "2022-01-01")
    assert found == {
        ("clocks", "serve"): True,
        ("charts", "case"): False,
        ("standards", "serve-in-time"): False,
        ("risk_points", "favour"): False,
    }


def test_what_had_ended_before_the_change_is_not_touched(tmp_path: Path) -> None:
    assert ("clocks", "serve") not in _touched(loaded(tmp_path), "40(1)", "2022-01-01")
    assert ("clocks", "serve") in _touched(loaded(tmp_path), "40(1)", "2021-07-14")


def test_a_power_takes_along_its_posts(tmp_path: Path) -> None:
    found = _touched(loaded(tmp_path), "38", "2022-01-01")
    assert found == {("powers", "review"): True, ("posts", "reviewer"): False}


def test_whoever_answers_for_a_touched_item_has_to_agree(tmp_path: Path) -> None:
    register = loaded(tmp_path)
    law = law_named(register, "penalties")
    found = impact(register, law, since=D("2022-01-01"), parameters=PARAMETERS, charts=CHARTS)
    assert list(who_must_agree(found)) == ["handler", "reviewer"]


def test_an_item_that_cites_yesterdays_law_is_stale_sixty_days_later(tmp_path: Path) -> None:
    register = loaded(tmp_path)
    assert stale(register, on=D("2021-09-13")) == []
    found = {(one.section, one.item): one.due for one in stale(register, on=D("2021-09-14"))}
    assert found["powers", "fine"] == D("2021-09-13")
    assert ("clocks", "serve") not in found  # its version of 2021 cites the text of 2021


def test_a_review_on_record_makes_it_up_to_date(tmp_path: Path) -> None:
    review = "- {id: r1, law: penalties, on: 2021-08-01, by: {zh: 法规处, en: legal}"
    whole = loaded(tmp_path, added("reviews.yaml", review + "}\n"))
    assert stale(whole, on=D("2022-01-01")) == []
    part = loaded(tmp_path, added("reviews.yaml", review + ", items: [powers/fine]}\n"))
    left = {(one.section, one.item) for one in stale(part, on=D("2022-01-01"))}
    assert ("powers", "fine") not in left and ("powers", "review") in left


def test_a_review_before_the_change_covers_nothing(tmp_path: Path) -> None:
    early = "- {id: r1, law: penalties, on: 2021-07-14, by: {zh: 法规处, en: legal}}\n"
    assert stale(loaded(tmp_path, added("reviews.yaml", early)), on=D("2022-01-01"))


def test_the_summary_counts_what_runs_and_what_is_verified(tmp_path: Path) -> None:
    files = changed(
        "risk_points.yaml",
        "  - {zh: 双人办案, en: two officers a case}\n",
        "  - {zh: 双人办案, en: two officers a case, by: people}\n"
        "  - {zh: 系统提示, en: the system reminds, by: system}\n",
        changed("powers.yaml", "  chart: case\n", "  chart: case\n  verified: false\n", MINIMAL),
    )
    found = summary_of(loaded(tmp_path, files), on=D("2021-08-01"))
    assert (found.in_systems.part, found.in_systems.whole) == (1, 2)
    assert (found.verified["powers"].part, found.verified["powers"].whole) == (1, 2)
    assert found.counts["standards"] == found.executable.part == 2
    assert found.spread["risk points by grade"] == {"high": 1}
