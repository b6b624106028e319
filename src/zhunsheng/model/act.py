"""What officers did: acts, the people who did them, and what the trace is known to lack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from zhunsheng.model.moment import Moment

Value = Decimal | str
"""An attribute's value: a number (exact, at most four decimals) or text. Times are ISO text."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act on one subject, as the row check sees it.

    ``act``: 63-bit identity, the same whichever batch brought it. ``subject``: 63-bit identity of
    the object. ``attributes``: only filled ones; moments in attributes are given as
    :data:`Moment` integers under the same name in ``times``.
    """

    act: int
    subject: int
    activity: str
    moment: Moment
    officer: str | None = None
    post: str | None = None
    office: str | None = None
    attributes: Mapping[str, Value] = field(default_factory=dict)
    times: Mapping[str, Moment] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mandate:
    """What an officer held for a span of time: a post, a certificate, a shift on a roster."""

    officer: str
    kind: Literal["post", "certificate", "roster"]
    value: str
    start: Moment
    end: Moment | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time for which the trace is known to lack a source's records.

    ``activities`` empty: all of them. Absence inside a gap proves nothing.
    """

    start: Moment
    end: Moment
    reason: str
    activities: tuple[str, ...] = ()
