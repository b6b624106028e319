"""Where data lies that nobody on this project wrote, and that is never shipped with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("ZHUNSHENG_SHARED", ROOT.parent / "shared")) / "data"

FINES = DATA / "fines" / "road_traffic_fines.xes.gz"
RECEIPT = DATA / "permits" / "receipt_wabo.xes.gz"
BPIC = DATA / "permits" / "bpic2015_municipality1.csv.gz"
HARMONIZED_SYSTEM = DATA / "customs" / "harmonized_system_2022.csv.gz"
LOGISTICS = DATA / "ocel" / "ocel2_logistics.sqlite"
MERKLE = DATA / "vectors" / "merkle"


def needs(path: Path) -> pytest.MarkDecorator:
    """Skips, with the reason, where the file is not here."""
    return pytest.mark.skipif(
        not path.exists(), reason=f"{path} is not here: real data is not shipped"
    )
