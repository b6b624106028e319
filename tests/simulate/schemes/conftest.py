from __future__ import annotations

import pytest

from simulate.schemes.played import Played, dials, played, practice
from zhunsheng.simulate.running import Practice


@pytest.fixture(scope="session")
def known() -> Practice:
    return practice()


@pytest.fixture(scope="session")
def month(known: Practice, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """All schemes that break rules, at full strength."""
    return played(known, tmp_path_factory.mktemp("month"), dials(1.0, breaking=True))


@pytest.fixture(scope="session")
def quiet_month(known: Practice, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """All schemes that break no rule, at full strength: so that the others leave them work."""
    return played(known, tmp_path_factory.mktemp("quiet"), dials(1.0, breaking=False))
