"""A finding stands on its evidence alone: judged again from it, the verdict is the same."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from conftest import NOW, REGISTER, Judged
from judging.parity import facts_of as facts_of_world
from judging.worlds import random_world, write_trace
from zhunsheng import flow
from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.flow import Run, load_register, plan_of
from zhunsheng.hearing.evidence import evidence_of
from zhunsheng.hearing.finding import Finding, select
from zhunsheng.hearing.judging import agrees, facts_of, judge_again
from zhunsheng.hearing.saying import rule_in_force
from zhunsheng.model.act import Act
from zhunsheng.model.run import RunOptions
from zhunsheng.model.verdict import Reason
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.shapes import BY_NAME
from zhunsheng.trace import Store

HERE = Path(__file__).resolve()
SHARED = Path(os.environ.get("ZHUNSHENG_SHARED", HERE.parents[3] / "shared"))
FINES = SHARED / "data" / "fines" / "road_traffic_fines.xes.gz"
Keep = Callable[[Sequence[Act]], Sequence[Act]]


def _all(acts: Sequence[Act]) -> Sequence[Act]:
    return acts


def _disagreements(shape: str, folder: Path, keep: Keep = _all) -> tuple[int, list[str]]:
    """Findings of random worlds, and those that do not stand on ``keep`` of their evidence."""
    found, differ = 0, []
    for seed in range(8):
        world = random_world(shape, seed)
        plan, facts = compile_plan(world.register), facts_of_world(world)
        place = folder / str(seed)
        (place / "run").mkdir(parents=True)
        trace = write_trace(world, place / "trace")
        judge_trace(plan, trace, place / "run", options=RunOptions(as_of=world.as_of))
        acts_of = defaultdict(set)
        with duckdb.connect() as db:
            for key, act in db.execute(f"FROM '{place}/run/evidence.parquet'").fetchall():
                acts_of[key].add(act)
        for finding in select(Run(**_run(place / "run")), ""):
            found += 1
            own = acts_of[finding.key]
            acts = [a for a in world.acts if a.act in own and _is_shown(a, finding)]
            rule = next(r for r in plan.rules if r.number == finding.rule)
            verdict = judge_again(plan, rule, finding, keep(acts), facts=facts)
            if not agrees(finding, verdict):
                differ.append(f"seed {seed}: {finding} {verdict}")
    return found, differ


def _is_shown(act: Act, finding: Finding) -> bool:
    return act.subject == finding.subject or act.act == finding.also_act


def _run(folder: Path) -> dict[str, object]:
    """A run of which only the folder is needed."""
    return {**dict.fromkeys(Run.__dataclass_fields__), "folder": folder}


@pytest.mark.parametrize("shape", BY_NAME)
def test_every_shape_stands_on_its_evidence(shape: str, tmp_path: Path) -> None:
    found, differ = _disagreements(shape, tmp_path)
    assert found > 20, "the worlds are too tame to prove much"
    assert not differ, f"{len(differ)} of {found}: {differ[0]}"


def test_evidence_that_lacks_an_act_is_noticed(tmp_path: Path) -> None:
    """The broken variant: a run that leaves the last moment out of what it shows."""

    def all_but_the_last(acts: Sequence[Act]) -> Sequence[Act]:
        last = max(act.moment for act in acts)
        return [act for act in acts if act.moment != last]

    found, differ = _disagreements("forbidden_after", tmp_path, all_but_the_last)
    assert found and len(differ) == found


def test_every_finding_on_the_made_up_log_stands(judged: Judged) -> None:
    assert _standing(judged.run, judged.store) == judged.run.findings > 100


@pytest.mark.skipif(not FINES.exists(), reason=f"the real fines log is not at {FINES}")
def test_findings_on_the_real_log_stand(tmp_path: Path) -> None:
    flow.take_in(FINES, REGISTER / "mapping.yaml", tmp_path / "trace", now=NOW)
    run = flow.run(REGISTER, tmp_path / "trace", tmp_path / "runs", now=NOW)
    sample = "WHERE hash(finding_key) % 20 = 0 OR shape = 'unlike_treatment'"
    assert _standing(run, Store(tmp_path / "trace"), sample) > 4_000


def _standing(run: Run, store: Store, condition: str = "") -> int:
    """How many findings stand; fails, naming the standards, if any does not."""
    plan = plan_of(load_register(REGISTER), store)
    facts = facts_of(plan, store, as_of=run.as_of)
    findings = select(run, condition)
    shown = evidence_of(run, store, findings)
    differ: Counter[str] = Counter()
    for finding in findings:
        acts = [one.act for one in shown[finding.key]]
        rule = rule_in_force(plan, finding)
        if not agrees(finding, judge_again(plan, rule, finding, acts, facts=facts)):
            differ[finding.standard] += 1
    assert not differ
    return len(findings)


def test_a_finding_for_another_reason_or_by_other_numbers_does_not_agree(judged: Judged) -> None:
    plan = plan_of(judged.register, judged.store)
    finding = select(judged.run, "WHERE observed IS NOT NULL LIMIT 1")[0]
    acts = [one.act for one in evidence_of(judged.run, judged.store, [finding])[finding.key]]
    facts = facts_of(plan, judged.store, as_of=judged.run.as_of)
    verdict = judge_again(plan, rule_in_force(plan, finding), finding, acts, facts=facts)
    assert agrees(finding, verdict)
    assert not agrees(replace(finding, reason=Reason.TOO_MANY), verdict)
    assert not agrees(replace(finding, observed=(finding.observed or 0) + 1), verdict)
    assert not agrees(replace(finding, allowed=None), verdict)
    assert not agrees(finding, None)
