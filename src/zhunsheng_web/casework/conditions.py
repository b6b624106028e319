"""Whether a warning is in a state for an act: its stage, whether it stands still, its level."""

from __future__ import annotations

from zhunsheng.model.text import Text
from zhunsheng_web.casework.faults import NotDone, WrongState
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import (
    BY_VERB,
    DESK_ORDER,
    STAGE_TITLES,
    VERB_TITLES,
    Conclusion,
    Stage,
    Verb,
)

WHILE_SUSPENDED = frozenset(
    {Verb.RESUME, Verb.NOTE, Verb.ANSWER, Verb.HAND_UP, Verb.REFER, Verb.SUPERSEDE}
)


def obstacle(verb: Verb, warning: Warning) -> NotDone | None:
    """Why the act cannot be done with the warning as it stands, whoever asks; None if it can."""
    if Stage(warning.stage) not in BY_VERB[verb].sources:
        return WrongState(
            "wrong-state",
            Text(
                "这件预警现在“{stage}”，不能办理“{verb}”。",
                "This warning is “{stage}” now; “{verb}” cannot be done.",
            ).fill(stage=STAGE_TITLES[Stage(warning.stage)], verb=VERB_TITLES[verb]),
        )
    if warning.suspended_at is not None and verb not in WHILE_SUSPENDED:
        return WrongState(
            "suspended",
            Text("这件预警已中止办理，请先恢复。", "This warning stands still; resume it first."),
        )
    return _particular(verb, warning)


def _particular(verb: Verb, warning: Warning) -> NotDone | None:
    match verb:
        case Verb.RESUME if warning.suspended_at is None:
            return WrongState(
                "not-suspended", Text("这件预警没有中止。", "This warning does not stand still.")
            )
        case Verb.SETTLE if warning.level not in handling().trivial.levels:
            return WrongState(
                "not-trivial",
                Text(
                    "这一级别的预警须经核查、复核、处置，不能即办即结。",
                    "A warning of this level is verified, reviewed and disposed of; it cannot be "
                    "settled at once.",
                ),
            )
        case Verb.CLEAR if (
            warning.conclusion != Conclusion.UNFOUNDED and warning.stage != Stage.CLOSED
        ):
            return WrongState(
                "not-cleared",
                Text(
                    "结论为不属实，或者预警已办结，才能书面澄清。",
                    "An officer is cleared when nothing was found or the warning is closed.",
                ),
            )
        case Verb.SPLIT if warning.rows < 2:
            return WrongState(
                "one-row",
                Text("只有一条记录，无法拆分。", "There is one record only: nothing to split off."),
            )
        case Verb.HAND_UP if warning.desk == DESK_ORDER[-1]:
            return WrongState(
                "last-line",
                Text("已在最后一道防线，不能再上交。", "It is with the last line already."),
            )
        case Verb.EXTEND if warning.due_at is None:
            return WrongState(
                "no-limit", Text("这一步没有期限。", "There is no limit to move at this step.")
            )
        case Verb.EXTEND if warning.breached_at is not None:
            return too_late_to_extend()
    return None


def too_late_to_extend() -> WrongState:
    """A limit is moved before it passes, or not at all: nobody is in time by hindsight."""
    return WrongState(
        "limit-passed",
        Text(
            "期限已过，不能再延期；请尽快办理，或者上交。",
            "The limit has passed and cannot be moved any more; go on with it, or hand it up.",
        ),
    )
