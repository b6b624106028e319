"""The findings to read first: one of each standard, the graver before the lighter, all domains.

Of the findings of one standard the one shown is where the same hands did it most often, then the
one furthest past its limit. The domains take turns, so that one bad month of one department does
not hide the others. Where few standards have findings, further findings of these fill up the list.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhunsheng.flow import Run
from zhunsheng.hearing.evidence import Evidence, evidence_of
from zhunsheng.hearing.finding import Finding, select
from zhunsheng.hearing.saying import rule_in_force, said
from zhunsheng.model.plan import Plan
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.report.leads import leads
from zhunsheng.trace import Store

PER_STANDARD = 3
MOST = 15
_CHOSEN = """
WITH repeated AS (
  SELECT *, CASE WHEN officer IS NULL THEN 1
    ELSE count(*) OVER (PARTITION BY standard, officer) END AS hands
  FROM lead),
told AS (
  SELECT standard, count(*) AS alike, count(DISTINCT office) AS offices, max(hands) AS hands
  FROM repeated GROUP BY standard),
ranked AS (
  SELECT key, standard, domain, grade_order, line, hands, observed / nullif(allowed, 0) AS far,
    row_number() OVER (PARTITION BY standard
      ORDER BY hands DESC, observed / nullif(allowed, 0) DESC NULLS LAST, anchor DESC, key) AS nth
  FROM repeated),
turns AS (
  SELECT *, row_number() OVER (PARTITION BY nth, grade_order, domain
    ORDER BY hands > 2 DESC, line DESC, hands DESC, far DESC NULLS LAST, standard) AS turn
  FROM ranked WHERE nth <= ?),
chosen AS (
  SELECT * FROM turns
  ORDER BY nth, grade_order, turn, hands DESC, far DESC NULLS LAST, standard LIMIT ?)
SELECT c.key, t.alike, t.offices, t.hands, c.nth FROM chosen AS c JOIN told AS t USING (standard)
ORDER BY c.grade_order, c.nth, c.turn, c.hands DESC, c.far DESC NULLS LAST, c.standard"""


@dataclass(frozen=True, slots=True)
class Grave:
    """A finding with its sentence and the acts it rests on.

    ``alike``: findings of the same standard, itself among them; ``offices``: in how many offices
    (0: not recorded); ``hands``: how many of them the same officer handled, at most.
    ``is_first``: the first of its standard in the list.
    """

    finding: Finding
    sentence: Text
    evidence: tuple[Evidence, ...]
    alike: int
    offices: int
    hands: int
    is_first: bool


def gravest(
    run: Run,
    plan: Plan,
    register: Register,
    store: Store,
    *,
    per_standard: int = PER_STANDARD,
    most: int = MOST,
) -> list[Grave]:
    """At most ``most`` findings of a run, at most ``per_standard`` of one standard."""
    with leads(run, register, store) as db:
        rows = db.execute(_CHOSEN, [per_standard, most]).fetchall()
    told = {key: (*numbers, nth == 1) for key, *numbers, nth in rows}
    found = {
        finding.key: finding
        for finding in select(
            run, f"WHERE finding_key IN ({', '.join('?' * len(told)) or 'NULL'})", list(told)
        )
    }
    shown = evidence_of(run, store, list(found.values()))
    graves = []
    for key, (alike, offices, hands, is_first) in told.items():
        finding = found[key]
        rule = rule_in_force(plan, finding)
        sentence = said(plan, rule, finding, shown[key], as_of=run.as_of)
        graves.append(Grave(finding, sentence, shown[key], alike, offices, hands, is_first))
    return graves


def alike_in_words(grave: Grave) -> Text:
    """How many more there are like it; empty if it is the only one."""
    if grave.alike == 1:
        return Text("", "")
    zh, en = f"同类线索共{grave.alike}条", f"{grave.alike} findings of this kind in all"
    if grave.offices > 1:
        zh, en = f"{zh}，涉及{grave.offices}个单位", f"{en}, in {grave.offices} offices"
    if grave.hands > 1:
        zh = f"{zh}，其中同一经办人最多{grave.hands}条"
        en = f"{en}, up to {grave.hands} of them handled by the same officer"
    return Text(f"{zh}。", f"{en}.")
