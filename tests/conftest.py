"""A made-up authority judged once per worker: what reports, hearings and commands are tried on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from reaching_out import stay_here
from zhunsheng import flow
from zhunsheng.demo import write_log
from zhunsheng.flow import Run, load_register
from zhunsheng.model.register import Register
from zhunsheng.trace import Store

REGISTER = Path(__file__).resolve().parents[1] / "registers" / "traffic-fines"
NOW = dt.datetime(2026, 1, 5, 8, 30, tzinfo=dt.UTC)
CASES = 1_500


def pytest_configure() -> None:
    stay_here()


@dataclass(frozen=True)
class Judged:
    """A working folder with a trace and a run. ``log``: the file it was taken from."""

    workspace: Path
    log: Path
    register: Register
    store: Store
    run: Run


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp("judged")
    log = folder / "log.xes.gz"
    write_log(log, count=CASES)
    flow.take_in(log, REGISTER / "mapping.yaml", folder / "trace", now=NOW)
    run = flow.run(REGISTER, folder / "trace", folder / "runs", now=NOW)
    return Judged(folder, log, load_register(REGISTER), Store(folder / "trace"), run)
