"""Telling the truth of a district: its notes and casts, in the words of its records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from zhunsheng.simulate.book import NOBODY, Ints
from zhunsheng.simulate.hours import DAY
from zhunsheng.simulate.lookalikes import Lookalike
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.innocents import Innocents
from zhunsheng.simulate.misconduct.laying import Misconduct
from zhunsheng.simulate.playing.stage import Stage
from zhunsheng.simulate.schemes import SCHEMES, Scheme
from zhunsheng.simulate.truth import Notes, Player, Truth, acts_table
from zhunsheng.simulate.world.district import District


def truth_of(district: District, innocents: Innocents, schemes: Misconduct) -> Truth:
    """The truth of one district once its last slice is made."""
    table = acts_table(
        schemes.notes, [scheme.id for scheme in SCHEMES], _names(schemes.stage, schemes.notes)
    )
    players = tuple(
        _player(district, part.scheme, part.cast, part.settings, part.scheme.breaks)
        for part in schemes.parts
    )
    alike = tuple(
        _player(district, one, cast, innocents.settings, ()) for one, cast in innocents.parts
    )
    return Truth(table, players, alike)


def together(truths: Iterable[Truth]) -> Truth:
    """The truths of several districts as one."""
    known = list(truths)
    return Truth(
        pa.concat_tables([one.acts for one in known]),
        tuple(player for one in known for player in one.schemes),
        tuple(player for one in known for player in one.lookalikes),
    )


def _names(stage: Stage, notes: Notes) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for type_ in sorted({one.subject for one in notes.noted}):
        numbers = notes.cases(type_)
        if type_ == "officer":
            names = [stage.people.id[number] for number in numbers.tolist()]
        else:
            names = stage.names(type_, numbers)
        found.update(
            ((type_, number), name) for number, name in zip(numbers.tolist(), names, strict=True)
        )
    return found


def _player(
    district: District,
    one: Scheme | Lookalike,
    cast: Cast,
    settings: Settings,
    breaks: tuple[str, ...],
) -> Player:
    firms = district.names("company", cast.firms) + district.names("broker", cast.brokers)
    return Player(
        one.id,
        one.title,
        one.story,
        one.source if isinstance(one, Scheme) else "",
        district.code,
        day_of(settings.since),
        day_of(settings.until - DAY),
        settings.strength,
        district.offices.code[cast.office] if cast.office != NOBODY else "",
        ids(district, cast.officers),
        ids(district, cast.innocent),
        tuple(firms),
        breaks,
    )


def ids(stage: Stage, officers: Ints) -> tuple[str, ...]:
    """Officers' own ids."""
    return tuple(stage.people.id[number] for number in np.asarray(officers).tolist())


def day_of(at: int) -> str:
    """The day of a moment, as the truth writes it."""
    return (dt.date(1970, 1, 1) + dt.timedelta(milliseconds=at)).isoformat()
