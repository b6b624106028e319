"""The charts of the Chinese customs: sound, readable, in the register's words, true to the law."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from charts.test_layout import crossings
from registers.china import china
from zhunsheng.charts import Chart, check, derive, read
from zhunsheng.charts.chart import Layout
from zhunsheng.charts.draw_labels import overlap
from zhunsheng.charts.draw_places import words_outside
from zhunsheng.charts.playout import accepts
from zhunsheng.charts.rule import DerivedRule
from zhunsheng.charts.standing import check_charts
from zhunsheng.model.clock import Unit
from zhunsheng.model.text import Text

FOLDER = Path(__file__).resolve().parents[2] / "registers/china-customs"
IDS = [
    "import-declaration",
    "export-declaration",
    "document-review",
    "inspection",
    "re-inspection",
    "classification",
    "valuation",
    "tax-and-late-fee",
    "release",
    "amendment-withdrawal",
    "guarantee",
    "refund",
    "processing-trade-handbook",
    "writeoff",
    "duty-relief",
    "post-clearance-audit",
    "goods-detention",
    "detained-goods-custody",
    "penalty-simple",
    "penalty-ordinary",
    "penalty-fast",
    "administrative-licence",
    "administrative-review",
    "information-disclosure",
    "gift-report",
    "plea-record",
    "complaint",
    "advance-ruling",
    "ip-protection",
    "dual-inquiry",
    "person-detention",
    "overdue-goods",
    "voluntary-disclosure",
    "litigation",
    "state-compensation",
    "tonnage-tax",
    "transit",
    "articles-clearance",
    "commodity-inspection",
    "quarantine",
    "field-duty",
    "informant-reward",
]
HAN = re.compile(r"[\u4e00-\u9fff]")

every_chart = pytest.mark.parametrize("chart_id", IDS)


@cache
def chart_of(chart_id: str) -> Chart:
    return read(FOLDER / "charts" / f"{chart_id}.bpmn")


@cache
def rules_of(chart_id: str) -> tuple[DerivedRule, ...]:
    return derive(chart_of(chart_id))


def test_every_chart_and_no_other_is_there() -> None:
    assert sorted(path.stem for path in (FOLDER / "charts").glob("*.bpmn")) == sorted(IDS)


@every_chart
def test_it_is_sound_and_its_file_bears_its_id(chart_id: str) -> None:
    assert chart_of(chart_id).id == chart_id
    assert check(chart_of(chart_id)) == []


@every_chart
def test_standards_follow_from_it(chart_id: str) -> None:
    rules = derive(chart_of(chart_id))
    kinds = {rule.kind for rule in rules}
    assert {"must_precede", "who_may"} <= kinds
    assert all(HAN.search(rule.sentence.zh) for rule in rules)
    assert not any(HAN.search(rule.sentence.en) for rule in rules)


@every_chart
def test_every_word_in_it_exists_in_chinese_and_english(chart_id: str) -> None:
    chart = chart_of(chart_id)
    assert chart.name == chart.title.zh
    for text in labels(chart):
        assert HAN.search(text.zh) and not HAN.search(text.en) and text.en, text
    assert all(node.label.zh for node in chart.nodes if node.kind in ("task", "start", "end"))
    assert all(lane.members for lane in chart.lanes)


def labels(chart: Chart) -> Iterator[Text]:
    yield chart.title
    for element in (*chart.nodes, *chart.flows, *chart.lanes):
        if element.label.zh or element.label.en:
            yield element.label


@every_chart
def test_branches_that_leave_a_choice_say_when(chart_id: str) -> None:
    chart = chart_of(chart_id)
    for gate in chart.nodes:
        if gate.kind in ("exclusive", "inclusive") and len(chart.outgoing[gate.id]) > 1:
            assert gate.label.zh, gate.id
            said = [flow.label.zh for flow in chart.outgoing[gate.id]]
            assert all(said) and len(set(said)) == len(said), (gate.id, said)


@every_chart
def test_its_drawing_is_clean(chart_id: str) -> None:
    chart = chart_of(chart_id)
    assert chart.layout is not None
    hosts = {(n.attached_to, n.id) for n in chart.nodes if n.kind == "boundary"}
    found = crossings(chart, chart.layout)
    assert [pair for pair in found if pair not in hosts and pair[::-1] not in hosts] == []
    assert list(arrows_on_one_another(chart, chart.layout)) == []
    words = [said.box for said in words_outside(chart, chart.layout, lambda t: t.zh).values()]
    assert sum(overlap(one, other) for one, other in combinations(words, 2)) == 0


def arrows_on_one_another(chart: Chart, layout: Layout) -> Iterator[tuple[str, str]]:
    """Flows with neither source nor target in common that run along the same line."""
    for one, other in combinations(chart.flows, 2):
        if one.source == other.source or one.target == other.target:
            continue
        for a, b in pairwise(layout.routes[one.id]):
            for c, d in pairwise(layout.routes[other.id]):
                for axis in (0, 1):
                    across = 1 - axis
                    low = max(min(a[across], b[across]), min(c[across], d[across]))
                    high = min(max(a[across], b[across]), max(c[across], d[across]))
                    if a[axis] == b[axis] == c[axis] == d[axis] and high - low > 1:
                        yield one.id, other.id


def test_every_chart_is_of_some_power() -> None:
    shown = {power.chart for power in china().powers if power.chart}
    # the way goods take from arrival to the gate is many powers', and no single one's
    assert set(IDS) - shown == {"import-declaration", "penalty-simple"}


PERIOD = re.compile(r"(\d+)(个工作日|日|小时|个月|年)")
UNITS: dict[str, Unit] = {
    "个工作日": "working_days",
    "日": "calendar_days",
    "小时": "hours",
    "个月": "months",
    "年": "years",
}


@every_chart
def test_the_time_written_at_a_timer_is_that_of_its_clock(chart_id: str) -> None:
    clocks = {clock.id: clock.versions[-1].period for clock in china().clocks}
    for node in chart_of(chart_id).nodes:
        if node.timer is not None and node.timer.clock:
            said = PERIOD.search(node.label.zh)
            period = clocks[node.timer.clock]
            assert said is None or (int(said[1]), UNITS[said[2]]) == (period.length, period.unit)
            number = re.search(r"\d+", node.label.en)
            assert number is None or int(number[0]) == period.length, node.label.en


def test_all_of_it_speaks_the_registers_language_and_agrees_with_its_standards() -> None:
    assert [str(found) for found in check_charts(china())] == []


# What the law asks, said by hand: article → chart → what must be among the rules derived from it.
LAW: dict[str, tuple[str, dict[str, object]]] = {
    "稽查条例 23: conclusion within 30 days of the report": (
        "post-clearance-audit",
        {
            "from": "audit.report",
            "to": "audit.conclude",
            "within": {"clock": "t11-audit-conclusion"},
        },
    ),
    "稽查条例 10: no start before the third day after the notice": (
        "post-clearance-audit",
        {"after": "audit.notice", "forbidden": "audit.start", "within": {"days": 2}},
    ),
    "稽查条例 22: the auditee is heard before the report": (
        "post-clearance-audit",
        {"first": "audit.opinion-request", "then": "audit.report"},
    ),
    "担保条例 21: public notice three months after the notice of return": (
        "guarantee",
        {
            "after": "guarantee.notify-return",
            "forbidden": "guarantee.public-notice",
            "within": {"clock": "t13-guarantee-public-notice"},
        },
    ),
    "处罚条例 40: released or decided within two years at the longest": (
        "goods-detention",
        {
            "from": "property.detain",
            "to": "property.release",
            "within": {"clock": "t15-property-detention-longest"},
            "released_by": "property.decide",
        },
    ),
    "处罚法 61: served within seven days": (
        "penalty-ordinary",
        {
            "from": "penalty.decide",
            "to": "decision.serve",
            "within": {"clock": "t22-decision-service"},
        },
    ),
    "处罚法 56: registered evidence dealt with within seven days": (
        "penalty-ordinary",
        {
            "from": "evidence.register",
            "to": "evidence.dispose",
            "within": {"clock": "t18-registered-evidence"},
        },
    ),
    "处罚法 72: nothing added before the fifteen days are over": (
        "penalty-ordinary",
        {
            "after": "decision.serve",
            "forbidden": "added-fine.charge",
            "within": {"clock": "t23-fine-payment"},
        },
    ),
    "处罚法 62: no decision without telling the party": (
        "penalty-ordinary",
        {"at": "penalty.decide", "needs": "notice.serve"},
    ),
    "许可法 42: twenty days, thirty if extended, hearing and experts not counted": (
        "administrative-licence",
        {
            "from": "application.accept",
            "to": "application.decide",
            "within": {"clock": "t26-licence-decision-longest"},
            "suspended_by": ["expert.review", "application.hearing"],
            "resumed_by": ["expert.review-end", "application.hearing-end"],
        },
    ),
    "许可法 44: served within ten days": (
        "administrative-licence",
        {
            "from": "application.decide",
            "to": "application.serve",
            "within": {"clock": "t26-licence-service"},
        },
    ),
    "关税法 51: refund settled within thirty days of acceptance": (
        "refund",
        {
            "from": "refund.accept",
            "to": "refund.notify",
            "within": {"clock": "t08-refund-decision"},
            "released_by": "refund.refuse",
        },
    ),
    "复议法 76: correction reported within sixty days": (
        "administrative-review",
        {
            "from": "opinion-letter.receive",
            "to": "opinion-letter.report",
            "within": {"clock": "t31-opinion-letter"},
        },
    ),
    "知保条例 24, 27: released or confiscated, never both": (
        "ip-protection",
        {"one": "ip.release", "other": "ip.confiscate"},
    ),
    "海关法 29: released only when the declaration has been passed": (
        "release",
        {"at": "release.order", "needs": "review.pass"},
    ),
    "海关法 92: early sale only when approved": (
        "detained-goods-custody",
        {"at": "property.early-sale", "needs": "property.early-sale-approve"},
    ),
    "S38b: three levels for relief": (
        "duty-relief",
        {"at": "relief.approve", "needs": "relief.recheck"},
    ),
}


@pytest.mark.parametrize("article", LAW)
def test_the_law_follows_from_the_chart(article: str) -> None:
    chart_id, wanted = LAW[article]
    assert wanted in [dict(rule.parameters) for rule in rules_of(chart_id)]


# Courses of real cases, and the same with one thing wrong.
INSPECTED = (
    "control.issue job.assign goods.present party.attend inspection.start inspection.join "
    "inspection.finish video.cover control.close"
)
PENALISED = (
    "finding.register case.file inquiry.join inquiry.do case.conclude-inquiry notice.serve "
    "hearing.notice hearing.apply hearing.schedule hearing.hold legal.review committee.decide "
    "penalty.decide decision.serve penalty.publish fine.pay case.close case.feedback"
)
AUDITED = (
    "audit.select audit.team-draw audit.notice audit.start audit.join audit.opinion-request "
    "audit.opinion audit.report audit.conclude audit.serve tax.confirm audit.recover"
)
CUSTODY = "property.detain property.list property.join property.store"

COURSES: dict[str, tuple[str, str, bool]] = {
    "an inspection by two": ("inspection", INSPECTED, True),
    "an inspection by one": ("inspection", INSPECTED.replace("inspection.join ", ""), False),
    "opened with neither party nor witness": (
        "inspection",
        INSPECTED.replace("party.attend", "inspection.open-absent"),
        False,
    ),
    "an inspection nobody was drawn for": (
        "inspection",
        INSPECTED.replace("job.assign ", ""),
        False,
    ),
    "a penalty with hearing, legal review and committee": ("penalty-ordinary", PENALISED, True),
    "a penalty without notice": (
        "penalty-ordinary",
        PENALISED.replace("notice.serve hearing.notice", "hearing.notice"),
        False,
    ),
    "a hearing asked for and not held": (
        "penalty-ordinary",
        PENALISED.replace("hearing.schedule hearing.hold ", ""),
        False,
    ),
    "a penalty served before it was decided": (
        "penalty-ordinary",
        PENALISED.replace("penalty.decide decision.serve", "decision.serve penalty.decide"),
        False,
    ),
    "sent back by legal review, inquired again": (
        "penalty-ordinary",
        PENALISED.replace(
            "legal.review ",
            "legal.review inquiry.do inquiry.join case.conclude-inquiry notice.serve "
            "party.statement legal.review ",
        ),
        True,
    ),
    "an audit with a shortfall": ("post-clearance-audit", AUDITED, True),
    "an audit that began without notice or approval": (
        "post-clearance-audit",
        AUDITED.replace("audit.notice ", ""),
        False,
    ),
    "an audit without notice, approved": (
        "post-clearance-audit",
        AUDITED.replace("audit.notice", "audit.no-notice"),
        True,
    ),
    "an audit dropped without approval": (
        "post-clearance-audit",
        "audit.select audit.team-draw audit.notice audit.start audit.join audit.cancel",
        False,
    ),
    "property sold early, approved": (
        "detained-goods-custody",
        f"{CUSTODY} property.appraise property.early-sale-approve property.early-sale "
        "property.notify-owner property.decide proceeds.remit",
        True,
    ),
    "property sold early, not approved": (
        "detained-goods-custody",
        f"{CUSTODY} property.appraise property.early-sale property.notify-owner "
        "property.decide proceeds.remit",
        False,
    ),
    "property stored on one signature": (
        "detained-goods-custody",
        "property.detain property.list property.store property.release-ground "
        "property.move-out property.release",
        False,
    ),
    "a licence refused for lack of papers": (
        "administrative-licence",
        "application.receive application.supplement-notice application.supplement "
        "application.accept application.decide application.serve rating.submit",
        True,
    ),
    "a licence decided before it was accepted": (
        "administrative-licence",
        "application.receive application.decide application.accept application.serve rating.submit",
        False,
    ),
    "goods released with an open instruction": (
        "release",
        "declaration.accept review.pass inspection.finish tax.pay release.order control.close "
        "gate.out manifest.writeoff declaration.close",
        False,
    ),
    "goods through the gate before release": (
        "import-declaration",
        "manifest.arrive declaration.submit declaration.accept review.open review.pass "
        "tax.assess tax.bill tax.pay gate.out release.order manifest.writeoff declaration.close",
        False,
    ),
    "an import cleared on a guarantee, the tax paid later": (
        "import-declaration",
        "manifest.arrive declaration.submit declaration.accept review.open review.pass "
        "tax.assess tax.bill guarantee.accept release.order gate.out manifest.writeoff tax.pay "
        "declaration.close",
        True,
    ),
}


@pytest.mark.parametrize("case", COURSES)
def test_the_chart_knows_right_from_wrong(case: str) -> None:
    chart_id, acts, right = COURSES[case]
    assert accepts(chart_of(chart_id), tuple(acts.split())) is right
