"""What is known of a simulated service: the schemes that were played in it, and who did nothing.

Plain data, handed in by whoever simulated: the report itself knows no simulation.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhunsheng.model.text import Text


@dataclass(frozen=True, slots=True)
class CaughtBy:
    """A standard that was to catch a scheme. ``honest``: acts of no scheme that it flags too."""

    standard: str
    title: Text
    deeds: int
    honest: int


@dataclass(frozen=True, slots=True)
class PlayedScheme:
    """A scheme as it was played. ``breaks_rules``: False where only statistics could show it.

    ``deeds``: wrongful acts in the trace; ``cases``: objects they were done on.
    """

    title: Text
    story: Text
    period: str
    officers: int
    firms: int
    deeds: int
    deeds_caught: int
    cases: int
    cases_caught: int
    caught_by: tuple[CaughtBy, ...]
    breaks_rules: bool


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Innocent work that looks like a scheme. ``flagged``: its acts that some finding points to."""

    title: Text
    story: Text
    officers: int
    flagged: int


@dataclass(frozen=True, slots=True)
class Dial:
    """One kind of distortion of the records. ``setting``: how strong; ``touched``: acts."""

    title: Text
    setting: Text
    touched: int


@dataclass(frozen=True, slots=True)
class Practice:
    """A simulated service and its truth."""

    office: Text
    period: str
    seed: int
    declarations: int
    acts: int
    schemes: tuple[PlayedScheme, ...]
    look_alikes: tuple[LookAlike, ...]
    dials: tuple[Dial, ...]
