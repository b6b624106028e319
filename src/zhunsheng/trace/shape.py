"""The columns of a trace: what acts, touches, objects, mandates and rejected rows look like."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from zhunsheng.model.errors import MappingError, problem
from zhunsheng.trace.mapping import Mapping

TEXT = pa.dictionary(pa.int32(), pa.string())
NUMBER = pa.decimal128(18, 4)
CLOCK = pa.timestamp("us")
PREFIX = {"text": "a_", "number": "n_", "time": "t_"}
OFFICER = "officer"

TOUCHES = pa.schema(
    [("act", pa.int64()), ("subject", pa.int64()), ("type", TEXT), ("qualifier", TEXT)]
)
OBJECTS = pa.schema(
    [
        ("type", pa.string()),
        ("subject", pa.int64()),
        ("id", pa.string()),
        ("attributes", pa.string()),
    ]
)
MANDATES = pa.schema(
    [
        ("officer", pa.string()),
        ("kind", pa.string()),
        ("value", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("row", pa.int64()),
    ]
)
QUARANTINE = pa.schema(
    [
        ("row", pa.int64()),
        ("code", pa.string()),
        ("column", pa.string()),
        ("detail", pa.string()),
        ("reason_zh", pa.string()),
        ("reason_en", pa.string()),
        ("raw", pa.string()),
    ]
)
SUPERSEDED_EXTRA = [("superseded_at", CLOCK), ("in_batch", pa.int32()), ("by_batch", pa.int32())]


def attribute_columns(mapping: Mapping) -> dict[str, str]:
    """Attribute columns (``a_…``, ``n_…``, ``t_…``) of a mapping, with the kind of each.

    Raises MappingError where one name has two kinds.
    """
    kinds: dict[str, str] = {}
    for template in mapping.acts:
        for attribute in template.attributes:
            if kinds.setdefault(attribute.name, attribute.kind) != attribute.kind:
                raise MappingError(
                    (
                        problem(
                            "attribute_kinds",
                            (
                                f"栏目“{attribute.name}”在映射中有两种类型",
                                f"attribute {attribute.name} has two kinds in the mapping",
                            ),
                            mend=("统一为一种类型", "give it the same kind everywhere"),
                        ),
                    )
                )
    return {PREFIX[kind] + name: kind for name, kind in kinds.items()}


def acts_schema(attributes: dict[str, str]) -> pa.Schema:
    """The columns of acts.parquet for a set of attribute columns."""
    types = {"text": TEXT, "number": NUMBER, "time": pa.int64()}
    return pa.schema(
        [
            ("act", pa.int64()),
            ("check_", pa.int64()),
            ("own_id", pa.string()),
            ("row", pa.int64()),
            ("activity", TEXT),
            ("happened_at", CLOCK),
            ("recorded_at", CLOCK),
            ("moment", pa.int64()),
            ("officer", TEXT),
            ("post", TEXT),
            ("office", TEXT),
            *[(name, types[kind]) for name, kind in attributes.items()],
        ]
    )


def write_options(schema: pa.Schema) -> dict[str, Any]:
    """How Parquet is written: zstd, text by dictionary, statistics on all but attributes: of these
    most are empty in most rows, and nothing is looked for by them."""
    attributes = tuple(PREFIX.values())
    texts = [item.name for item in schema if pa.types.is_dictionary(item.type)]
    return {
        "compression": "zstd",
        "compression_level": 1,
        "use_dictionary": texts,
        "write_statistics": [item.name for item in schema if not item.name.startswith(attributes)],
        "write_batch_size": 16_384,
        "store_schema": False,
    }
