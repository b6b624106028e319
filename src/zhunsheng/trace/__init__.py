"""What officers did: sources read, mapped, checked and kept for good."""

from zhunsheng.trace.ingest import BatchReport, ingest
from zhunsheng.trace.manifest import Counts, Manifest
from zhunsheng.trace.mapping import Mapping, load_mapping, parse_mapping
from zhunsheng.trace.propose import propose
from zhunsheng.trace.quarantine import export_quarantine, quarantined
from zhunsheng.trace.rebuild import rebuild
from zhunsheng.trace.sandbox import Limits
from zhunsheng.trace.store import Store
from zhunsheng.trace.summary import TraceSummary, TypeSummary, summary

__all__ = [
    "BatchReport",
    "Counts",
    "Limits",
    "Manifest",
    "Mapping",
    "Store",
    "TraceSummary",
    "TypeSummary",
    "export_quarantine",
    "ingest",
    "load_mapping",
    "parse_mapping",
    "propose",
    "quarantined",
    "rebuild",
    "summary",
]
