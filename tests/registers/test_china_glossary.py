"""The glossary of the customs, and whether register and reports speak as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from registers.china import china
from registers.glossary import Disagreement, disagreements
from zhunsheng.model.code import Code
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import REASON_TEXT
from zhunsheng.publish.words import COLUMNS
from zhunsheng.register import KINDS
from zhunsheng.register.wording import FIELDS
from zhunsheng.report.words import GRADE, LEADS, LINE, NOTHING_IN_SCOPE
from zhunsheng.standards.shapes import SHAPES

HAN = re.compile(r"[\u4e00-\u9fff]")
SECTIONS = ("powers", "clocks", "standards")

FORMS = {
    "advance-ruling": r"(advance |administrative )?rulings?",
    "audit": r"audits?|audited",
    "basis": r"(legal )?basis|rests on",
    "case-property": r"property",
    "check": r"checks?|checked|checking|stock-takes?|looked (in)?to",
    "classification": r"classif\w+",
    "clock": r"(statutory )?time limits?|time|clocks?",
    "control-instruction": r"(control|inspection) instructions?|instructions?|control",
    "control-standard": r"(control )?standards?",
    "control-node": r"(control )?nodes?",
    "dispatch": r"dispatch\w*|assign\w*",
    "disposal": r"dispos\w+|handl\w+|dealt with",
    "dual-inquiry": r"dual inquir(y|ies)",
    "duty-relief": r"(duty )?relief|relieved",
    "enforcement-evaluation": r"(topical )?(enforcement )?evaluations?",
    "exemption": r"exceptions?",
    "file-for-write-off": r"fil(e|ed|ing) (for )?write-off|fil(e|ed|ing)|write-off was filed",
    "functional-monitoring": r"functional (monitoring|department)",
    "gift": r"(cash )?gifts?|gives?|giver",
    "image-scan": r"scans?|image",
    "indicator": r"indicators?",
    "inspection": r"inspect\w*",
    "late-declaration-fee": r"late-declaration fees?",
    "lead": r"leads?",
    "legal-review": r"legal review|legally reviewed|reviews the law|review the law",
    "line-of-defence": r"line of defence|(first|second|third) line",
    "look-back": r"look-back|looked into|traced back",
    "opening-in-absence": r"open\w* (in|in the trader's) absence|opened in the trader's absence",
    "own-control": r"(control by )?the section itself",
    "plea": r"pleas?|plead\w*",
    "promised-time": r"promised time|time promised",
    "re-inspection": r"re-inspect\w*",
    "referral": r"hand(ed|ing)? (on|over|to)|handed|transfer\w*|transferred",
    "returned-declaration": r"return\w* (a |the )?declarations?|declarations? returned"
    r"|returns a declaration",
    "second-review": r"second (review|look)|re-?check\w*|review\w*",
    "specialised-supervision": r"specialised supervision|audit and inspection",
    "stock-take": r"stock-tak\w+|count\w*",
    "strike-off": r"strike-off|struck off|verif\w+",
    "valuation": r"valu\w+|assess\w+",
    "valuation-review": r"valuation",
    "voluntary-disclosure": r"(voluntary )?disclosures?",
    "write-off": r"write-off|writ(e|es|ten|ing)( \w+)? off|writ(e|ten|ing) it off",
}
"""How a title inflects or shortens a term; the glossary gives the full name."""

PHRASES = {
    "检疫查验": r"quarantine",
    "查验发现异常": r"abnormal finding",
    "查验人员": r"officers?|inspectors?|whoever inspects|by hand",
    "协助查获奖励": r"rewards",
    "收缴罚款": r"fines? .*collected|fine collected",
    "被稽查人": r"audit\w*",
    "岗位职责": r"duties",
    "评估价": r"apprais\w+",
    "应当有查验记录": r"check recorded",
    "原产地证书签发和核查": r"verification of certificates of origin",
    "统计查询、核查": r"verification of statistics",
    "违法线索": r"suspected offence",
    "核销结案": r"handbook is closed|written off",
}
"""Phrases in which a term means something narrower, with the word their field uses."""

EXPLAINED = {
    (
        "standards articles-checked-before-release",
        "inspection",
    ): "of travellers, where one says check",
    ("standards job-not-passed-around", "查验人员"): "the job is the inspection",
    ("standards quantity-found-not-altered", "inspection"): "found, that is by inspection",
    ("standards finding-not-absorbed-by-amendment", "disposal"): "settled instead of disposed of",
    ("standards audit-concluded-in-time", "audit"): "conclusion and report of an audit",
    ("standards audit-team-drawn", "audit"): "target and team of an audit",
    ("standards relief-two-examiners", "duty-relief"): "the two examinations of relief",
    ("standards suspicious-image-is-opened", "inspection"): "unopened says it",
    ("standards sample-taken-as-instructed", "inspection"): "the result is that of inspection",
    ("standards administrative-ruling-published", "classification"): "both kinds of ruling",
    ("standards no-work-before-acceptance", "check"): "examination covers 审查 and 核查",
    ("standards published-with-all-columns", "register"): "all that is published, the list too",
    ("standards proceeds-in-full", "disposal"): "a sale is the disposal",
    ("standards buyer-checked-before-sale", "disposal"): "a sale is the disposal",
    ("standards reviewer-legally-qualified", "legal-review"): "qualified for the review",
}
"""Titles that say it in other words, and why they may."""


def _titles() -> Iterator[tuple[str, Text]]:
    register = china()
    for section in SECTIONS:
        for item in getattr(register, section):
            yield f"{section} {item.id}", item.title


def _own_words() -> Iterator[tuple[str, Text]]:
    """What the program itself says in reports, on pages and of verdicts."""
    yield from ((f"grade {key}", text) for key, text in GRADE.items())
    yield from ((f"line {key}", text) for key, text in LINE.items())
    yield from ((f"shape {shape.name}", shape.title) for shape in SHAPES)
    yield from ((f"reason {key.name}", text) for key, text in REASON_TEXT.items())
    yield from ((f"kind {key}", text) for key, text in KINDS.items())
    yield from ((f"field {key}", text) for key, text in FIELDS.items())
    yield from ((f"column {key}", text) for key, text in COLUMNS.items())
    yield from (("leads", LEADS), ("nothing in scope", NOTHING_IN_SCOPE))


def _said(texts: Iterator[tuple[str, Text]]) -> list[Disagreement]:
    found = disagreements(china().glossary, texts, forms=FORMS, phrases=PHRASES)
    return [one for one in found if (one.where, one.term) not in EXPLAINED]


def test_titles_use_the_words_of_the_glossary() -> None:
    assert [str(one) for one in _said(_titles())] == []


def test_reports_use_the_words_of_the_glossary() -> None:
    assert [str(one) for one in _said(_own_words())] == []


def test_every_term_has_a_note_in_both_languages() -> None:
    glossary = china().glossary
    assert len(glossary) > 80
    for term in glossary:
        assert term.note is not None, term.id
        assert HAN.search(term.title.zh) and HAN.search(term.note.zh), term.id
        assert not HAN.search(term.title.en + term.note.en), term.id


def test_no_word_stands_for_two_terms() -> None:
    glossary = china().glossary
    for words in ([one.title.zh for one in glossary], [one.title.en for one in glossary]):
        assert len(words) == len(set(words))


def test_forms_and_phrases_are_of_the_glossary() -> None:
    """A form of a term that is gone would hide nothing and mislead the next reader."""
    terms = {term.id for term in china().glossary}
    assert set(FORMS) <= terms and {term for _, term in EXPLAINED} <= terms | set(PHRASES)


@pytest.mark.parametrize(
    ("zh", "en", "caught"),
    [
        ("滞纳金减免", "waiver of late-payment fees", []),
        ("滞纳金减免", "waiver of overdue fines", ["late-payment-fee"]),
        ("滞报金减免", "waiver of late-payment fees", ["late-declaration-fee"]),
        ("总担保与保证金", "general guarantees", ["deposit"]),
    ],
)
def test_another_word_for_a_term_is_caught(zh: str, en: str, caught: list[str]) -> None:
    glossary: tuple[Code, ...] = china().glossary
    found = disagreements(glossary, [("here", Text(zh, en))], forms=FORMS, phrases=PHRASES)
    assert [one.term for one in found] == caught
