"""A proposal on paper: the change in sentences, the trial for those who may read it."""

from __future__ import annotations

import pytest

from web.casework.test_proposals import founded
from web.papers.rich import proposal
from web.world import NOW, World
from zhunsheng_web.papers import printing
from zhunsheng_web.papers.printing import matter_for


def test_the_change_is_told_in_sentences_in_both_languages(world: World) -> None:
    one = proposal(world, founded(world), rich=True)
    filling = matter_for("proposal", one.token, actor=world.actor("FUN1"), now=NOW).fill()
    change = filling.facts["draft"]
    assert "不少于：由“2”改为“3”" in change.zh
    assert "At least: was “2”, will be “3”" in change.en
    assert "too_few_hands" not in change.zh
    assert filling.facts["target"].en != one.target


def test_a_system_change_is_told_by_its_parts(world: World) -> None:
    one = proposal(world, founded(world), rich=True)
    one.kind, one.draft = "system", "system: 查验系统\nchange: 随机派单\nat_most: 2\n"
    one.save()
    filling = matter_for("proposal", one.token, actor=world.actor("FUN1"), now=NOW).fill()
    assert filling.facts["draft"].zh.splitlines()[:2] == ["业务系统：查验系统", "变动：随机派单"]


def test_the_trial_stands_on_paper_only_for_those_who_may_read_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = proposal(world, founded(world), rich=True)

    def trial() -> dict[str, str]:
        told = matter_for("proposal", one.token, actor=world.actor("FUN1"), now=NOW).fill()
        return {row["label"].zh: row["value"].zh for row in told.lists["trial"]}

    assert trial()["草案新增命中"] == "12"
    assert trial()["按草案判为符合"] == "1,234"
    monkeypatch.setattr(printing, "sees_trials", lambda actor, path: False)
    assert trial() == {}
