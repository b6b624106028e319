"""From blocks to nouns: timings."""

from __future__ import annotations

from zhunsheng.model.errors import Place
from zhunsheng.model.timing import Benchmark, Stretch, Timing
from zhunsheng.register.build_parts import bases, maybe, text
from zhunsheng.register.schema_timings import BenchmarkBlock, TimingBlock


def timing(block: TimingBlock, place: Place) -> Timing:
    return Timing(
        block.id,
        text(block.title),
        block.subject,
        block.unit,
        block.from_.mark(),
        block.to.mark(),
        stretches=tuple(
            Stretch(one.id, text(one.title), one.from_.mark(), one.to.mark(), one.waits_for)
            for one in block.stretches
        ),
        benchmark=_benchmark(block.benchmark),
        note=maybe(block.note),
        verified=block.verified,
        place=place,
    )


def _benchmark(block: BenchmarkBlock | None) -> Benchmark | None:
    if block is None:
        return None
    return Benchmark(block.value, text(block.title), bases(block.basis))
