"""What happened to one case, as far as a drawing shows it."""

from __future__ import annotations

from dataclasses import dataclass

from zhunsheng.model.text import Text

DEVIATES = Text("偏离", "deviates")


@dataclass(frozen=True, slots=True)
class Happening:
    """One act of a case. ``when``: as it is to be read; ``note``: what is to be said about it;
    ``title``: what the act is called, where it stands on no task of the chart."""

    activity: str
    when: str
    deviates: bool = False
    note: str = ""
    title: Text | None = None
