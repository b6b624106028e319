"""What is known of a simulated service: the schemes that were played in it, and who did nothing.

Plain data, handed in by whoever simulated: the report itself knows no simulation.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhunsheng.model.text import Text


@dataclass(frozen=True, slots=True)
class CaughtBy:
    """A standard that caught some of a scheme. ``deeds``: wrongful acts among those its findings
    rest on; ``honest``: acts of no scheme that it flags too. ``is_meant``: the scheme was made to
    break it."""

    standard: str
    title: Text
    findings: int
    deeds: int
    honest: int
    is_meant: bool


@dataclass(frozen=True, slots=True)
class PlayedScheme:
    """A scheme as it was played. ``breaks_rules``: False where only statistics could show it.

    ``source``: the public case it is modelled on. ``innocent``: officers its records touch who did
    nothing, and ``innocent_flagged`` findings on them. ``deeds``: wrongful acts in the trace;
    ``removed``: acts it took away; ``cases``: objects it was done on. ``silent``: standards that
    should have caught some of it and did not.
    """

    id: str
    title: Text
    story: Text
    source: str
    since: str
    until: str
    officers: int
    firms: int
    innocent: int
    innocent_flagged: int
    deeds: int
    deeds_caught: int
    removed: int
    cases: int
    cases_caught: int
    caught_by: tuple[CaughtBy, ...]
    silent: tuple[Text, ...]
    breaks_rules: bool

    @property
    def was_played(self) -> bool:
        """False where the month gave its cast no occasion."""
        return self.deeds + self.removed > 0

    @property
    def honest(self) -> int:
        """Acts of honest work flagged by the standards that caught the scheme."""
        return sum(one.honest for one in self.caught_by)


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Innocent work that looks like a scheme. ``flagged``: findings on it, by standard."""

    title: Text
    story: Text
    officers: int
    flagged: tuple[tuple[Text, int], ...]


@dataclass(frozen=True, slots=True)
class Dial:
    """One way in which the records were distorted. ``setting``: how strong; ``touched``: acts."""

    title: Text
    setting: float
    touched: int


@dataclass(frozen=True, slots=True)
class Practice:
    """A simulated service and its truth. ``seed``: the same seed gives the same bytes.

    ``findings_of_schemes``: findings that rest on an act of some scheme, or on one it took away.
    """

    title: Text
    since: str
    until: str
    seed: int
    declarations: int
    acts: int
    schemes: tuple[PlayedScheme, ...]
    look_alikes: tuple[LookAlike, ...]
    dials: tuple[Dial, ...]
    findings: int
    findings_of_schemes: int
