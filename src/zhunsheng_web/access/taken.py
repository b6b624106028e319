"""What there may be only one of: the database decides who was first, and the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from zhunsheng.model.text import Text
from zhunsheng_web.access.faults import Incomplete


@contextmanager
def only_one(field: str, text: Text) -> Iterator[None]:
    """Makes the row that the body makes, whose ``field`` nobody else may have. Raises Incomplete
    with ``text`` if somebody has, be it from this very moment: asking beforehand does not see him.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Incomplete(field, text) from error
