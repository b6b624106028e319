"""The times of the trace as the clock of the legal zone showed them, in the words of DuckDB."""

from __future__ import annotations

from django.conf import settings

from zhunsheng.model.moment import EPOCH_TO_UNIX_MS, LOW_BITS, OFFSET_BIAS, OFFSET_BITS, QUARTER_MS


def local(column: str) -> str:
    """A column of UTC, naive, as acts keep when they happened and were recorded."""
    return f"timezone('{settings.ZONE}', timezone('UTC', {column}))"


def clock_of(column: str) -> str:
    """A column of moments (``zhunsheng.model.moment``): milliseconds with their offset in them."""
    quarters = f"(({column} & {(1 << OFFSET_BITS) - 1}) - {OFFSET_BIAS})"
    milliseconds = f"({column} >> {LOW_BITS}) - {EPOCH_TO_UNIX_MS} + {quarters} * {QUARTER_MS}"
    return f"make_timestamp(({milliseconds}) * 1000)"
