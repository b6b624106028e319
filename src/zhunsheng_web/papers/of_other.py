"""What a paper can say of an inquiry and a mute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhunsheng.model.text import Text
from zhunsheng.publish.words import capital
from zhunsheng_web.casework.models import Inquiry, Mute, Yardstick
from zhunsheng_web.papers.composing import Filling
from zhunsheng_web.papers.of_warning import office_title, reason_title
from zhunsheng_web.papers.saying import EMPTY, day, person, plain, told

_ALL = Text("全部", "all")


def filling_of_inquiry(inquiry: Inquiry, *, office_path: str) -> Filling:
    """What the officer was asked and shown. Nothing of the warning: he reads this paper, and all
    he may be shown of it was written down when he was asked."""
    return Filling(
        {
            "person": person(inquiry.person),
            "office": office_title(office_path) if office_path else EMPTY,
            "question": plain(inquiry.question),
            "shown": Text(*("\n".join(lines) for lines in _shown(inquiry.shown))),
            "asked_by": person(inquiry.asked_by),
            "asked_on": day(inquiry.asked_at),
            "due": day(inquiry.due_at),
            "answer": plain(inquiry.answer),
            "answered_on": day(inquiry.answered_at),
            "reason": reason_title(inquiry.reason_code),
            "clearance": plain(inquiry.clearance),
            "cleared_by": person(inquiry.cleared_by),
            "cleared_on": day(inquiry.cleared_at),
        },
        {
            "shown": [
                {"place": plain(place), "words": Text(zh, en)}
                for place, (zh, en) in enumerate(zip(*_shown(inquiry.shown), strict=True), 1)
            ]
        },
    )


def _shown(shown: Any) -> tuple[list[str], list[str]]:
    """What he was shown, a line each, in both languages: the rule, its law, the records."""
    found = shown if isinstance(shown, Mapping) else {}
    title = told(found, "title")
    lines = [Text(title.zh, capital(title.en))]
    lines += [told(one, "title") for one in found.get("basis", ())[:10]]
    for row in found.get("rows", ())[:50]:
        sentence = told(row, "sentence")
        about = f"{row.get('subject_id', '')} {str(row.get('happened_at', ''))[:10]}".strip()
        lines.append(Text(f"{about} {sentence.zh}".strip(), f"{about} {sentence.en}".strip()))
    kept = [line for line in lines if line.zh or line.en]
    return [line.zh for line in kept], [line.en for line in kept]


def filling_of_mute(mute: Mute) -> Filling:
    """A mute with its scope."""
    known = Yardstick.objects.filter(standard=mute.standard).order_by("-since").first()
    return Filling(
        {
            "standard": known.title if known else plain(mute.standard),
            "standard_id": plain(mute.standard),
            "office": office_title(mute.office_path),
            "subject": plain(mute.subject_id) if mute.subject_id else _ALL,
            "reason": plain(mute.reason),
            "author": person(mute.author),
            "approved_by": person(mute.approved_by),
            "made": day(mute.made_at),
            "valid_from": day(mute.valid_from),
            "valid_to": day(mute.valid_to),
            "ended": day(mute.ended_at),
            "muted": plain(mute.muted),
        }
    )
