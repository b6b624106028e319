"""Runs one statement under limits, in a process of its own: nothing but DuckDB is loaded here.

Started by ``bounded.running`` as a script; reads one JSON document from standard input and writes
one to standard output. It can read the trace's folder and nothing else of the machine, write
nothing, and load no extension.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

import duckdb


def main() -> None:
    asked: dict[str, Any] = json.load(sys.stdin)
    megabytes = int(asked["megabytes"])
    # DuckDB counts what it allocates for data; the rest of the process has as much again.
    room = (megabytes + 1_500) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    seconds = int(asked["seconds"]) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds * 2, seconds * 2))
    try:
        print(json.dumps({"rows": _rows(asked, megabytes)}, ensure_ascii=False, default=str))
    except (duckdb.OutOfMemoryException, MemoryError):
        print(json.dumps({"fault": "memory"}))
    except duckdb.Error as error:
        print(json.dumps({"fault": "other", "detail": str(error)[:2_000]}))


def _rows(asked: dict[str, Any], megabytes: int) -> list[tuple[Any, ...]]:
    base = duckdb.connect(":memory:")
    base.execute(f"SET memory_limit = '{megabytes}MB'")
    base.execute("SET threads = 1")
    base.execute("SET max_temp_directory_size = '0GB'")
    base.execute("SET allowed_directories = ?", [[asked["folder"]]])
    base.execute("SET enable_external_access = false")
    base.execute("SET lock_configuration = true")
    return base.execute(asked["text"], asked["values"]).fetchall()


if __name__ == "__main__":
    main()
