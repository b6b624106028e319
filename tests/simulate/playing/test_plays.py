"""What a play says is what is done: who, when, with what values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from simulate.small_stage import FIRST, LAST, hour_of, small_stage
from zhunsheng.charts import read
from zhunsheng.charts.chart import Chart
from zhunsheng.model.errors import PracticeError
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.model.vocabulary import Activity
from zhunsheng.simulate.book import Acts, Book, Clock, Coded, find
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, HOUR, MINUTE, ms_of
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.playing.making import Making
from zhunsheng.simulate.playing.play import read_plays

SAY = Text("事", "thing")
POSTS = ("clerk", "checker")
ACTIVITIES = ("apply", "look", "check", "decide", "extra", "inner.look")
SQUARE = """\
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:z="urn:zhunsheng:chart:1">
<process id="{id}"><laneSet id="l">
<lane id="clerk" z:post="clerk">{members}</lane></laneSet>
<startEvent id="s"/>{tasks}<endEvent id="e"/>{flows}
</process></definitions>
"""


def chart(folder: Path, name: str, tasks: dict[str, str], flows: list[tuple[str, str]],
          gateways: tuple[str, ...] = ()) -> Chart:  # fmt: skip
    """A chart of tasks (id → activity), exclusive gateways and arrows, all in the clerk's lane."""
    text = SQUARE.format(
        id=name,
        members="".join(f"<flowNodeRef>{id_}</flowNodeRef>" for id_ in ("s", *tasks, *gateways)),
        tasks="".join(f'<task id="{i}" name="{i}" z:activity="{a}"/>' for i, a in tasks.items())
        + "".join(f'<exclusiveGateway id="{g}"/>' for g in gateways),
        flows="".join(
            f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
            for n, (a, b) in enumerate(flows)
        ),
    )
    path = folder / f"{name}.bpmn"
    path.write_text(text)
    return read(path)


def making(folder: Path, plays: str, *charts: Chart, count: int = 2000, slices: int = 1) -> Making:
    (folder / "plays").mkdir(exist_ok=True)
    (folder / "plays/one.yaml").write_text(dedent(plays))
    register = Register(
        "r", SAY, "UTC", "d",
        activities=tuple(Activity(a, SAY, objects=("thing", "draw")) for a in ACTIVITIES),
    )  # fmt: skip
    return Making(
        small_stage(POSTS, often=0.75),
        Law(register, FIRST),
        read_plays(folder / "plays"),
        {one.id: one for one in charts},
        Chance(5),
        FIRST,
        LAST,
        count,
        slices,
    )


def made(folder: Path, plays: str, *charts: Chart, count: int = 2000) -> Book:
    return making(folder, plays, *charts, count=count).slice(0)


def of(book: Book, activity: str) -> Acts:
    acts = book.of(activity)
    assert acts is not None
    return acts


STRAIGHT = """\
- id: straight
  title: {zh: 直, en: straight}
  subject: thing
  volume: {per_1000_declarations: 1000}
  case: {often: "chance(figure('often'))"}
  steps:
  - {id: one, activity: apply, post: clerk, after: {minutes: [10, 0.5]}}
  - {id: two, activity: look, post: clerk, by: {same_as: one}, within_shift: true,
     after: {minutes: [200, 1]}, fields: {minutes: "minutes_since('one')", often: flag(often)}}
  - {id: three, activity: check, post: clerk, by: {apart_from: [one]}, chance: often,
     also: {second_officer: apart}}
  - {id: four, activity: decide, post: checker, after: {days: [30, 0.5]},
     until: {since: one, days: 20}, fields: {due: "at('one') + days(20)"}}
"""


