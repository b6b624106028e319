"""What an id is called in a form, and which id is meant by what somebody wrote in it.

A form shows titles, because people read titles. The way back has to be exact: where two items of a
list bear one title, or a title is another's id, the id is added in brackets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from zhunsheng.model.register import Register
from zhunsheng.model.text import Language, Text

_WITH_ID = re.compile(r"^.*\[([A-Za-z0-9][A-Za-z0-9._-]*)\]$", re.DOTALL)


class Unread(Exception):
    """What somebody wrote in a cell means nothing: ``what`` and ``mend`` for the person."""

    def __init__(self, what: Text, mend: Text) -> None:
        super().__init__(what.en)
        self.what = what
        self.mend = mend


@dataclass(frozen=True)
class NameList:
    """The ids of one list by what they are called in one language.

    ``short``: what an item is called besides. ``closed``: nothing may be written that the list
    does not have.
    """

    language: Language
    titles: Mapping[str, Text]
    short: Mapping[str, Text] = field(default_factory=dict)
    closed: bool = True
    _shown: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _ids: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        said = {id_: one_line(text.say(self.language)) for id_, text in self.titles.items()}
        times = Counter(said.values())
        for id_, title in said.items():
            others = title in self.titles and title != id_
            alone = times[title] == 1 and not others and not _WITH_ID.match(title)
            self._shown[id_] = title if alone else f"{title} [{id_}]"
        for texts in (self.short, self.titles):
            for other in ("zh", "en"):
                named = {id_: one_line(text.say(other)) for id_, text in texts.items()}
                times = Counter(named.values())
                self._ids.update({name: id_ for id_, name in named.items() if times[name] == 1})
        self._ids.update({shown: id_ for id_, shown in self._shown.items()})
        self._ids.update({id_: id_ for id_ in self.titles})

    def shown(self, id_: str) -> str:
        """What ``id_`` is called; an id the list does not have is shown as it is."""
        return self._shown.get(id_, id_)

    def choices(self) -> list[str]:
        """What may be written, in the list's order."""
        return list(self._shown.values())

    def meant(self, written: str) -> str:
        """The id that is meant. Raises Unread where the list has nothing of that name."""
        said = one_line(written)
        if said in self._ids:
            return self._ids[said]
        bracketed = _WITH_ID.match(said)
        if bracketed is not None and bracketed[1] in self.titles:
            return bracketed[1]
        if not self.closed:
            return said
        near = get_close_matches(said, self.choices(), n=3, cutoff=0.5) or self.choices()[:5]
        raise Unread(
            Text(f"清单中没有“{said}”", f"the register has no {said!r}"),
            Text(
                "应按清单中的名称或标识填写，例如：" + "、".join(near),
                "write the name or the id it has in the register, such as: " + "; ".join(near),
            ),
        )


def one_line(text: str) -> str:
    """``text`` without line breaks and doubled spaces: a list in a cell has one entry a line."""
    return " ".join(text.split())


def code_names(register: Register, table: str, language: Language) -> NameList:
    """The codes of a closed list; anything may be written where the register has no such list."""
    found = register.code_table(table)
    if found is None:
        return NameList(language, {}, closed=False)
    return NameList(language, {code.id: code.title for code in found.codes})


def item_names(register: Register, section: str, language: Language) -> NameList:
    """The items of a section (``powers``, ``posts``, ``standards`` …)."""
    items = getattr(register, section)
    short = {item.id: item.short for item in items if getattr(item, "short", None) is not None}
    return NameList(language, {item.id: item.title for item in items}, short)
