"""One sending of a form: done, done already, or refused with what was typed kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from zhunsheng_web.access.faults import NotDone, NotThere
from zhunsheng_web.record.deed import AlreadyDone

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """``made``: what came of it. ``fault``: why it was not done. Neither: the same form was sent
    before, and took effect then."""

    made: T | None = None
    fault: NotDone | None = None

    @property
    def status(self) -> int:
        """Of the page that shows the form again."""
        return self.fault.status if self.fault else 200


def attempt(do: Callable[[], T]) -> Attempt[T]:
    """Does it. Raises NotThere: of what is not there nothing is shown again."""
    try:
        return Attempt(made=do())
    except NotThere:
        raise
    except AlreadyDone:
        return Attempt()
    except NotDone as refused:
        return Attempt(fault=refused)
