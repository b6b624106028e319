"""The kinds of cells: words, codes, lists of codes, marks and days, each shown and read again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation

from zhunsheng.forms.form import Entry, Plain
from zhunsheng.forms.naming import NameList, Unread, one_line
from zhunsheng.forms.world import World
from zhunsheng.model.text import Text

_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?"
)
_YES = Text("是", "yes")
_NO = Text("否", "no")

Names = Callable[[World], NameList]


def words_cell(*trail: str, required: bool = False) -> Entry:
    """Text in the form's language. What the other language says is kept.

    Where there was nothing, the words stand in both languages until they are translated.
    """

    def read(world: World, written: str, now: Plain) -> Plain:
        if not written:
            return None
        kept = now if isinstance(now, dict) else {"zh": written, "en": written}
        return {**kept, world.language: written}

    return Entry(trail, read, required)


def plain_cell(*trail: str, required: bool = False) -> Entry:
    """Text without a language: a number of the authority's own."""
    return Entry(trail, lambda world, written, now: written or None, required)


def code_cell(names: Names, *trail: str, required: bool = False) -> Entry:
    """One id of a list, written by its name."""

    def read(world: World, written: str, now: Plain) -> Plain:
        return names(world).meant(written) if written else None

    return Entry(trail, read, required, lambda world: names(world).choices())


def codes_cell(names: Names, *trail: str) -> Entry:
    """Ids of a list, one name a line."""

    def read(world: World, written: str, now: Plain) -> Plain:
        return [names(world).meant(line) for line in lines_of(written)] or None

    return Entry(trail, read)


def show_codes(names: NameList, ids: Iterable[str]) -> str:
    """Ids by their names, one a line."""
    return "\n".join(names.shown(one) for one in ids)


def choice_cell(choices: dict[str, Text], *trail: str, required: bool = False) -> Entry:
    """One of a few words, such as the grades."""

    def read(world: World, written: str, now: Plain) -> Plain:
        if not written:
            return None
        said = written.strip().lower()
        for value, text in choices.items():
            if said in (value, text.zh, text.en.lower()):
                return value
        offered = [text.say(world.language) for text in choices.values()]
        raise Unread(
            Text(f"“{written}”不在可选之列", f"{written!r} is not among the choices"),
            Text("可填：" + "、".join(offered), "one of: " + ", ".join(offered)),
        )

    def offer(world: World) -> list[str]:
        return [text.say(world.language) for text in choices.values()]

    return Entry(trail, read, required, offer)


def flag_cell(*trail: str, yes: Text = _YES, no: Text = _NO, default: bool = False) -> Entry:
    """A yes or no. The key is left out where it says what holds without it and was not there."""
    inner = choice_cell({"true": yes, "false": no}, *trail)

    def read(world: World, written: str, now: Plain) -> Plain:
        said = inner.read(world, written, now)
        value = default if said is None else said == "true"
        return None if value == default and now is None else value

    return Entry(trail, read, choices=inner.choices)


def show_flag(world: World, value: bool, *, yes: Text = _YES, no: Text = _NO) -> str:
    """A yes or no in the form's language."""
    return (yes if value else no).say(world.language)


def day_cell(*trail: str) -> Entry:
    """A day: 2024-03-01, 2024/3/1 or 2024年3月1日."""

    def read(world: World, written: str, now: Plain) -> Plain:
        if not written:
            return None
        found = _DAY.fullmatch(written.strip())
        try:
            if found is not None:
                return dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
        raise Unread(
            Text(f"“{written}”不是日期", f"{written!r} is not a day"),
            Text("按“2024-03-01”的格式填写", "write it as 2024-03-01"),
        )

    return Entry(trail, read)


def amount_cell(*trail: str) -> Entry:
    """An amount; empty: without limit."""

    def read(world: World, written: str, now: Plain) -> Plain:
        if not written:
            return None
        try:
            amount = Decimal(written.replace(",", "").replace("，", "").strip())
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or amount < 0:
            raise Unread(
                Text(f"“{written}”不是金额", f"{written!r} is not an amount"),
                Text("只填数字，不带单位", "write figures only, without a unit"),
            )
        return int(amount) if amount == amount.to_integral_value() else amount

    return Entry(trail, read)


def show_amount(amount: Decimal | None) -> str:
    """An amount as figures."""
    return "" if amount is None else format(amount.normalize(), "f")


def subitems_cell(*trail: str) -> Entry:
    """Texts, one a line. What another language says of a line is kept with it."""

    def read(world: World, written: str, now: Plain) -> Plain:
        return kept_lines(world, lines_of(written), now if isinstance(now, list) else []) or None

    return Entry(trail, read)


def kept_lines(world: World, lines: list[str], now: list[dict[str, Plain]]) -> list[Plain]:
    """Each line with the block it had: found by its words, else by its place in the list."""
    language = world.language
    by_words = {one_line(str(block[language])): block for block in now}
    same_length = len(lines) == len(now)
    found: list[Plain] = []
    for place, line in enumerate(lines):
        block = by_words.get(line)
        if block is None and same_length and one_line(str(now[place][language])) not in lines:
            block = {**now[place], language: line}
        found.append(block if block is not None else {"zh": line, "en": line})
    return found


def lines_of(written: str) -> list[str]:
    """The lines of a cell that say something."""
    return [one_line(line) for line in written.splitlines() if line.strip()]
