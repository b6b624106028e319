"""The shipped service and districts of it, built once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from zhunsheng.flow import load_register
from zhunsheng.model.register import Register
from zhunsheng.simulate.world.district import District, build_district
from zhunsheng.simulate.world.service import Service, read_service

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "practice" / "china-customs"
SMALL, LARGE = "8800", "5300"
SEED = 20261001


@cache
def register() -> Register:
    return load_register(ROOT / "registers" / "china-customs")


@cache
def service() -> Service:
    return read_service(FOLDER)


@cache
def district(code: str = SMALL, seed: int = SEED) -> District:
    return build_district(service(), register(), code, seed)
