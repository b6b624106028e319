"""Goods opened in part where all of them were to be opened, and passed as normal."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import MINUTE
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing, enter, number_field, says
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

LEAST_ASKED = 0.2
"""Where less than this is to be opened, there is little to leave unopened."""


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("inspection",), kinds=("land", "sea"))


def _act(editing: Editing) -> None:
    finish = editing.of("inspection.finish")
    if finish is None:
        return
    eligible = (
        editing.cast.has(finish.officer)
        & editing.settings.covers(finish.at)
        & says(finish, "result", "normal")
        & (number_field(finish, "required_share") >= LEAST_ASKED)
        & (number_field(finish, "opened_share") > 0)
    )
    known = np.unique(finish.objects["declaration"][eligible])
    sampled = editing.has("sample.take", known) | ~editing.has("inspection.start", known)
    cases = editing.chosen(known[~sampled])
    rows = editing.last("inspection.finish", cases)
    asked = number_field(finish, "required_share")[rows]
    share = 0.25 + 0.4 * editing.lots("share", cases)
    enter(finish, "opened_share", rows, np.round(asked * share, 2))
    minutes = np.floor(4 + 9 * editing.lots("minutes", cases))
    begun = editing.time_of("inspection.start", cases)
    over = np.minimum(finish.at[rows], begun + (minutes * MINUTE).astype(np.int64))
    enter(finish, "minutes", rows, np.round((over - begun) / MINUTE, 1))
    finish.at[rows] = finish.recorded[rows] = over
    editing.mark(finish, rows, "deed")
    editing.trace("inspection.start", cases)
    _join_before_the_end(editing, cases)
    _turn_the_camera_away(editing, cases)


def _join_before_the_end(editing: Editing, cases: Longs) -> None:
    joined = editing.of("inspection.join")
    if joined is not None:
        rows = editing.rows(joined, cases)
        own = joined.objects["declaration"][rows]
        over = editing.time_of("inspection.finish", own)
        joined.at[rows] = joined.recorded[rows] = np.minimum(joined.at[rows], over)
        editing.mark(joined, rows, "trace")


def _turn_the_camera_away(editing: Editing, cases: Longs) -> None:
    covered = editing.of("video.cover")
    if covered is not None:
        cases = cases[editing.lots("camera", cases) < 0.5]
        rows = editing.rows(covered, cases)
        lot = editing.lots("coverage", covered.objects["declaration"][rows])
        enter(covered, "coverage", rows, np.round(0.3 + 0.5 * lot, 2))
        editing.mark(covered, rows, "deed")


PARTIAL_INSPECTION = Scheme(
    id="partial-inspection",
    title=Text("部分查验充作全部查验", "Part inspected, all passed"),
    story=Text(
        "物流监控科一个班组收受好处，对布控货物只开一部分：要求全部开箱的，开箱不足三分之二，"
        "几分钟即录入“正常”放行，其中半数关闭或者移开摄像设备。科长、值班副科长和关员按职务分钱，"
        "换了科长也照旧。",
        "A crew of a port control section is paid to open only part of goods it was told to open. "
        "Minutes later the result is entered as normal; in half of the cases the camera looks "
        "elsewhere. The money is shared by rank, and goes on under a new section head.",
    ),
    source="皇岗海关物流监控六科，2012–2015（S10、S11、S11b）",
    subject="declaration",
    breaks=("opened-share-as-instructed", "full-inspection-takes-its-time", "inspection-on-camera"),
    plan=_plan,
    act=_act,
)
