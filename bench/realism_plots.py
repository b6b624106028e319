"""Runs in the yardsticks' environment, as a program of its own: draws what bench.realism measured.

    python realism_plots.py shapes.json

Writes realism.png beside it: first digits against Benford's law, gaps between arrivals, hours and
days, how often firms come back, who meets whom.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib
import numpy as np

matplotlib.use("Agg")
from matplotlib import pyplot as plt


def main() -> None:
    path = Path(sys.argv[1])
    shapes = {name: np.array(values) for name, values in json.loads(path.read_text()).items()}
    figure, axes = plt.subplots(2, 4, figsize=(20, 9))
    value = shapes["value"]
    digits = np.floor(value / 10 ** np.floor(np.log10(value))).astype(int)
    one = axes[0, 0]
    one.bar(range(1, 10), np.bincount(digits, minlength=10)[1:10] / len(digits), color="0.7")
    one.plot(range(1, 10), np.log10(1 + 1 / np.arange(1, 10)), "k.-")
    one.set_title("first digits of declared values; Benford")
    axes[0, 1].hist(np.log10(value), bins=80, color="0.6")
    axes[0, 1].set_title("declared value, log10 yuan")
    gaps = shapes["gaps"]
    axes[0, 2].hist(np.log10(np.maximum(gaps, 1e-3)), bins=80, color="0.6")
    axes[0, 2].set_title("minutes between an office's declarations, log10")
    axes[0, 3].bar(range(24), np.bincount(shapes["hour"].astype(int), minlength=24), color="0.6")
    axes[0, 3].set_title("declarations by hour")
    day = shapes["day"].astype(int)
    day = day[day > day.max() - 31]
    axes[1, 0].bar(range(day.max() - day.min() + 1), np.bincount(day - day.min()), color="0.6")
    axes[1, 0].set_title("declarations by day")
    for axis, who in ((axes[1, 1], "company"), (axes[1, 2], "broker")):
        counts = np.sort(shapes[who])[::-1]
        axis.loglog(np.arange(1, len(counts) + 1), counts, "k.", markersize=3)
        axis.set_title(f"declarations by rank of {who}")
    pairs = np.sort(shapes["pairs"])[::-1]
    axes[1, 3].loglog(np.arange(1, len(pairs) + 1), pairs, "k.", markersize=3)
    axes[1, 3].set_title("inspections by rank of officer-broker pair")
    figure.tight_layout()
    figure.savefig(path.with_name("realism.png"), dpi=70)


if __name__ == "__main__":
    main()
