"""The legal zone: its offset from UTC at many instants at once.

Local times that do not exist or exist twice (summer time) are read with the offset that was in
force before the change, the earlier offset; the caller counts them.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from zhunsheng.model.errors import MappingError, problem
from zhunsheng.model.moment import EPOCH_TO_UNIX_MS, LOW_BITS, OFFSET_BIAS

Longs = npt.NDArray[np.int64]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_HOUR = 3_600_000_000
_MICROSECOND = dt.timedelta(microseconds=1)


class Zone:
    """An IANA zone as a table of its changes, 1899 to 2178.

    Microseconds since 1970 throughout, in UTC or on the wall clock.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        try:
            zone = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise MappingError(
                (
                    problem(
                        "zone_unknown",
                        (f"时区“{name}”不存在", f"there is no time zone {name!r}"),
                        mend=(
                            "请使用 IANA 名称,例如 Asia/Shanghai",
                            "use an IANA name, such as Asia/Shanghai",
                        ),
                    ),
                )
            ) from error
        self._changes, self._offsets = _table(zone)
        before, after = self._offsets[:-1], self._offsets[1:]
        self._local_from = self._changes + np.minimum(before, after)
        self._local_until = self._changes + np.maximum(before, after)

    def offsets(self, utc: Longs) -> Longs:
        """Offset from UTC in microseconds at each UTC instant."""
        return self._offsets[_stretch(self._changes, utc)]

    def moments(self, utc: Longs) -> Longs:
        """Moments of UTC instants, rank 0."""
        return np.asarray(
            (utc // 1000 + EPOCH_TO_UNIX_MS) << LOW_BITS | (self.quarters(utc) + OFFSET_BIAS),
            np.int64,
        )

    def quarters(self, utc: Longs) -> Longs:
        """Offset in quarter hours (local mean time of old is rounded to the next quarter)."""
        return np.asarray((self.offsets(utc) + _HOUR // 8) // (_HOUR // 4), np.int64)

    def to_utc(self, local: Longs) -> tuple[Longs, npt.NDArray[np.bool_]]:
        """UTC of wall-clock times, and which of them do not exist or exist twice."""
        index = _stretch(self._local_until, local)
        doubtful = np.zeros(len(local), np.bool_)
        inside = index < len(self._local_from)
        doubtful[inside] = local[inside] >= self._local_from[index[inside]]
        return local - self._offsets[index], doubtful


def _stretch(changes: Longs, times: Longs) -> Longs:
    """Between which changes each time lies. Most columns lie in one stretch as a whole."""
    if len(times):
        first, last = np.searchsorted(changes, [times.min(), times.max()], side="right")
        if first == last:
            return np.full(len(times), first, np.int64)
    return np.asarray(np.searchsorted(changes, times, side="right"), np.int64)


@lru_cache(maxsize=16)
def zone_of(name: str) -> Zone:
    """The table of a zone, made once."""
    return Zone(name)


def _offset(zone: ZoneInfo, utc_us: int) -> int:
    at = _EPOCH + dt.timedelta(microseconds=utc_us)
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset // _MICROSECOND


def _table(zone: ZoneInfo) -> tuple[Longs, Longs]:
    start = (dt.datetime(1899, 12, 30, tzinfo=dt.UTC) - _EPOCH) // _MICROSECOND
    end = (dt.datetime(2178, 1, 3, tzinfo=dt.UTC) - _EPOCH) // _MICROSECOND
    step = 24 * _HOUR
    changes: list[int] = []
    offsets = [_offset(zone, start)]
    for probe in range(start, end, step):
        following = _offset(zone, probe + step)
        if following == offsets[-1]:
            continue
        low, high = probe, probe + step
        while high - low > 1_000_000:
            middle = (low + high) // 2_000_000 * 1_000_000
            if middle <= low:
                middle = low + 1_000_000
            if _offset(zone, middle) == offsets[-1]:
                low = middle
            else:
                high = middle
        changes.append(high)
        offsets.append(following)
    return np.array(changes, np.int64), np.array(offsets, np.int64)
