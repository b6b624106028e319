"""Files become a register, and every mistake is told with its line."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from register.minimal import MINIMAL, added, changed, loaded, refused, write
from zhunsheng.flow import load_register
from zhunsheng.model.clock import Period
from zhunsheng.model.errors import RegisterError
from zhunsheng.model.standard import Condition

D = dt.date.fromisoformat


def test_a_register_is_read_with_all_its_parts(tmp_path: Path):
    register = loaded(tmp_path)
    assert (register.id, register.title.zh, register.legal_zone) == (
        "example",
        "示例",
        "Asia/Shanghai",
    )
    assert [law.id for law in register.laws] == ["penalties"]
    assert [post.id for post in register.posts] == ["handler", "reviewer"]
    assert register.posts[0].grants[0].up_to == Decimal(5000)
    assert register.tables[0].versions[0].rows[1].most == Decimal("50000.50")
    assert [standard.id for standard in register.standards] == ["serve-in-time", "within-bands"]
    assert register.exemptions[0].validity.end == D("2020-09-01")
    assert register.calendar is not None
    assert register.calendar.is_working(D("2021-09-26"))
    assert not register.calendar.is_working(D("2021-10-01"))
    name, path = register.charts[0]
    assert name == "case"
    assert Path(path).is_absolute()
    assert len(register.digest) == 64


def test_a_version_ends_when_the_next_one_begins(tmp_path: Path):
    earlier, later = loaded(tmp_path).clocks[0].versions
    assert (earlier.validity.start, earlier.validity.end) == (D("1996-10-01"), D("2021-07-15"))
    assert later.validity.end is None
    assert earlier.period == Period(7, "calendar_days")
    assert later.period == Period(7, "working_days")


def test_versions_may_stand_in_any_order(tmp_path: Path):
    first, _, rest = MINIMAL["clocks.yaml"].partition("  versions:\n")
    one, two = rest.split("  - from: 2021-07-15")
    turned = first + "  versions:\n" + "  - from: 2021-07-15" + two + one
    assert loaded(tmp_path, {**MINIMAL, "clocks.yaml": turned}).clocks == loaded(tmp_path).clocks


def test_scope_becomes_conditions_and_parameters_stay_as_written(tmp_path: Path):
    version = loaded(tmp_path).standards[0].versions[0]
    assert version.scope == (
        Condition("amount", "at_least", bound=Decimal(100)),
        Condition("office", "in", values=("a", "b")),
    )
    assert version.parameters["to"] == {
        "activity": ["Serve", "Post"],
        "where": {"channel": "mail"},
    }
    assert version.place is not None
    assert str(version.place).endswith("standards/serving.yaml:8")


def test_a_file_may_be_split_into_a_folder_of_its_name(tmp_path: Path):
    split = {name: text for name, text in MINIMAL.items() if name != "laws.yaml"}
    split["laws/penalties.yaml"] = MINIMAL["laws.yaml"]
    assert loaded(tmp_path, split).digest == loaded(tmp_path).digest


def test_a_folder_without_register_yaml_is_refused(tmp_path: Path):
    with pytest.raises(RegisterError) as caught:
        load_register(tmp_path)
    assert caught.value.problems[0].code == "not-a-register"


def test_all_problems_are_told_at_once_with_file_and_line(tmp_path: Path):
    files = changed("laws.yaml", "editions:", "edition:")
    files = changed("powers.yaml", "  domain: general\n  chart: case\n", "  chart: case\n", files)
    files = changed("clocks.yaml", "{days: 7}", "{days: 7, hours: 2}", files)
    files = changed("standards/serving.yaml", "from: Decide", "form: Decide", files)
    told = {
        (fault.code, fault.place.file.partition("/")[2], fault.place.line)
        for fault in refused(tmp_path, files)
        if fault.place is not None
    }
    assert told == {
        ("extra-forbidden", "laws.yaml", 3),
        ("missing", "powers.yaml", 1),
        ("period-units", "clocks.yaml", 5),
        ("extra-forbidden", "standards/serving.yaml", 14),
        ("missing", "standards/serving.yaml", 13),
    }


def test_a_mistyped_key_is_answered_with_the_right_one(tmp_path: Path):
    (fault,) = refused(tmp_path, changed("laws.yaml", "editions:", "edition:"))
    assert fault.mend is not None
    assert "editions" in fault.mend.zh
    assert "editions" in fault.mend.en


def test_a_key_written_twice_is_refused(tmp_path: Path):
    twice = changed("posts.yaml", "- id: reviewer\n", "- id: reviewer\n  id: reviewer\n")
    (fault,) = refused(tmp_path, twice)
    assert (fault.code, fault.place.line if fault.place else None) == ("key-twice", 7)


def test_an_id_used_twice_is_refused_across_files(tmp_path: Path):
    files = {**MINIMAL, "standards/more.yaml": MINIMAL["standards/bands.yaml"]}
    (fault,) = refused(tmp_path, files)
    assert fault.code == "id-twice"
    assert "standards/bands.yaml:1" in fault.what.en


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("laws.yaml", "- id: penalties", "- id: [penalties", "not-yaml"),
        ("laws.yaml", "- id: penalties", "id: penalties", "not-yaml"),
        ("register.yaml", "Asia/Shanghai", "Asia/Peking", "zone-unknown"),
        ("powers.yaml", 'article: "9"', "article: 9", "string-type"),
        ("powers.yaml", "- id: fine", "- id: a fine", "string-pattern-mismatch"),
        ("posts.yaml", "up_to: 5000", "up_to: lots", "decimal-type"),
        ("risk_points.yaml", "grade: high", "grade: severe", "literal-error"),
        ("clocks.yaml", "{working_days: 7}", "{working_days: 0}", "greater-than-equal"),
        ("clocks.yaml", "{working_days: 7}", "{working_days: 1.5}", "int-type"),
        ("clocks.yaml", "{days: 7}", "{hours: 7, roll: true}", "roll-of-hours"),
        ("tables.yaml", "{keys: [minor], most: 1000}", "{keys: [minor]}", "row-without-limits"),
        ("tables.yaml", "keys: [minor], most", "keys: [minor, x], most", "row-keys"),
        ("tables.yaml", "[grave], least", "[minor], least", "row-twice"),
        ("standards/serving.yaml", "shape: overdue", "shape: late", "shape-unknown"),
        ("standards/serving.yaml", "at_least: 100", "atleast: 100", "extra-forbidden"),
        ("standards/serving.yaml", "{at_least: 100}", "100", "number-as-text"),
        ("standards/serving.yaml", "{in: [b, a]}", "{}", "empty-condition"),
        ("standards/serving.yaml", "{clock: serve}", "{clock: serve, days: 1}", "clock-and-length"),
        ("standards/serving.yaml", "  within: {clock: serve}", "  each: first", "within-or-due"),
        ("standards/serving.yaml", "{clock: serve}", "{fortnights: 1}", "extra-forbidden"),
        ("standards/bands.yaml", "table: bands", "at_least: 2, at_most: 1", "bounds-crossed"),
        ("standards/bands.yaml", "table: bands", "table: bands, at_most: 1", "bounds-or-table"),
        ("exemptions.yaml", "until: 2020-09-01", "until: 2020-07-01", "until-before-from"),
        ("calendars/china/2021.yaml", "year: 2021", "year: 2022", "day-of-other-year"),
        ("calendars/china/2021.yaml", "[2021-09-26,", "[2021-10-01,", "holiday-and-workday"),
        ("calendars/china/2021.yaml", "2021-09-26", "2021-09-31", "scalar-unreadable"),
    ],
)
def test_what_cannot_be_judged_by_is_refused(
    tmp_path: Path, name: str, old: str, new: str, code: str
):
    faults = refused(tmp_path, changed(name, old, new))
    assert code in [fault.code for fault in faults]
    for fault in faults:
        assert fault.place is not None
        assert fault.place.file.endswith(name)
        assert fault.place.line is not None
        assert fault.what.zh != fault.what.en
        assert any("\u4e00" <= letter <= "\u9fff" for letter in fault.what.zh)


def test_a_year_in_the_wrong_file_is_refused(tmp_path: Path):
    files = {**MINIMAL, "calendars/china/2022.yaml": "year: 2023\n"}
    (fault,) = refused(tmp_path, files)
    assert fault.code == "year-not-the-files"


def test_a_file_that_is_not_a_list_is_refused(tmp_path: Path):
    (fault,) = refused(tmp_path, {**MINIMAL, "tables.yaml": "id: bands\n"})
    assert fault.code == "list-expected"


def test_text_that_is_not_utf8_is_refused(tmp_path: Path):
    folder = write(tmp_path / "r", MINIMAL)
    (folder / "laws.yaml").write_bytes("- id: 法\n".encode("gb18030"))
    with pytest.raises(RegisterError) as caught:
        load_register(folder)
    assert [fault.code for fault in caught.value.problems] == ["not-utf8"]


def test_an_empty_file_is_an_empty_list(tmp_path: Path):
    assert loaded(tmp_path, {**MINIMAL, "exemptions.yaml": "# none\n"}).exemptions == ()


def test_a_comma_that_splits_text_is_explained(tmp_path: Path):
    item = "- id: two\n  title: {zh: 甲\uff0c乙, en: one, two}\n"
    (fault,) = refused(tmp_path, added("laws.yaml", item))
    assert fault.mend is not None
    assert "quotes" in fault.mend.en
