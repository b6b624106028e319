"""The life of a warning as a drawing and tables for the documentation, made from the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from zhunsheng.model.text import Language, Text
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.stages import (
    DESK_TITLES,
    OPEN,
    STAGE_TITLES,
    SYSTEM_VERBS,
    TRANSITIONS,
    VERB_TITLES,
    Stage,
)

_PART = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_STAY = Text("原阶段", "the same stage")


def drawn_into(page: str, language: Language) -> str:
    """A page with every part between ``<!-- made: NAME -->`` and ``<!-- end -->`` made anew.

    Raises KeyError for a part nobody makes.
    """
    return _PART.sub(lambda found: found[1] + _PARTS[found[2]](language) + found[3], page)


def life(language: Language) -> str:
    """Stages and what leads from one to another, as a Mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2", "  direction LR"]
    lines += [f"  {stage}: {STAGE_TITLES[stage].say(language)}" for stage in Stage]
    lines.append(f"  [*] --> {Stage.GENERATED}")
    arrows: dict[tuple[Stage, Stage], list[str]] = {}
    for transition in TRANSITIONS:
        targets = (transition.target, *transition.or_else)
        for source in transition.sources:
            for target in targets:
                if target is not None and target != source:
                    told = arrows.setdefault((source, target), [])
                    told.append(VERB_TITLES[transition.verb].say(language))
    comma = "、" if language == "zh" else ", "
    lines += [f"  {a} --> {b}: {comma.join(told)}" for (a, b), told in arrows.items()]
    lines += [f"  {stage} --> [*]" for stage in Stage if stage not in OPEN]
    return "\n".join((*lines, "```", ""))


def acts(language: Language) -> str:
    """Every act: from which stages, to which."""
    comma = "、" if language == "zh" else ", "
    head = ("办理", "可在", "之后") if language == "zh" else ("act", "at", "then")
    rows = []
    for transition in TRANSITIONS:
        targets = (transition.target, *transition.or_else)
        then = [(STAGE_TITLES[t] if t is not None else _STAY).say(language) for t in targets]
        at = [STAGE_TITLES[s].say(language) for s in transition.sources]
        rows.append((VERB_TITLES[transition.verb].say(language), comma.join(at), " / ".join(then)))
    return _table(head, rows)


def limits(language: Language) -> str:
    """Stage × level: whose desk, how many working days."""
    rules = handling()
    head = ("阶段" if language == "zh" else "stage",
            *(level.title.text.say(language) for level in rules.levels))  # fmt: skip
    rows = []
    for stage in OPEN:
        cells = []
        for level in rules.levels:
            limit = rules.stages[stage][level.level]
            days = Text(f"{limit.days} 个工作日", f"{limit.days} working days")
            if limit.days == 1:
                days = Text("1 个工作日", "1 working day")
            desk = DESK_TITLES[limit.desk].say(language)
            cells.append(f"{desk} · {days.say(language)}")
        rows.append((STAGE_TITLES[stage].say(language), *cells))
    return _table(head, rows)


def system(language: Language) -> str:
    """What the system does by itself."""
    return "".join(f"- {VERB_TITLES[verb].say(language)}\n" for verb in SYSTEM_VERBS)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


_PARTS: dict[str, Callable[[Language], str]] = {
    "life": life, "acts": acts, "limits": limits, "system": system,
}  # fmt: skip
