"""The last section: what a simulation's schemes did, only where one was judged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from conftest import Judged
from zhunsheng.model.text import Text
from zhunsheng.report.page import page
from zhunsheng.report.practice import CaughtBy, Dial, LookAlike, PlayedScheme, Practice

RULE = Text("标准甲", "standard A")


def _scheme(name: str, *, breaks_rules: bool) -> PlayedScheme:
    return PlayedScheme(
        id=name,
        title=Text(f"情形{name}", f"scheme {name}"),
        story=Text("某关员多次如此。", "An officer did so again and again."),
        source="S1",
        since="2026-10-05",
        until="2026-10-31",
        officers=3,
        firms=2,
        innocent=1,
        innocent_flagged=4,
        deeds=40,
        deeds_caught=31,
        removed=5,
        cases=20,
        cases_caught=17,
        caught_by=(CaughtBy("a", RULE, 33, 31, 6, is_meant=True),) if breaks_rules else (),
        silent=(Text("标准乙", "standard B"),) if breaks_rules else (),
        breaks_rules=breaks_rules,
    )


PRACTICE = Practice(
    title=Text("一个虚构的关区", "an invented district"),
    since="2026-10-01",
    until="2026-10-31",
    seed=2026,
    declarations=40_000,
    acts=500_000,
    schemes=(_scheme("x", breaks_rules=True), _scheme("y", breaks_rules=False)),
    look_alikes=(
        LookAlike(
            Text("俄语组", "Russian desk"), Text("只有他们懂。", "Only they read it."), 4, ()
        ),
        LookAlike(Text("带训", "training"), Text("新人同行。", "With a novice."), 2, ((RULE, 7),)),
    ),
    dials=(Dial(Text("时钟不准", "clocks off"), 0.02, 1_234),),
    findings=90,
    findings_of_schemes=33,
)


@pytest.fixture(scope="module")
def told(judged: Judged) -> str:
    return page(judged.run, judged.register, judged.store, practice=PRACTICE)


def _section(text: str, language: str) -> str:
    tree = html.document_fromstring(text)
    for other in tree.xpath(f"//span[@class='{'zh' if language == 'en' else 'en'}']"):
        other.drop_tree()
    heading = tree.get_element_by_id("practice")
    after = [one.text_content() for one in heading.itersiblings()]
    return re.sub(r"\s+", " ", " ".join(after))


def test_without_a_simulation_there_is_no_such_section(judged: Judged) -> None:
    text = page(judged.run, judged.register, judged.store)
    assert 'id="practice"' not in text and 'class="simulated"' not in text


def test_it_is_the_last_section_and_the_head_says_all_is_invented(told: str) -> None:
    tree = html.document_fromstring(told)
    assert [one.get("id") for one in tree.xpath("//main//h2")][-1] == "practice"
    assert "虚构" in tree.xpath("//p[@class='simulated']")[0].text_content()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ["情形x", "31 / 40", "17 / 20", "应查出而未查出：标准乙", "无记录的行为 5 次",
                "并无过错的人员 1 名", "没有相关线索", "被查出：标准甲 7", "种子 2026"]),
        ("en", ["scheme x", "31 / 40", "17 / 20", "should have caught some and did not: standard B",
                "5 acts were taken", "officers who did nothing: 1", "There is no finding on them",
                "flagged: standard A 7", "1,234", "seed 2026"]),
    ],
)  # fmt: skip
def test_it_tells_what_was_caught_what_was_not_and_who_is_innocent(
    told: str, language: str, said: list[str]
) -> None:
    text = _section(told, language)
    for part in said:
        assert part in text, part


def test_what_breaks_no_rule_stands_apart_and_claims_nothing(told: str) -> None:
    tree = html.document_fromstring(told)
    rows = tree.xpath("//table[contains(@class,'schemes')]/tbody/tr")
    assert len(rows) == 1
    waiting = tree.xpath("//h3[contains(., '留待统计检测')]/following-sibling::ul[1]/li")
    assert len(waiting) == 1 and "情形y" in waiting[0].text_content()


def test_the_report_knows_no_simulation() -> None:
    """The wall is import-linter's; this tells at once who broke it."""
    import zhunsheng.report

    for path in Path(zhunsheng.report.__file__).parent.rglob("*.py"):
        assert "zhunsheng.simulate" not in path.read_text("utf-8"), path.name
