"""Schemes of misconduct, one a file, in the order in which they lay hands on a slice.

What changes how work goes comes before what changes who does it, and that before what only changes
what is written: no case is touched twice.
"""

from __future__ import annotations

from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.schemes.absorbed_offence import ABSORBED_OFFENCE
from zhunsheng.simulate.schemes.acting_head import ACTING_HEAD
from zhunsheng.simulate.schemes.amended_after_control import AMENDED_AFTER_CONTROL
from zhunsheng.simulate.schemes.borrowed_account import BORROWED_ACCOUNT
from zhunsheng.simulate.schemes.broker_pockets import BROKER_POCKETS
from zhunsheng.simulate.schemes.cheap_values import CHEAP_VALUES
from zhunsheng.simulate.schemes.consumption_raised import CONSUMPTION_RAISED
from zhunsheng.simulate.schemes.detention_overrun import DETENTION_OVERRUN
from zhunsheng.simulate.schemes.fast_lane import FAST_LANE
from zhunsheng.simulate.schemes.gift_unreported import GIFT_UNREPORTED
from zhunsheng.simulate.schemes.late_fees_waived import LATE_FEES_WAIVED
from zhunsheng.simulate.schemes.leniency_after_plea import LENIENCY_AFTER_PLEA
from zhunsheng.simulate.schemes.neighbour_codes import NEIGHBOUR_CODES
from zhunsheng.simulate.schemes.night_crew import NIGHT_CREW
from zhunsheng.simulate.schemes.parameter_insider import PARAMETER_INSIDER
from zhunsheng.simulate.schemes.partial_inspection import PARTIAL_INSPECTION
from zhunsheng.simulate.schemes.pool_edits import POOL_EDITS
from zhunsheng.simulate.schemes.released_unpaid import RELEASED_UNPAID
from zhunsheng.simulate.schemes.return_and_resubmit import RETURN_AND_RESUBMIT
from zhunsheng.simulate.schemes.revenue_held import REVENUE_HELD
from zhunsheng.simulate.schemes.same_hand import SAME_HAND
from zhunsheng.simulate.schemes.second_officer_missing import SECOND_OFFICER_MISSING
from zhunsheng.simulate.schemes.slow_walking import SLOW_WALKING
from zhunsheng.simulate.schemes.steered_assignment import STEERED_ASSIGNMENT
from zhunsheng.simulate.schemes.withheld_from_draw import WITHHELD_FROM_DRAW

SCHEMES: tuple[Scheme, ...] = (
    RETURN_AND_RESUBMIT,
    PARTIAL_INSPECTION,
    ABSORBED_OFFENCE,
    AMENDED_AFTER_CONTROL,
    PARAMETER_INSIDER,
    SLOW_WALKING,
    WITHHELD_FROM_DRAW,
    POOL_EDITS,
    STEERED_ASSIGNMENT,
    SECOND_OFFICER_MISSING,
    ACTING_HEAD,
    NIGHT_CREW,
    NEIGHBOUR_CODES,
    CHEAP_VALUES,
    FAST_LANE,
    SAME_HAND,
    RELEASED_UNPAID,
    LATE_FEES_WAIVED,
    REVENUE_HELD,
    CONSUMPTION_RAISED,
    DETENTION_OVERRUN,
    LENIENCY_AFTER_PLEA,
    GIFT_UNREPORTED,
    BROKER_POCKETS,
    BORROWED_ACCOUNT,
)
"""A scheme's number in a book and in the truth is its place here, from 1."""

__all__ = ["SCHEMES", "Scheme"]
