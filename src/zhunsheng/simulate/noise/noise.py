"""All dials together, as ``practice/<x>/noise.yaml`` sets them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zhunsheng.model.errors import PracticeError, problem
from zhunsheng.simulate.book import Book
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.files import PracticeBlock, read_block
from zhunsheng.simulate.noise.arrivals import ARRIVALS, ArrivalsBlock
from zhunsheng.simulate.noise.clocks import CLOCKS, ClocksBlock
from zhunsheng.simulate.noise.corrections import CORRECTIONS, CorrectionsBlock
from zhunsheng.simulate.noise.dial import Dial, DialBlock, Ground
from zhunsheng.simulate.noise.doubles import DOUBLES, DoublesBlock
from zhunsheng.simulate.noise.late import LATE, LateBlock
from zhunsheng.simulate.noise.letters import LettersBlock, in_other_letters
from zhunsheng.simulate.noise.missing import MISSING, MissingBlock
from zhunsheng.simulate.noise.mistyping import MISTYPING, MistypingBlock
from zhunsheng.simulate.out.systems import Systems
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.playing.stage import Stage

DIALS: tuple[Dial, ...] = (LATE, MISTYPING, CLOCKS, MISSING, ARRIVALS, CORRECTIONS, DOUBLES)
"""In the order in which they are turned: what happened, how it was written down, how it came."""
LETTERS = "letters"


class NoiseBlock(PracticeBlock):
    """All dials; what stands in the file is the demo's default."""

    late: LateBlock
    mistyping: MistypingBlock
    clocks: ClocksBlock
    missing: MissingBlock
    arrivals: ArrivalsBlock
    corrections: CorrectionsBlock
    doubles: DoublesBlock
    letters: LettersBlock

    def turned(self, strengths: Mapping[str, float]) -> NoiseBlock:
        """The same dials with some strengths changed. Raises PracticeError for an unknown dial or
        a strength that is no share."""
        changed: dict[str, DialBlock] = {}
        for name, strength in strengths.items():
            if name not in type(self).model_fields or not 0 <= strength <= 1:
                raise _no_such_dial(name, strength, sorted(type(self).model_fields))
            changed[name] = getattr(self, name).model_copy(update={"strength": strength})
        return self.model_copy(update=changed)

    def silent(self) -> NoiseBlock:
        """All dials at 0."""
        return self.turned(dict.fromkeys(type(self).model_fields, 0.0))

    def strengths(self) -> dict[str, float]:
        return {name: getattr(self, name).strength for name in type(self).model_fields}


def read_noise(folder: Path) -> NoiseBlock:
    """The dials of the service in ``folder``. Raises PracticeError with what is wrong."""
    return read_block(folder / "noise.yaml", NoiseBlock)


@dataclass(slots=True)
class Noise:
    """The dials of one district. ``chance``: the district's; ``last``: the first millisecond after
    the period; ``touched``: how many acts each dial has touched so far."""

    block: NoiseBlock
    stage: Stage
    law: Law
    systems: Systems
    chance: Chance
    last: int
    touched: Counter[str] = field(default_factory=Counter)

    def lay_on(self, book: Book, *, slice_: int) -> None:
        """Distorts the records of a slice, in place. A dial at 0 changes nothing."""
        systems = {
            activity: system.block.id
            for system in self.systems.systems
            for activity in system.names
        }
        for dial in DIALS:
            block: DialBlock = getattr(self.block, dial.id)
            if block.strength <= 0:
                continue
            chance = self.chance.within("noise", dial.id)
            ground = Ground(book, self.stage, self.law, systems, self.last, chance, slice_)
            self.touched[dial.id] += dial.turn(ground, block)

    def printing(self) -> Systems:
        """The systems as they print their tables."""
        return in_other_letters(self.systems, self.block.letters, self.chance.within("noise"))


def write_touched(path: Path, noise: Noise) -> None:
    """noise.json: for each dial its title, strength, and how many acts it touched."""
    rows = {
        dial.id: {
            "title": {"zh": dial.title.zh, "en": dial.title.en},
            "strength": getattr(noise.block, dial.id).strength,
            "acts": noise.touched[dial.id],
        }
        for dial in DIALS
    }
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _no_such_dial(name: str, strength: float, known: list[str]) -> PracticeError:
    return PracticeError(
        (
            problem(
                "practice-noise-dial",
                (f"噪声旋钮“{name}”不能设为 {strength}", f"dial {name} cannot stand at {strength}"),
                why=("旋钮有：" + "、".join(known), "the dials are " + ", ".join(known)),
                mend=("改为 0 到 1 之间的比例", "give a known dial a share between 0 and 1"),
            ),
        )
    )