def test_an_officer_who_goes_on_is_the_same_and_ends_in_his_shift(tmp_path: Path):
    book = made(tmp_path, STRAIGHT)
    one, two = of(book, "apply"), of(book, "look")
    before = find(one, "thing", two.objects["thing"])
    assert (one.officer[before] == two.officer).all()
    assert (two.at // DAY == one.at[before] // DAY).all()
    assert set(hour_of(two.at).tolist()) <= set(range(9, 17))
    minutes = two.fields["minutes"]
    assert isinstance(minutes, np.ndarray)
    assert np.allclose(minutes * MINUTE, two.at - one.at[before])


def test_one_who_must_be_another_is_another_and_a_second_hand_is_a_third(tmp_path: Path):
    book = made(tmp_path, STRAIGHT)
    one, three = of(book, "apply"), of(book, "check")
    before = find(one, "thing", three.objects["thing"])
    assert (one.officer[before] != three.officer).all()
    second = three.fields["second_officer"]
    assert isinstance(second, Coded)
    assert ((second.codes != three.officer) & (second.codes != one.officer[before])).all()


def test_a_chance_is_taken_as_often_as_the_figure_says(tmp_path: Path):
    book = made(tmp_path, STRAIGHT, count=20_000)
    share = len(of(book, "check")) / len(of(book, "look"))
    assert 0.73 < share < 0.77


def test_what_must_be_done_by_a_day_is_done_by_it_while_the_desk_is_open(tmp_path: Path):
    book = made(tmp_path, STRAIGHT)
    one, four = of(book, "apply"), of(book, "decide")
    begun = one.at[find(one, "thing", four.objects["thing"])]
    assert (four.at // DAY - begun // DAY <= 20).all()
    assert ((four.at // DAY - begun // DAY) >= 18).mean() > 0.3  # or the limit never was felt
    assert set(hour_of(four.at).tolist()) <= set(range(9, 17))
    due = four.fields["due"]
    assert isinstance(due, Clock)
    assert (due.at == begun + 20 * DAY).all()


WAITING = """\
- id: waiting
  title: {zh: 候, en: waiting}
  subject: thing
  volume: {per_1000_declarations: 1000}
  starts: {regime: STARTS}
  steps:
  - {id: one, activity: apply, post: clerk, after: {minutes: [0, 0]}}
"""


def test_what_waited_for_the_morning_is_not_done_at_the_stroke_of_the_clock(tmp_path: Path):
    book = made(tmp_path, WAITING.replace("STARTS", "always"), count=20_000)
    of_the_day = of(book, "apply").at % DAY - 9 * HOUR
    assert (of_the_day == 0).mean() < 0.001  # two in three of the cases begin outside the hours
    assert (of_the_day < HOUR).mean() > 0.4
    assert set(hour_of(of(book, "apply").at).tolist()) <= set(range(9, 17))


def test_cases_begin_evenly_while_their_regime_is_open(tmp_path: Path):
    book = made(tmp_path, WAITING.replace("STARTS", "office"), count=20_000)
    hours = np.bincount(hour_of(of(book, "apply").at), minlength=24)[9:17]
    assert hours.sum() == len(of(book, "apply"))
    assert hours.min() / hours.mean() > 0.9 and hours.max() / hours.mean() < 1.1


def test_nothing_is_known_that_comes_after_the_month(tmp_path: Path):
    book = made(tmp_path, STRAIGHT)
    assert max(int(acts.at.max()) for acts in book) < ms_of(LAST) + DAY
    assert len(of(book, "decide")) < len(of(book, "apply"))


def test_cases_over_before_the_month_are_left_out_and_the_others_kept_whole(tmp_path: Path):
    book = made(tmp_path, STRAIGHT.replace("subject: thing", "subject: thing\n  lead_days: 60"))
    one, last = of(book, "apply"), {}
    for acts in book:
        for case, at in zip(acts.objects["thing"].tolist(), acts.at.tolist(), strict=True):
            last[case] = max(at, last.get(case, 0))
    assert one.at.min() < ms_of(FIRST)
    assert set(last) == set(one.objects["thing"].tolist())
    open_ = {c for c in last if c not in set(of(book, "decide").objects["thing"].tolist())}
    assert min(at for case, at in last.items() if case not in open_) >= ms_of(FIRST)


def test_slices_share_the_cases_and_no_number(tmp_path: Path):
    whole = making(tmp_path, STRAIGHT, count=1001, slices=3)
    things, serials = [], []
    for book in whole.books():
        things.append(set(of(book, "apply").objects["thing"].tolist()))
        serials += [serial for acts in book for serial in acts.serial.tolist()]
    assert sum(map(len, things)) == len(set.union(*things)) >= 940
    assert len(serials) == len(set(serials))


def test_districts_share_headquarters_but_none_of_its_cases(tmp_path: Path):
    play = STRAIGHT.replace("subject: thing", "subject: thing\n  at: [headquarters]")
    one = making(tmp_path, play, count=500)
    offices = replace(one.stage.offices, level=("headquarters", "subordinate"))
    one = replace(one, stage=replace(one.stage, offices=offices))
    found = [of(replace(one, place=place).slice(0), "apply").objects["thing"] for place in (0, 41)]
    assert not set(found[0].tolist()) & set(found[1].tolist())
    assert max(int(numbers.max()) for numbers in found) < 10_000_000  # the digits of an id


CALLING = """\
- id: base
  title: {zh: 基, en: base}
  chart: outer
  subject: thing
  objects: {draw: own}
  volume: {per_1000_declarations: 1000}
  case: {hard: chance(0.5), rounds: 0}
  calls: {look: {chart: inner, when: hard, exits: {e: gate}}}
  branches: {gate: {apply: "0.5 if rounds < 2 else 0", decide: rest}}
  inserts: {before: {decide: [{id: x, activity: extra, post: checker, chance: hard}]}}
  steps:
    apply: {set: {rounds: rounds + 1}, assigns: {him: {post: clerk}},
            fields: {to: "officer_id('him')", among: "eligible('him')"}}
    look: {by: {officer: him}}
    inner/deep: {by: {apart_from: [apply]}, objects: {draw: none}}
- {id: easy, like: base, title: {zh: 易, en: easy}, case: {hard: 0}}
"""


def outer_and_inner(folder: Path) -> tuple[Chart, Chart]:
    outer = chart(
        folder, "outer", {"apply": "apply", "look": "look", "decide": "decide"},
        [("s", "apply"), ("apply", "look"), ("look", "gate"), ("gate", "apply"),
         ("gate", "decide"), ("decide", "e")], ("gate",),
    )  # fmt: skip
    inner = chart(folder, "inner", {"deep": "inner.look"}, [("s", "deep"), ("deep", "e")])
    return outer, inner


def test_another_chart_is_played_in_place_of_a_step_where_the_condition_holds(tmp_path: Path):
    book = made(tmp_path, CALLING, *outer_and_inner(tmp_path))
    plain = set(of(book, "look").objects["thing"].tolist())
    deep = set(of(book, "inner.look").objects["thing"].tolist())
    assert len(plain) > 2500
    assert 800 < len(deep) < 1200
    assert not plain & deep
    extra = set(of(book, "extra").objects["thing"].tolist())
    assert extra <= deep
    assert "draw" in of(book, "look").objects
    assert "draw" not in of(book, "inner.look").objects


def test_a_loop_comes_again_and_its_counter_ends_it(tmp_path: Path):
    book = made(tmp_path, CALLING, *outer_and_inner(tmp_path))
    times = np.unique(of(book, "apply").objects["thing"], return_counts=True)[1]
    assert set(times.tolist()) == {1, 2}


def test_one_who_was_assigned_does_it_if_he_is_still_there(tmp_path: Path):
    book = made(tmp_path, CALLING, *outer_and_inner(tmp_path))
    look, apply = of(book, "look"), of(book, "apply")
    told = apply.fields["to"]
    assert isinstance(told, Coded)
    # of the loop's rounds, the latest before the look
    once = np.isin(look.objects["thing"], np.unique(apply.objects["thing"])[
        np.unique(apply.objects["thing"], return_counts=True)[1] == 1])  # fmt: skip
    before = find(apply, "thing", look.objects["thing"][once])
    assert (told.codes[before] == look.officer[once]).mean() > 0.97
    assert set(apply.fields["among"].tolist()) == {4.0}


def test_a_play_like_another_differs_only_in_what_it_says(tmp_path: Path):
    whole = making(tmp_path, CALLING, *outer_and_inner(tmp_path))
    base, easy = whole.plays
    assert easy.block.steps == base.block.steps
    assert easy.block.case["rounds"] == base.block.case["rounds"]
    assert easy.block.case["hard"] != base.block.case["hard"]


OWN = """\
- id: own
  title: {zh: 本人, en: own}
  subject: thing
  volume: {per_1000_declarations: often}
  case: {who: "integer(0, 7)"}
  steps:
  - {id: one, activity: apply, by: {officer: who, own_post: true}, after: {hours: [30, 1]}}
"""


def test_an_officer_acts_in_his_own_post_at_any_hour(tmp_path: Path):
    acts = of(made(tmp_path, OWN, count=1_000_000), "apply")
    assert set(acts.officer.tolist()) == set(range(8))
    assert (acts.post == acts.officer // 4).all()
    assert len(set(hour_of(acts.at).tolist())) == 24


def test_an_own_post_is_somebodys(tmp_path: Path):
    with pytest.raises(PracticeError):
        made(tmp_path, OWN.replace("officer: who, ", ""))


def test_a_volume_may_be_a_figure(tmp_path: Path):
    assert making(tmp_path, OWN, count=1_000_000).sizes == {"own": 750}
    with pytest.raises(PracticeError, match="seldom"):
        made(tmp_path, OWN.replace("declarations: often", "declarations: seldom"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("decide: rest", "nowhere: rest"), "nowhere"),
        (("exits: {e: gate}", "exits: {e: gone}"), "gone"),
        (("inner/deep:", "inner/steep:"), "inner/steep"),
        (("set: {rounds: rounds + 1}", "set: {rounds: turns + 1}"), "turns"),
        (("chance(0.5)", "luck(0.5)"), "luck"),
        (("officer: him", "officer: her"), "her"),
        (("volume: {per_1000", "volume: {per_dozen"), "per_dozen"),
        (("rest}}\n  inserts", "0.1}}\n  inserts"), "branch"),
    ],
)
def test_a_play_that_cannot_be_played_is_refused_by_name(
    tmp_path: Path, change: tuple[str, str], said: str
):
    with pytest.raises(PracticeError) as caught:
        made(tmp_path, CALLING.replace(*change), *outer_and_inner(tmp_path))
    assert said in str(caught.value)
    assert "one.yaml:" in str(caught.value)
