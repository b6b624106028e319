"""Everything about one finding that a person needs to check it, and to answer it."""

from __future__ import annotations

from dataclasses import dataclass

from zhunsheng.flow import Run, plan_of
from zhunsheng.hearing.basis import Cited, cited
from zhunsheng.hearing.evidence import Evidence, evidence_of
from zhunsheng.hearing.finding import Finding, find
from zhunsheng.hearing.judging import agrees, facts_of, judge_again
from zhunsheng.hearing.saying import rule_in_force, said
from zhunsheng.hearing.script import script_of
from zhunsheng.model.errors import JudgingError, Place, Problem, problem
from zhunsheng.model.moment import day_of
from zhunsheng.model.plan import Rule
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard, StandardVersion
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Verdict
from zhunsheng.trace import Store


@dataclass(frozen=True, slots=True)
class Explanation:
    """One finding, opened down to its rows.

    ``basis``: articles in force on the day of the act the finding hangs on. ``verdict``: of the
    row check, from ``evidence`` alone; ``stands``: it says what the run said. ``script``: the
    query narrowed to this finding, to be run by anyone. ``has_grown``: acts were added to the
    trace since the run.
    """

    finding: Finding
    standard: Standard
    version: StandardVersion
    rule: Rule
    basis: tuple[Cited, ...]
    sentence: Text
    evidence: tuple[Evidence, ...]
    verdict: Verdict | None
    stands: bool
    script: str
    has_grown: bool


def explain(key: str, run: Run, register: Register, store: Store) -> Explanation:
    """The explanation of the finding whose key begins with ``key``.

    ``register``: as it was when the run was made. Raises JudgingError for a key that names no
    finding or several, and for a register that has changed since.
    """
    if register.digest != run.register_digest:
        raise JudgingError((_changed(run),))
    finding = find(run, key)
    plan = plan_of(register, store, only=[finding.standard])
    rule = rule_in_force(plan, finding)
    standard = next(s for s in register.standards if s.id == finding.standard)
    version = next(v for v in standard.versions if v.validity.start == finding.since)
    evidence = evidence_of(run, store, [finding])[finding.key]
    acts = [one.act for one in evidence]
    facts = facts_of(plan, store, as_of=run.as_of)
    verdict = judge_again(plan, rule, finding, acts, facts=facts)
    return Explanation(
        finding=finding,
        standard=standard,
        version=version,
        rule=rule,
        basis=cited(register, standard, version, on=day_of(finding.anchor)),
        sentence=said(plan, rule, finding, evidence, as_of=run.as_of),
        evidence=evidence,
        verdict=verdict,
        stands=agrees(finding, verdict),
        script=script_of(plan, rule, finding, acts, store=store, as_of=run.as_of),
        has_grown=store.trace_digest() != run.trace_digest,
    )


def _changed(run: Run) -> Problem:
    return problem(
        "register-changed",
        (
            "比对之后权责清单已有改动，无法按当时的标准说明",
            "the register has changed since the run; it cannot be explained by what held then",
        ),
        mend=(
            "用现在的清单重新比对：zhunsheng run；或用 --register 指明当时的清单",
            "run again with the register of today, or point at that of the run with --register",
        ),
        place=Place(run.register_folder),
    )
