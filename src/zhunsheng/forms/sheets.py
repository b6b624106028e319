"""The cells of a workbook somebody sent, as text; formulas and cell errors are told, not read.

Run as ``python -P sheets.py FILE SECONDS MEGABYTES`` (see ``apart``): takes these limits upon
itself before it opens the file, and writes what it read as JSON to standard output. It imports
nothing of this project, whose libraries alone would fill the memory it is allowed.
openpyxl's read-only mode is not used: it believes the dimensions a sheet claims for itself.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
from typing import Any

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 200, 400_000


def cells_of(path: str) -> dict[str, Any]:
    """``sheets``: name → cells as (row, column, text), both from 1; ``faults``: sheet, row, column,
    what is wrong (``formula``, ``error``), what is there."""
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=False, keep_links=False)
    sheets: dict[str, list[tuple[int, int, str]]] = {}
    faults: list[tuple[str, int, int, str, str]] = []
    for sheet in book.worksheets:
        filled = [cell for row in _rows(sheet) for cell in row if cell.value is not None]
        if len(filled) > MOST_CELLS or any(
            cell.row > MOST_ROWS or cell.column > MOST_COLUMNS for cell in filled
        ):
            faults.append((sheet.title, 0, 0, "too_large", str(len(filled))))
            continue
        found: list[tuple[int, int, str]] = []
        for cell in filled:
            if cell.data_type == "f":
                faults.append((sheet.title, cell.row, cell.column, "formula", str(cell.value)))
            elif cell.data_type == "e":
                faults.append((sheet.title, cell.row, cell.column, "error", str(cell.value)))
            else:
                found.append((cell.row, cell.column, _text(cell.value)))
        sheets[sheet.title] = found
    return {"sheets": sheets, "faults": faults}


def _rows(sheet: Any) -> list[list[Any]]:
    """The cells there are; ``iter_rows`` would make all those up to the farthest."""
    return [list(sheet._cells.values())]


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def main(arguments: list[str]) -> int:
    """0 and the cells, or 1 and a word for what went wrong."""
    path, seconds, megabytes = arguments[0], int(arguments[1]), int(arguments[2])
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = cells_of(path)
    except MemoryError:
        answer = {"fault": "memory", "detail": ""}
    except Exception as error:  # whatever openpyxl makes of a hostile file
        answer = {"fault": "unreadable", "detail": f"{type(error).__name__}: {error}"[:300]}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
    return 1 if "fault" in answer else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
