"""Each fault is found in a register that has just that one, and in none without it."""

import datetime as dt
from pathlib import Path

import pytest

from register.minimal import MINIMAL, Files, added, changed, loaded
from zhunsheng.flow import check_register

D = dt.date.fromisoformat

SERVING = "standards/serving.yaml"
BANDS = "standards/bands.yaml"
SECOND_VERSION = """\
  - from: 2021-07-15
    basis: [{law: penalties, article: "61"}]
    shape: overdue
    subject: case
    parameters: {from: Decide, to: Serve, within: {clock: serve}}
"""
CHIEF = """\
- id: chief
  title: {zh: 负责人, en: chief}
  grants:
  - {power: fine, from: 1996-10-01}
  - {power: review, from: 2010-01-01}
"""


def _ended(files: Files) -> Files:
    return changed(
        SERVING, "  - from: 2020-01-01", "  - from: 2020-01-01\n    until: 2021-01-01", files
    )


FAULTS: dict[str, tuple[str, Files]] = {
    "unknown chart": ("chart-unknown", changed("powers.yaml", "chart: case", "chart: cases")),
    "unknown power of a post": (
        "power-unknown",
        added("posts.yaml", "  - {power: audit, from: 2000-01-01}\n"),
    ),
    "unknown incompatible power": ("power-unknown", changed("posts.yaml", "[review]", "[revue]")),
    "unknown standard of a risk point": (
        "standard-unknown",
        changed("risk_points.yaml", "[serve-in-time]", "[serve-in-time, serve]"),
    ),
    "unknown standard of an exemption": (
        "standard-unknown",
        changed("exemptions.yaml", "standard: serve-in-time", "standard: serve"),
    ),
    "unknown post of a standard": (
        "post-unknown",
        changed(SERVING, "posts: [handler]", "posts: [handler, ghost]"),
    ),
    "unknown power of a standard": ("power-unknown", changed(BANDS, "power: fine", "power: fines")),
    "unknown clock": ("clock-unknown", changed(SERVING, "clock: serve", "clock: served")),
    "unknown table": ("table-unknown", changed(BANDS, "table: bands", "table: band")),
    "unknown post in parameters": (
        "post-unknown",
        changed(
            BANDS,
            "shape: out_of_bounds\n    subject: case\n"
            "    parameters: {act: Decide, field: amount, table: bands}",
            "shape: beyond_authority\n    subject: case\n"
            "    parameters: {act: Fine, posts: [ghost]}",
        ),
    ),
    "clock not yet in force": (
        "reference-lapsed",
        changed("clocks.yaml", "from: 1996-10-01", "from: 2020-02-01"),
    ),
    "table no longer in force": (
        "reference-lapsed",
        changed("tables.yaml", "from: 1996-10-01", "from: 1996-10-01\n    until: 2030-01-01"),
    ),
    "no basis": (
        "basis-missing",
        changed(BANDS, '    basis: [{law: penalties, article: "9", edition: 1996-10-01}]\n', ""),
    ),
    "unknown law": ("law-unknown", changed(BANDS, "law: penalties", "law: penalty")),
    "unknown law of a grant": (
        "law-unknown",
        changed("posts.yaml", "up_to: 5000}", 'up_to: 5000, basis: [{law: x, article: "1"}]}'),
    ),
    "edition that does not exist": (
        "edition-not-in-force",
        changed(BANDS, "edition: 1996-10-01", "edition: 1996-10-02"),
    ),
    "edition not yet in force": (
        "edition-not-in-force",
        changed(BANDS, "edition: 1996-10-01", "edition: 2021-07-15"),
    ),
    "edition no longer in force": (
        "edition-not-in-force",
        changed(
            "clocks.yaml",
            'article: "61", edition: 2021-07-15',
            'article: "61", edition: 1996-10-01',
        ),
    ),
    "law repealed": (
        "edition-not-in-force",
        {
            **changed(
                "clocks.yaml", 'penalties, article: "61", edition: 2021-07-15', 'old, article: "1"'
            ),
            "laws.yaml": MINIMAL["laws.yaml"]
            + "- id: old\n  title: {zh: 旧法, en: Old}\n  repealed_on: 2021-07-15\n",
        },
    ),
    "law not yet in force": (
        "edition-not-in-force",
        {
            **changed(
                BANDS, 'law: penalties, article: "9", edition: 1996-10-01', 'law: new, article: "1"'
            ),
            "laws.yaml": MINIMAL["laws.yaml"]
            + "- id: new\n  title: {zh: 新法, en: New}\n  editions: [2020-01-02]\n",
        },
    ),
    "gap": ("validity-gap", added(SERVING, SECOND_VERSION, _ended(MINIMAL))),
    "overlap": (
        "validity-overlap",
        changed(
            SERVING,
            "until: 2021-01-01",
            "until: 2021-07-16",
            added(SERVING, SECOND_VERSION, _ended(MINIMAL)),
        ),
    ),
    "two versions from one day": (
        "validity-overlap",
        added(
            "clocks.yaml",
            "  - from: 2021-07-15\n    period: {days: 8}\n"
            '    basis: [{law: penalties, article: "61"}]\n',
        ),
    ),
    "no post owns the standard": (
        "standard-without-post",
        changed(SERVING, "posts: [handler]", "posts: []"),
    ),
    "power not yet in force": (
        "power-not-in-force",
        changed(
            "powers.yaml",
            "domain: general\n  versions:\n  - from: 1996-10-01",
            "domain: general\n  versions:\n  - from: 2020-02-01",
            changed(BANDS, "power: fine", "power: review"),
        ),
    ),
    "power held by nobody": (
        "power-not-held",
        changed(
            "posts.yaml",
            "{power: review, from: 1996-10-01}",
            "{power: review, from: 2020-02-01}",
            changed(BANDS, "power: fine", "power: review"),
        ),
    ),
    "power held for a while only": (
        "power-not-held",
        changed(
            "posts.yaml",
            "{power: review, from: 1996-10-01}",
            "{power: review, from: 1996-10-01, until: 2022-01-01}",
            changed(BANDS, "power: fine", "power: review"),
        ),
    ),
    "risk without measure": (
        "risk-point-without-measure",
        changed(
            "risk_points.yaml", "  measures:\n  - {zh: 双人办案, en: two officers a case}\n", ""
        ),
    ),
    "risk without standard": (
        "risk-point-without-standard",
        changed("risk_points.yaml", "[serve-in-time]", "[]"),
    ),
    "risk on a post without the power": (
        "risk-point-without-post",
        changed("risk_points.yaml", "post: handler", "post: reviewer"),
    ),
    "post against itself": (
        "post-against-itself",
        changed("posts.yaml", "incompatible_with: [review]", "incompatible_with: [fine]"),
    ),
    "grants another post keeps apart": ("grants-incompatible", added("posts.yaml", CHIEF)),
    "calendar without years": (
        "calendar-empty",
        {n: t for n, t in MINIMAL.items() if not n.startswith("calendars")}
        | {"clocks.yaml": MINIMAL["clocks.yaml"].replace("working_days", "days")},
    ),
    "calendar year missing": (
        "calendar-year-missing",
        changed("clocks.yaml", "{days: 7}", "{days: 7, roll: true}"),
    ),
    "no calendar at all": (
        "calendar-year-missing",
        changed("register.yaml", "calendar: china\n", ""),
    ),
    "hole in the calendar": (
        "calendar-hole",
        {
            **MINIMAL,
            "calendars/china/2023.yaml": 'year: 2023\nbasis: [{law: penalties, article: "85"}]\n',
        }
        | {"clocks.yaml": MINIMAL["clocks.yaml"].replace("working_days", "days")},
    ),
    "exemption approved by nobody": (
        "exemption-without-approver",
        changed("exemptions.yaml", "  approved_by: Director General\n", ""),
    ),
    "exemption approved by a blank": (
        "exemption-without-approver",
        changed("exemptions.yaml", "Director General", '"  "'),
    ),
    "exemption without end": (
        "exemption-without-end",
        changed("exemptions.yaml", "  until: 2020-09-01\n", ""),
    ),
    "unverified law": (
        "unverified",
        changed("laws.yaml", "- id: penalties", "- verified: false\n  id: penalties"),
    ),
    "unverified basis": (
        "unverified",
        changed(BANDS, "edition: 1996-10-01}", "edition: 1996-10-01, verified: false}"),
    ),
    "unverified basis of a calendar year": (
        "unverified",
        changed("calendars/china/2021.yaml", "2021-07-15}", "2021-07-15, verified: false}"),
    ),
}

