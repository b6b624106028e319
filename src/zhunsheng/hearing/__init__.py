"""The hearing of one finding: what it rests on, and whether it stands on that alone."""

from zhunsheng.hearing.evidence import Evidence, evidence_of
from zhunsheng.hearing.explanation import Explanation, explain
from zhunsheng.hearing.finding import Finding, find

__all__ = ["Evidence", "Explanation", "Finding", "evidence_of", "explain", "find"]
