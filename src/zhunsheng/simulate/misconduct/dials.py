"""``schemes.yaml``: which schemes are played where, how strongly, by how many, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from zhunsheng.model.errors import PracticeError, problem
from zhunsheng.model.notation import Id, Words, refuse
from zhunsheng.simulate.files import PracticeBlock, blocks_of, read_source_list
from zhunsheng.simulate.hours import DAY, ms_of
from zhunsheng.simulate.misconduct.cast import Settings


class SchemeBlock(PracticeBlock):
    """One scheme's dial. ``districts``: codes of the districts it is played in; none: in all."""

    id: Id
    strength: Annotated[float, Field(ge=0, le=1)]
    officers: Annotated[int, Field(ge=0)] = 0
    firms: Annotated[int, Field(ge=0)] = 0
    since: dt.date = Field(alias="from")
    until: dt.date
    districts: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.since:
            raise refuse(
                "scheme-until", "until 不得早于 from", "“until” must not lie before “from”"
            )
        return self

    def settings(self) -> Settings:
        """The dial as the scheme sees it; ``until`` is played to its end."""
        return Settings(
            self.strength, self.officers, self.firms, ms_of(self.since), ms_of(self.until) + DAY
        )


def read_dials(path: Path, known: Iterable[str]) -> dict[str, SchemeBlock]:
    """The dials by scheme. ``known``: ids of schemes there are.

    Raises PracticeError for what cannot be read, for a scheme nobody knows, and for one named
    twice, each with its line.
    """
    source = read_source_list(path)
    found: dict[str, SchemeBlock] = {}
    names, faults = set(known), []
    for block, number in blocks_of(source, SchemeBlock):
        if block.id in found or block.id not in names:
            twice = block.id in found
            faults.append(
                problem(
                    "scheme-twice" if twice else "scheme-unknown",
                    (
                        f"情形“{block.id}”" + ("写了两次" if twice else "不存在"),
                        f"scheme {block.id!r} " + ("is named twice" if twice else "is not known"),
                    ),
                    mend=(
                        "保留其中一处" if twice else f"可用的有：{'、'.join(sorted(names))}",
                        "keep one of the two" if twice else f"known: {', '.join(sorted(names))}",
                    ),
                    place=source.place((number,)),
                )
            )
        found.setdefault(block.id, block)
    if faults:
        raise PracticeError(tuple(faults))
    return found


def played_in(dials: Mapping[str, SchemeBlock], district: str) -> dict[str, Settings]:
    """The settings of the schemes that are played in a district; strength 0 plays nothing."""
    return {
        name: dial.settings()
        for name, dial in dials.items()
        if dial.strength > 0 and (not dial.districts or district in dial.districts)
    }
