"""The figures a service is calibrated to, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhunsheng.model.errors import Place, PracticeError, problem
from zhunsheng.model.notation import Id, Words
from zhunsheng.model.text import Text
from zhunsheng.register.schema_blocks import TextBlock
from zhunsheng.simulate.files import PracticeBlock, blocks_of, read_source_list


class FigureBlock(PracticeBlock):
    """``source``: where it is public; a figure that is assumed says ``verified: false``."""

    id: Id
    value: float
    unit: Words
    title: TextBlock
    source: Words
    note: Words | None = None
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A calibrated figure. ``verified``: a source at hand says it; else it is assumed."""

    id: str
    value: float
    unit: str
    title: Text
    source: str
    note: str | None
    verified: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures by id."""

    table: Mapping[str, Figure]

    def __getitem__(self, name: str) -> float:
        """The value of a figure. Raises PracticeError for one nobody gave."""
        if name not in self.table:
            raise PracticeError(
                (
                    problem(
                        "figure-unknown",
                        (f"没有名为“{name}”的数据", f"there is no figure {name!r}"),
                        mend=(
                            "在 figures.yaml 中补充，并写明来源",
                            "add it to figures.yaml, with its source",
                        ),
                    ),
                )
            )
        return self.table[name].value


def read_figures(path: Path) -> Figures:
    """The figures of a file. Raises PracticeError for faults and for an id written twice."""
    found: dict[str, Figure] = {}
    source = read_source_list(path)
    for block, number in blocks_of(source, FigureBlock):
        place = source.place((number,))
        if block.id in found:
            raise PracticeError(
                (
                    problem(
                        "figure-twice",
                        (f"数据“{block.id}”写了两次", f"the figure {block.id!r} is there twice"),
                        mend=("保留其中一处", "keep one of the two"),
                        place=place,
                    ),
                )
            )
        title = Text(block.title.zh, block.title.en)
        found[block.id] = Figure(
            block.id,
            block.value,
            block.unit,
            title,
            block.source,
            block.note,
            block.verified,
            place,
        )
    return Figures(found)
