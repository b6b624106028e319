"""Looks at one file in a process of its own, started by ``files.checking``.

What a hostile file does to what reads it stays in here. Memory and time are limited, and once the
file is read nothing can be opened any more: no file, no connection, no further process.
"""

from __future__ import annotations

import json
import resource
import sys

from zhunsheng_web.casework.files.kinds import checked
from zhunsheng_web.casework.files.refusal import Refused

_LAZY = ("gb18030", "utf-8-sig", "utf-16", "cp437", "latin-1", "ascii")
"""Alphabets whose tables are loaded when they are first used; afterwards nothing can be."""


def main(arguments: list[str]) -> int:
    """``NAME SECONDS MEGABYTES MOST_BYTES FILM_BYTES FILMS``; the file comes on standard input. Out
    goes a line of JSON and, where it was cleaned, the file."""
    name, films = arguments[0], arguments[5].split(",") if arguments[5] else []
    seconds, megabytes, most, film = (int(one) for one in arguments[1:5])
    for alphabet in _LAZY:
        "".encode(alphabet)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    content = sys.stdin.buffer.read(max(most, film) + 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    clean = b""
    try:
        found = checked(name, content, most=most, most_film=film, films=films)
        told = {"name": found.name, "media_type": found.media_type}
        if found.content != content:
            clean = found.content
            told["clean"] = "yes"
    except Refused as refused:
        told = {"refused": refused.code, "zh": refused.text.zh, "en": refused.text.en}
    except MemoryError:
        told = {"broke": "memory"}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + clean)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
