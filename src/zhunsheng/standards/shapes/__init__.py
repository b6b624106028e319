"""The shapes of breach, one a file, in the order in which reports list them."""

from __future__ import annotations

from zhunsheng.standards.shape import Shape
from zhunsheng.standards.shapes.altered_after import ALTERED_AFTER
from zhunsheng.standards.shapes.beyond_authority import BEYOND_AUTHORITY
from zhunsheng.standards.shapes.conflicting_duties import CONFLICTING_DUTIES
from zhunsheng.standards.shapes.forbidden_after import FORBIDDEN_AFTER
from zhunsheng.standards.shapes.mismatch import MISMATCH
from zhunsheng.standards.shapes.missing_step import MISSING_STEP
from zhunsheng.standards.shapes.never_together import NEVER_TOGETHER
from zhunsheng.standards.shapes.out_of_bounds import OUT_OF_BOUNDS
from zhunsheng.standards.shapes.overdue import OVERDUE
from zhunsheng.standards.shapes.record_missing import RECORD_MISSING
from zhunsheng.standards.shapes.repeated_change import REPEATED_CHANGE
from zhunsheng.standards.shapes.too_few_hands import TOO_FEW_HANDS
from zhunsheng.standards.shapes.too_often import TOO_OFTEN
from zhunsheng.standards.shapes.unlike_treatment import UNLIKE_TREATMENT
from zhunsheng.standards.shapes.wrong_order import WRONG_ORDER

SHAPES: tuple[Shape, ...] = (
    MISSING_STEP,
    WRONG_ORDER,
    FORBIDDEN_AFTER,
    NEVER_TOGETHER,
    OVERDUE,
    BEYOND_AUTHORITY,
    CONFLICTING_DUTIES,
    TOO_FEW_HANDS,
    OUT_OF_BOUNDS,
    ALTERED_AFTER,
    MISMATCH,
    TOO_OFTEN,
    REPEATED_CHANGE,
    UNLIKE_TREATMENT,
    RECORD_MISSING,
)
BY_NAME: dict[str, Shape] = {shape.name: shape for shape in SHAPES}