WARNINGS = {"validity-gap", "grants-incompatible", "unverified", "exemption-expired"}


def test_a_register_without_fault_has_no_problem(tmp_path: Path):
    assert check_register(loaded(tmp_path)) == []


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_gives_one_problem(tmp_path: Path, name: str):
    code, files = FAULTS[name]
    found = check_register(loaded(tmp_path, files))
    assert [fault.code for fault in found] == [code]
    (fault,) = found
    assert fault.severity == ("warning" if code in WARNINGS else "error")
    assert fault.place is not None
    assert fault.mend is not None
    assert any("\u4e00" <= letter <= "\u9fff" for letter in fault.in_language("zh"))
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in fault.in_language("en"))


def test_an_exemption_past_its_end_is_told_once_today_is_known(tmp_path: Path):
    register = loaded(tmp_path)
    assert check_register(register, on=D("2020-08-31")) == []
    (fault,) = check_register(register, on=D("2020-09-01"))
    assert (fault.code, fault.severity) == ("exemption-expired", "warning")


def test_calendar_years_are_needed_up_to_today(tmp_path: Path):
    register = loaded(tmp_path)
    found = check_register(register, on=D("2023-05-01"))
    (fault,) = [fault for fault in found if fault.severity == "error"]
    assert fault.code == "calendar-year-missing"
    assert "2022–2023" in fault.what.en


def test_errors_come_before_warnings(tmp_path: Path):
    files = changed("laws.yaml", "- id: penalties", "- verified: false\n  id: penalties")
    files = changed("exemptions.yaml", "  until: 2020-09-01\n", "", files)
    assert [fault.severity for fault in check_register(loaded(tmp_path, files))] == [
        "error",
        "warning",
    ]


def test_a_near_miss_is_answered_with_the_right_name(tmp_path: Path):
    (fault,) = check_register(loaded(tmp_path, FAULTS["unknown clock"][1]))
    assert fault.mend is not None
    assert "'serve'" in fault.mend.en


def test_every_stretch_without_a_law_is_named_with_its_days(tmp_path: Path) -> None:
    files = changed(
        "clocks.yaml",
        "  - from: 1996-10-01\n",
        "  - from: 2020-03-01\n    until: 2021-05-01\n",
        changed("clocks.yaml", "law: penalties, article: \"40\", edition: 1996-10-01",
                "law: penalties, article: \"40\""),
    )  # fmt: skip
    found = check_register(loaded(tmp_path, files))
    (said,) = [fault for fault in found if fault.code == "reference-lapsed"]
    for text in (said.what.zh, said.what.en):
        assert "2020-01-01…2020-03-01" in text and "2021-05-01…2021-07-15" in text
    assert said.severity == "error" and said.why is not None
