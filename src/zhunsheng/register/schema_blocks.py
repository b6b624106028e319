"""What every part of a register is written with: text, bases, spans of days."""

from __future__ import annotations

import datetime as dt
from typing import Self

from pydantic import Field, model_validator

from zhunsheng.model.notation import Block, Id, Words, refuse


class TextBlock(Block):
    """Text in Chinese and English, always both."""

    zh: Words
    en: Words


class BasisBlock(Block):
    """A law's article; ``article`` is text: put it in quotes."""

    law: Id
    article: Words
    edition: dt.date | None = None
    quote: Words | None = None
    verified: bool = True


class Dated(Block):
    """In force ``from`` a day; ``until``: the first day it is not (default: the next ``from``)."""

    from_: dt.date = Field(alias="from")
    until: dt.date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.from_:
            raise refuse(
                "until-before-from",
                f"失效日 {self.until} 不晚于生效日 {self.from_}",
                f"until {self.until} is not after from {self.from_}",
            )
        return self
