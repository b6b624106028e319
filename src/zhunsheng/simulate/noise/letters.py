"""Which letters a system writes: some export in GB18030, whatever the others do.

Unlike the other dials this one leaves the records alone; it is the files that differ.
"""

from __future__ import annotations

from dataclasses import replace

from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.noise.dial import DialBlock
from zhunsheng.simulate.out.systems import Systems


class LettersBlock(DialBlock):
    """``strength``: the share of systems, beside those that do so anyway."""


def in_other_letters(systems: Systems, block: LettersBlock, chance: Chance) -> Systems:
    """The systems, some of them printing GB18030."""
    changed = []
    for system in systems.systems:
        draw = chance.of("letters", system.block.id).random()
        if draw < block.strength:
            block_ = system.block.model_copy(update={"encoding": "gb18030"})
            system = replace(system, block=block_)
        changed.append(system)
    return replace(systems, systems=tuple(changed))
