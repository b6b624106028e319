"""Gunicorn takes the place of this process: Ctrl-C ends it, and nothing else is left running."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from django.conf import settings

from zhunsheng_web.record import log


def serve(bind: str, *, workers: int, threads: int = 4) -> NoReturn:
    """Serves the workbench at ``host:port``. Never returns."""
    log.forget()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    os.execv(
        sys.executable,
        [
            sys.executable, "-m", "gunicorn", "zhunsheng_web.wsgi:application",
            "--bind", bind, "--workers", str(workers), "--threads", str(threads),
            "--preload", "--log-level", "warning", "--timeout", "120",
        ],
    )  # fmt: skip


def free_port(wanted: int) -> int:
    """The port, or another one of this machine where it is taken."""
    for port in (wanted, 0):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(tried.getsockname()[1])
    raise OSError("no free port")
