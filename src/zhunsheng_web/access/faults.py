"""Why an act is not done: what, why, how to mend. Nothing was changed."""

from __future__ import annotations

from collections.abc import Mapping

from zhunsheng.model.text import Text


class NotDone(Exception):
    """An act that was refused. ``code`` for programs; ``text`` for people; ``status`` of HTTP."""

    status = 409

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(f"{code}: {text.en}")
        self.code = code
        self.text = text


class NotThere(NotDone):
    """There is no such thing, or not for this person: the two are told alike."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            "not-there",
            Text("没有这一页，或者您无权查看。", "There is no such page, or it is not for you."),
        )


class NotAllowed(NotDone):
    """The person may see it, and may not do this."""

    status = 403


class WrongState(NotDone):
    """It is not at a stage where this is done."""


class Stale(NotDone):
    """Somebody else did something since the page was opened."""


class Incomplete(NotDone):
    """Something that has to be given is missing or wrong. ``field`` names the first such;
    ``fields`` says it of each."""

    status = 422

    def __init__(self, field: str, text: Text, fields: Mapping[str, Text] | None = None) -> None:
        super().__init__("incomplete", text)
        self.field = field
        self.fields = dict(fields or {field: text})
