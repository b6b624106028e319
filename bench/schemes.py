"""``python -m bench schemes``: a district's month made, judged and held against the truth.

Prints for each scheme which standards caught it, how many deeds of how many, and how many acts and
subjects of honest work the same standards flagged; for each look-alike whether anybody was accused.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from zhunsheng.flow import load_register, run
from zhunsheng.simulate.misconduct.dials import played_in, read_dials
from zhunsheng.simulate.misconduct.innocents import innocents
from zhunsheng.simulate.misconduct.laying import misconduct, worked
from zhunsheng.simulate.out.trace import write_trace
from zhunsheng.simulate.reckoning import reckon
from zhunsheng.simulate.running import district_of, making_of, read_practice
from zhunsheng.simulate.schemes import SCHEMES
from zhunsheng.simulate.telling import truth_of
from zhunsheng.simulate.truth import write_truth
from zhunsheng.trace import Store

ROOT = Path(__file__).parents[1]
REGISTER, PRACTICE = ROOT / "registers/china-customs", ROOT / "practice/china-customs"


def main(arguments: Sequence[str]) -> None:
    said = argparse.ArgumentParser(prog="python -m bench schemes")
    said.add_argument("--district", default="6400")
    said.add_argument("--declarations", type=int, default=40_000)
    said.add_argument("--seed", type=int, default=2026)
    said.add_argument("--strength", type=float, help="of every scheme, instead of schemes.yaml's")
    said.add_argument("--only", nargs="*", default=[], help="ids of schemes")
    said.add_argument("--language", choices=("zh", "en"), default="en")
    options = said.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        print(_reckoned(options, Path(folder)))


def _reckoned(options: argparse.Namespace, folder: Path) -> str:
    practice = read_practice(PRACTICE, load_register(REGISTER))
    district = district_of(practice, options.district, seed=options.seed)
    making = making_of(practice, district, declarations=options.declarations)
    dials = read_dials(PRACTICE / "schemes.yaml", [scheme.id for scheme in SCHEMES])
    settings = {
        name: one if options.strength is None else replace(one, strength=options.strength)
        for name, one in played_in(dials, options.district).items()
        if not options.only or name in options.only
    }
    started = time.perf_counter()
    alike = innocents(district, making)
    schemes = misconduct(making, settings, spared=alike.officers)
    now = dt.datetime.combine(district.period.last, dt.time(), dt.UTC) + dt.timedelta(days=1)
    write_trace(
        folder / "trace", worked(making, alike, schemes), district.directory(), now=now
    )  # fmt: skip
    write_truth(folder, truth_of(district, alike, schemes))
    print(f"made in {time.perf_counter() - started:.1f} s")
    judged = run(REGISTER, folder / "trace", folder / "runs", now=now)
    print(f"{judged.acts:,} acts judged: {judged.findings:,} findings")
    reckoning = reckon(Store(folder / "trace"), judged.folder, folder)
    return reckoning.text(options.language)
