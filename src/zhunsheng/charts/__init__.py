"""Charts of powers (BPMN 2.0): read, checked, drawn, and derived into standards."""

from zhunsheng.charts.chart import Chart
from zhunsheng.charts.check import check
from zhunsheng.charts.derive import derive
from zhunsheng.charts.draw import draw
from zhunsheng.charts.happening import Happening
from zhunsheng.charts.playout import play_out
from zhunsheng.charts.read import read
from zhunsheng.charts.rule import DerivedRule
from zhunsheng.charts.write import write

__all__ = [
    "Chart",
    "DerivedRule",
    "Happening",
    "check",
    "derive",
    "draw",
    "play_out",
    "read",
    "write",
]
