"""A form and its facts make a page: places filled, what is unknown left blank for a pen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from zhunsheng.model.text import Text
from zhunsheng.publish.words import capital
from zhunsheng_web.papers import page as on
from zhunsheng_web.papers.form import PLACE, Cell, Listing, PaperForm, Part, Words

_LINE = "＿＿＿＿＿＿"
_MORE = Text(
    "另有 {n} 条未列出，可在系统中查阅。", "Not listed: {n} more, to be read in the workbench."
)


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in the places of a form, in both languages. Facts that are not there are
    unknown."""

    facts: Mapping[str, Text] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Mapping[str, Text]]] = field(default_factory=dict)


def compose(
    form: PaperForm,
    filling: Filling,
    *,
    number: str,
    mark: str,
    language: Literal["zh", "en"],
) -> on.Page:
    """The page of a form in a language."""
    return _Composer(form, filling, number, mark, language).page()


@dataclass(frozen=True, slots=True)
class _Composer:
    form: PaperForm
    filling: Filling
    number: str
    mark: str
    language: Literal["zh", "en"]

    def page(self) -> on.Page:
        return on.Page(
            title=self.say(self.form.title),
            number=self.number,
            organ=self.fact("organ"),
            layout=self.form.layout,
            language=self.language,
            marking=self.say(self.form.marking) if self.form.marking else "",
            blocks=tuple(block for part in self.form.parts for block in self._blocks(part)),
            mark=self.mark,
        )

    def say(self, words: Words) -> str:
        return words.text.say(self.language)

    def fact(self, name: str) -> str:
        found = self.filling.facts.get(name)
        return found.say(self.language) if found is not None else ""

    def _filled(self, words: Words, blank: str) -> str:
        said = self.say(words)
        filled = PLACE.sub(lambda hit: self.fact(hit[1]) or blank, said)
        first = PLACE.match(said)
        begins = self.filling.facts.get(first[1]) if first else None
        return capital(filled) if begins is not None and begins.zh != begins.en else filled

    def _blocks(self, part: Part) -> Sequence[on.Block]:
        match part:
            case Part(kind="to", to=Words() as words):
                return (on.Addressee(self._filled(words, _LINE)),)
            case Part(kind="text", text=Words() as words):
                # Each of several paragraphs stands on its own.
                lines = self._filled(words, _LINE).split("\n")
                return tuple(on.Paragraph(line) for line in lines if line.strip())
            case Part(kind="heading", heading=Words() as words):
                return (on.Heading(self._filled(words, _LINE)),)
            case Part(kind="note", note=Words() as words):
                return (on.Remark(self._filled(words, _LINE)),)
            case Part(kind="seal", seal=Words() as words):
                return (on.Seal(self._filled(words, _LINE), self.fact("today")),)
            case Part(kind="sign", sign=tuple() as names):
                return (on.Signatures(tuple(self.say(name) for name in names)),)
            case Part(kind="table", table=Listing() as listing):
                return (self._table(listing),)
            case _:
                rows = part.grid or ()
                return (on.Grid(tuple(tuple(self._box(cell) for cell in row) for row in rows)),)

    def _box(self, cell: Cell) -> on.Box:
        words = self._filled(cell.body, "")
        if not any(self.fact(name) for name in cell.body.places) and cell.body.places:
            words = ""  # a place whose facts are all unknown is blank, without its little words
        sign = self.say(cell.sign) if cell.sign else ""
        return on.Box(self.say(cell.label), words.strip(), cell.tall, sign)

    def _cell(self, of: Text) -> str:
        """A title in a place of its own begins as a title does; what is the same in both languages
        is a number or an id, and stays as it is."""
        said = of.say(self.language)
        return capital(said) if of.zh != of.en else said

    def _table(self, listing: Listing) -> on.Table:
        items = self.filling.lists.get(listing.of, ())
        rows = [
            tuple(
                self._cell(item[column.shows]) if column.shows in item else ""
                for column in listing.columns
            )
            for item in items[: listing.most]
        ]
        rows += [("",) * len(listing.columns)] * (listing.least - len(rows))
        left = len(items) - listing.most
        return on.Table(
            tuple((self.say(column.label), column.width) for column in listing.columns),
            tuple(rows),
            _MORE.fill(n=left).say(self.language) if left > 0 else "",
        )
