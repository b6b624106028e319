"""Fixed statements about single rows, asked in the process that shows the page.

A person's own question runs elsewhere (``bounded.running``); these find one row by its place, take
milliseconds, and are stopped if they do not.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from zhunsheng_web.casework.bounded.running import BROKEN, TOO_LONG, TOO_MUCH, Limits, Unanswered


class Asking:
    """A connection to nothing but files, under limits."""

    def __init__(self, base: duckdb.DuckDBPyConnection, limits: Limits) -> None:
        self._base, self._limits = base, limits

    def rows(self, text: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """The rows of a statement, as many as are allowed. Raises Unanswered."""
        try:
            return self._base.execute(text, values).fetchmany(self._limits.rows)
        except duckdb.InterruptException as error:
            raise Unanswered(TOO_LONG.fill(seconds=f"{self._limits.seconds:g}")) from error
        except duckdb.OutOfMemoryException as error:
            raise Unanswered(TOO_MUCH.fill(megabytes=str(self._limits.megabytes))) from error
        except duckdb.Error as error:
            raise Unanswered(BROKEN) from error


@contextmanager
def asking(limits: Limits) -> Iterator[Asking]:
    """For some statements together; ``seconds`` is for all of them."""
    base = duckdb.connect(":memory:")
    clock = threading.Timer(limits.seconds, base.interrupt)
    clock.daemon = True
    try:
        base.execute(f"SET memory_limit = '{limits.megabytes}MB'")
        base.execute("SET threads = 1")
        base.execute("SET max_temp_directory_size = '0GB'")
        clock.start()
        yield Asking(base, limits)
    finally:
        clock.cancel()
        base.close()
