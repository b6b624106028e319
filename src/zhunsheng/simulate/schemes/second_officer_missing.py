"""One officer inspects alone, and nobody else signs."""

from __future__ import annotations

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing, enter
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("inspection",))


def _act(editing: Editing) -> None:
    begun = editing.of("inspection.start")
    if begun is None:
        return
    known = editing.mine(begun)
    alone = editing.officer_of("inspection.start", known)
    done = editing.officer_of("inspection.finish", known)
    cases = editing.chosen(known[(done == alone) | (done < 0)])
    rows = editing.last("inspection.start", cases)
    if "second_officer" in begun.fields:
        enter(begun, "second_officer", rows, None)
    editing.mark(begun, rows, "deed")
    editing.trace("inspection.finish", cases)
    editing.drop("inspection.join", cases)
    _sample_alone(editing, cases)


def _sample_alone(editing: Editing, cases: Longs) -> None:
    taken = editing.of("sample.take")
    if taken is not None:
        rows = editing.rows(taken, cases)
        taken.officer[rows] = editing.officer_of(
            "inspection.start", taken.objects["declaration"][rows]
        )
        editing.mark(taken, rows, "trace")


SECOND_OFFICER_MISSING = Scheme(
    id="second-officer-missing",
    title=Text("一人查验", "Inspecting alone"),
    story=Text(
        "查验科几名关员图省事，也为避开他人耳目，单独到场查验、单独录入，协同查验人员既未到场，也未签字。",
        "Some officers of an inspection section go to the goods alone, to save effort and to have "
        "nobody watching. No second officer takes part in, or signs, anything.",
    ),
    source="指标 A01；查验办法第三条（S34）",
    subject="declaration",
    breaks=("inspection-by-two-officers",),
    plan=_plan,
    act=_act,
)
