"""A new chart and another grant, tried on past data against what is in force."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from charts.test_check import chart_of
from conftest import REGISTER, Judged
from judging.as_source import take_in
from zhunsheng.charts import write
from zhunsheng.flow import end_of_day, load_register
from zhunsheng.model.errors import ChartError
from zhunsheng.model.register import Register
from zhunsheng.model.run import RunOptions
from zhunsheng.trace import Store
from zhunsheng.trial import GrantChange, RulesTrial, changed_posts, try_chart, try_grant
from zhunsheng.trial.grant import rules_of_power
from zhunsheng.trial.rules import try_rules

FINE = REGISTER / "charts" / "fine.bpmn"


def folder_in(path: Path, name: str = "kept") -> Path:
    made = path / name
    made.mkdir()
    return made


def failures(found: RulesTrial) -> dict[str, tuple[int | None, int | None]]:
    """Rule in English → failures by the draft and by what is in force; None: no rule of it."""
    return {
        one.title.en: (
            one.draft.failed if one.draft else None,
            one.in_force.failed if one.in_force else None,
        )
        for one in found.rules
    }


def test_the_chart_in_force_differs_from_itself_in_nothing(judged: Judged, tmp_path: Path) -> None:
    found = try_chart("fine", REGISTER, judged.store, file=FINE, keep=folder_in(tmp_path))
    assert found.rules == ()
    assert found.shared > 20


def test_a_lane_that_changes_hands_is_a_rule_dropped_and_one_more(
    judged: Judged, tmp_path: Path
) -> None:
    """Sending moves from the enforcement clerk to the cashier: nobody's records say he was one, so
    what is judged otherwise is that rule and no other."""
    text = FINE.read_text(encoding="utf-8")
    file = tmp_path / "draft"
    file.write_text(
        text.replace('id="enforcement-clerk" name="Enforcement', 'id="cashier" name="Cash').replace(
            'bpmnElement="enforcement-clerk"', 'bpmnElement="cashier"'
        ),
        encoding="utf-8",
    )
    found = try_chart("fine", REGISTER, judged.store, file=file, keep=folder_in(tmp_path))
    dropped = {one.title.en for one in found.rules if one.draft is None}
    fresh = {one.title.en for one in found.rules if one.in_force is None}
    assert {name.replace("Enforcement", "Cash") for name in dropped} == fresh
    assert all("only Enforcement clerk may" in name for name in dropped)
    assert dropped


def test_a_step_the_new_chart_asks_for_is_missed_where_it_was_not_taken(
    judged: Judged, tmp_path: Path
) -> None:
    """A chart by which every fine is paid after it was notified: the past is full of fines that
    were not."""
    text = write(chart_of({}, "s first second third e")).decode()
    for step, activity in (
        ("first", "Create Fine"), ("second", "Insert Fine Notification"), ("third", "Payment"),
    ):  # fmt: skip
        text = text.replace(f'name="{step}"', f'name="{activity}"')
    file = tmp_path / "draft"
    file.write_text(text, encoding="utf-8")
    found = try_chart("brand-new", REGISTER, judged.store, file=file, keep=folder_in(tmp_path))
    told = failures(found)
    missed, before = told["Insert Fine Notification must come before Payment"]
    assert missed and before is None
    created, _ = told["Create Fine must come before Insert Fine Notification"]
    assert created == 0


def test_a_chart_that_is_not_sound_is_refused(judged: Judged, tmp_path: Path) -> None:
    file = tmp_path / "draft"
    file.write_bytes(write(chart_of({}, "s A B A")))
    with pytest.raises(ChartError):
        try_chart("fine", REGISTER, judged.store, file=file, keep=folder_in(tmp_path))


FINES = {
    "register.yaml": "id: fines\ntitle: {zh: 罚款, en: fines}\nlegal_zone: Europe/Rome\n",
    "laws.yaml": "- id: law\n  title: {zh: 法, en: law}\n  editions: [2000-01-01]\n",
    "powers.yaml": """\
- id: fining
  title: {zh: 罚款, en: fining}
  type: penalty
  domain: fines
  versions:
  - {from: 2000-01-01, basis: [{law: law, article: "1", edition: 2000-01-01}]}
""",
    "posts.yaml": """\
- id: clerk
  title: {zh: 经办, en: clerk}
  grants: [{power: fining, from: 2000-01-01}]
- id: cashier
  title: {zh: 收款, en: cashier}
""",
    "activities.yaml": """\
- {id: Fine, title: {zh: 罚款, en: fined}, power: fining, objects: [case], fields: [amount]}
- {id: Hear, title: {zh: 听证, en: heard}, objects: [case]}
""",
    "fields.yaml": "- {id: amount, title: {zh: 金额, en: amount}, kind: number}\n",
}


@pytest.fixture
def fines(tmp_path: Path) -> tuple[Path, Store]:
    """Three fines: two by a clerk (200 and 5,000 yuan), one by a cashier."""
    register = folder_in(tmp_path, "register")
    for name, text in FINES.items():
        (register / name).write_text(text, encoding="utf-8")
    store = Store(tmp_path / "trace")
    rows = [
        {
            "id": case, "case": case, "activity": "Fine", "at": f"{day}T10:00:00Z",
            "recorded": f"{day}T12:00:00Z", "officer": post, "post": post, "amount": amount,
        }
        for case, day, post, amount in (
            ("A", "2026-10-12", "clerk", "200"),
            ("B", "2026-10-13", "clerk", "5000"),
            ("C", "2026-10-14", "cashier", "300"),
            ("D", "2024-10-14", "cashier", "300"),
        )
    ]  # fmt: skip
    take_in(store, tmp_path / "fines.jsonl", rows)
    return register, store


@pytest.mark.parametrize(
    ("change", "draft", "in_force"),
    [
        (GrantChange("clerk", "fining", "withdraw"), 3, 1),
        (GrantChange("clerk", "fining", "limit", Decimal(1000)), 2, 1),
        (GrantChange("cashier", "fining", "grant"), 0, 1),
        (GrantChange("cashier", "fining", "grant", Decimal(100)), 1, 1),
    ],
)
def test_acts_are_judged_by_the_grants_as_they_are_and_as_they_would_be(
    fines: tuple[Path, Store], tmp_path: Path, change: GrantChange, draft: int, in_force: int
) -> None:
    """Of the last year: the fine of two years ago is left out."""
    register, store = fines
    found = try_grant(change, register, store, keep=folder_in(tmp_path))
    assert failures(found) == {"“fined”: only by a post that holds “fining”": (draft, in_force)}
    assert sum(found.sums("draft")) == 3


def test_a_grant_counts_for_the_whole_past_and_leaves_the_others_alone() -> None:
    book: Register = load_register(REGISTER)
    posts = changed_posts(book.posts, GrantChange("cashier", "send", "grant"))
    by_id = {post.id: post for post in posts}
    assert {one.power for one in by_id["cashier"].grants} == {"take-payment", "send"}
    assert [one for one in book.posts if by_id[one.id] != one] == [
        one for one in book.posts if one.id == "cashier"
    ]


def test_what_came_after_the_day_asked_for_is_not_known(
    fines: tuple[Path, Store], tmp_path: Path
) -> None:
    register, store = fines
    book = load_register(register)
    rules = tuple(rules_of_power(book, "fining", frozenset({"case"})))
    options = RunOptions(as_of=end_of_day(store, dt.date(2026, 10, 12)))
    found = try_rules(
        (book, rules), (book, rules), store, keep=folder_in(tmp_path), options=options
    )
    assert sum(found.sums("draft")) == 1
