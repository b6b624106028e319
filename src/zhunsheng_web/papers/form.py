"""What a printed form is: one file in ``papers/forms``, in both languages, read and checked here.

A file says what is on the paper; how it is set is the renderers' business, and what stands in its
places comes from ``papers.facts``. To add a form is to add a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import Role
from zhunsheng_web.papers.vocabulary import FACTS, LISTS, About

FOLDER = Path(__file__).parent / "forms"
PLACE = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")


class FormError(ValueError):
    """A form's file is wrong: which, where, and why."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Model):
    """Both languages; ``{fact}`` marks a place to be filled."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)

    @property
    def places(self) -> set[str]:
        return set(PLACE.findall(self.zh)) | set(PLACE.findall(self.en))


class Cell(_Model):
    """One labelled place of a table frame, written ``[中文, English, "{fact}"]``. What it ``says``
    is the same in both languages but for the facts in it; ``words`` where it is not. ``tall``: room
    for writing, in centimetres; ``sign``: a place to sign in it."""

    label: Words
    says: str = ""
    words: Words | None = None
    tall: float = Field(default=0.0, ge=0, le=12)
    sign: Words | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, list) and len(value) == 3:
            return {"label": {"zh": value[0], "en": value[1]}, "says": value[2]}
        return value

    @property
    def body(self) -> Words:
        return self.words or Words(zh=self.says, en=self.says)


class Column(_Model):
    """A column of a list: head, which item of the list it shows, its share of the width."""

    label: Words
    shows: str
    width: float = 1.0

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, list) and len(value) == 4:
            zh, en, shows, width = value
            return {"label": {"zh": zh, "en": en}, "shows": shows, "width": width}
        return value


class Listing(_Model):
    """A table with one line per item of a list. ``least``: lines it has at any rate, for a pen;
    ``most``: lines shown; the rest is counted and stays in the workbench."""

    of: str
    columns: tuple[Column, ...]
    least: int = 1
    most: int = 200


class Part(_Model):
    """One thing on the paper; exactly one of these is given."""

    to: Words | None = None
    text: Words | None = None
    heading: Words | None = None
    grid: tuple[tuple[Cell, ...], ...] | None = None
    table: Listing | None = None
    sign: tuple[Words, ...] | None = None
    seal: Words | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def _one(self) -> Part:
        if len(self.model_fields_set) != 1:
            raise ValueError("a part is exactly one of: " + ", ".join(type(self).model_fields))
        return self

    @property
    def kind(self) -> str:
        return next(iter(self.model_fields_set))


class PaperForm(_Model):
    """A form.

    ``about``: what it is filled from; ``order``: its place in lists, as the work goes; ``layout``:
    a table frame (``form``) or a letter under the organ's red head (``letter``); ``word``: the word
    of its document number; ``verbs``: what has to have been done before it is due (none: at any
    time); ``roles``: only these may make it, besides whoever may see the matter; ``marking``: what
    stands at the top left, a place for the class of secrecy; ``use``: what it is for.
    """

    id: str
    about: About
    order: int = 99
    title: Words
    use: Words
    word: str
    layout: Literal["form", "letter"] = "form"
    verbs: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    marking: Words | None = None
    parts: tuple[Part, ...]

    def is_for(self, actor: Actor) -> bool:
        """Does the actor make such papers? Whether he may see what one is about is asked apart."""
        if self.roles:
            return bool(actor.roles & set(self.roles))
        return self.about == "inquiry" or may(actor, "paper.make").allowed

    def every_place(self) -> Iterator[str]:
        """The facts it asks for."""
        for part in self.parts:
            for words in (part.to, part.text, part.heading, part.seal, part.note):
                yield from words.places if words is not None else ()
            for cell in (cell for row in part.grid or () for cell in row):
                yield from cell.body.places


def forms() -> dict[str, PaperForm]:
    """Every form by its id, in their order (that of a warning's life). Raises FormError."""
    return _read(FOLDER)


@lru_cache(maxsize=2)
def _read(folder: Path) -> dict[str, PaperForm]:
    found: dict[str, PaperForm] = {}
    for path in sorted(folder.glob("*.yaml")):
        form = read_form(path)
        if form.id in found:
            raise FormError(f"{path.name}: there is another form {form.id!r}")
        found[form.id] = form
    return dict(sorted(found.items(), key=lambda one: (one[1].order, one[0])))


def read_form(path: Path) -> PaperForm:
    """One form. Raises FormError, which names the file and what in it is wrong."""
    try:
        form = PaperForm.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise FormError(f"{path.name}: {error}") from error
    unknown = set(form.every_place()) - FACTS[form.about]
    if unknown:
        raise FormError(
            f"{path.name}: no such fact of a {form.about}: {', '.join(sorted(unknown))}"
        )
    for part in form.parts:
        if part.table is None:
            continue
        if part.table.of not in LISTS[form.about]:
            raise FormError(f"{path.name}: no such list of a {form.about}: {part.table.of}")
        strange = {column.shows for column in part.table.columns} - LISTS[form.about][part.table.of]
        if strange:
            raise FormError(f"{path.name}: {part.table.of} has no {', '.join(sorted(strange))}")
    return form
