"""What a warning says of itself: the sentence of its one row, or how many rows there are."""

from __future__ import annotations

import datetime as dt

from zhunsheng.model.text import Text
from zhunsheng_web.casework.models import Warning, Yardstick
from zhunsheng_web.casework.taking.row import Group
from zhunsheng_web.clock import day_of

_OF_OFFICER = Text(
    "{span}，同一经办人办理的{rows}件业务不符合“{title}”。",
    "{span}: {rows} cases in the same officer's hands did not keep to “{title}”.",
)
_OF_OFFICE = Text(
    "{span}，本单位有{rows}件业务不符合“{title}”。",
    "{span}: {rows} cases of this office did not keep to “{title}”.",
)
_OF_CASE = Text(
    "{span}，同一对象有{rows}处不符合“{title}”。",
    "{span}: the same subject failed {rows} times to keep to “{title}”.",
)
_MANY_ALIKE = Text(
    "{span}，本单位有{rows}件业务不符合“{title}”。数量多而且集中于这一项，"
    "请先查看记录本身是否有误（时钟、栏目、数据报送），再看业务办理。",
    "{span}: {rows} cases of this office did not keep to “{title}”. So many of one "
    "kind: look at the records first (a clock, a field, how data are sent), then at the work.",
)
_TEMPLATES = {"officer": _OF_OFFICER, "office": _OF_OFFICE, "case": _OF_CASE}


def number_of(token: str, made_at: dt.datetime) -> str:
    """How a warning is cited on paper; taken from its token, so that it tells of no other. Fifty
    bits: of a million warnings a year two have the same number once in two thousand years."""
    return f"YJ{day_of(made_at).year}-{token[:5]}-{token[5:10]}".upper()


def first_sentence(group: Group, yardstick: Yardstick, *, alike: bool) -> Text:
    """The sentence of a new warning."""
    if len(group.rows) == 1:
        return group.rows[0].told.sentence
    days = sorted(row.told.happened_at.date() for row in group.rows)
    return _filled(group.kind, yardstick, days[0], days[-1], len(group.rows), alike=alike)


def sentence_again(warning: Warning, yardstick: Yardstick) -> Text:
    """The sentence of a warning whose rows have changed."""
    kind = warning.subject_kind
    return _filled(kind, yardstick, warning.first_on, warning.last_on, warning.rows,
                   alike=_is_alike(warning))  # fmt: skip


def _is_alike(warning: Warning) -> bool:
    return any(one["code"] == "many-alike" for one in warning.remarks)


def span_of(first: dt.date, last: dt.date) -> Text:
    """From the first day to the last; one day is said once."""
    if first == last:
        return Text(f"{first}", f"{first}")
    return Text(f"{first}至{last}", f"{first} to {last}")


def _filled(
    kind: str, yardstick: Yardstick, first: dt.date, last: dt.date, rows: int, *, alike: bool
) -> Text:
    template = _MANY_ALIKE if alike else _TEMPLATES[kind]
    return template.fill(span=span_of(first, last), rows=rows, title=yardstick.title)
