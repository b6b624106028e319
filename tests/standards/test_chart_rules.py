"""What a chart says can be judged: the rules derived from it are parameters the shapes read."""

from pathlib import Path

import pytest

from zhunsheng.charts import derive, read
from zhunsheng.flow import PARAMETERS

CHARTS = sorted((Path(__file__).resolve().parents[2] / "registers").glob("*/charts/*.bpmn"))


@pytest.mark.parametrize("path", CHARTS, ids=[path.stem for path in CHARTS])
def test_every_derived_rule_is_read_by_its_shape(path: Path):
    rules = derive(read(path))
    assert rules
    for rule in rules:
        PARAMETERS[rule.shape].model_validate(dict(rule.parameters))
