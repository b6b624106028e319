"""What is in force on a day."""

import datetime as dt
from pathlib import Path

from register.minimal import added, changed, loaded
from zhunsheng.model.clock import Period
from zhunsheng.register import edition

D = dt.date.fromisoformat


def test_the_last_day_before_a_change_is_under_the_old_law(tmp_path: Path):
    register = loaded(tmp_path)
    before = edition(register, on=D("2021-07-14")).register
    after = edition(register, on=D("2021-07-15")).register
    assert [v.period for v in before.clocks[0].versions] == [Period(7, "calendar_days")]
    assert [v.period for v in after.clocks[0].versions] == [Period(7, "working_days")]
    assert before.laws[0].editions == (D("1996-10-01"),)
    assert after.laws[0].editions == (D("2021-07-15"),)


def test_what_has_not_begun_or_has_ended_is_left_out(tmp_path: Path):
    register = loaded(tmp_path)
    early = edition(register, on=D("1996-09-30")).register
    assert early.laws == early.powers == early.clocks == early.tables == early.standards == ()
    assert [post.grants for post in early.posts] == [(), ()]
    assert len(edition(register, on=D("2020-08-31")).register.exemptions) == 1
    assert edition(register, on=D("2020-09-01")).register.exemptions == ()


def test_drafts_are_not_in_force(tmp_path: Path):
    files = changed("standards/serving.yaml", "grade: high", "grade: high\n  draft: true")
    standards = edition(loaded(tmp_path, files), on=D("2021-01-01")).register.standards
    assert [standard.id for standard in standards] == ["within-bands"]


def test_two_days_under_the_same_law_have_the_same_digest(tmp_path: Path):
    register = loaded(tmp_path)
    digests = [
        edition(register, on=D(day)).digest
        for day in ("2020-01-01", "2020-06-30", "2020-07-01", "2020-09-01", "2021-07-15")
    ]
    assert digests[0] == digests[1] == digests[3], "the exemption of the summer came and went"
    assert len(set(digests)) == 3


def test_a_law_enacted_for_later_does_not_touch_today(tmp_path: Path):
    later = (
        "  - from: 2030-01-01\n    period: {working_days: 9}\n"
        '    basis: [{law: penalties, article: "61"}]\n'
    )
    files = added("clocks.yaml", later)
    files = changed("laws.yaml", "2021-07-15]", "2021-07-15, 2030-01-01]", files)
    today, enacted = loaded(tmp_path), loaded(tmp_path, files)
    assert today.digest != enacted.digest
    on = D("2025-01-01")
    assert edition(today, on=on).digest == edition(enacted, on=on).digest
    on = D("2030-01-01")
    assert edition(today, on=on).digest != edition(enacted, on=on).digest
