"""The workbench served: gunicorn answers, a worker does what is due; both end together."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import connection

from zhunsheng_web.clock import now
from zhunsheng_web.record import log
from zhunsheng_web.record.reconciling import reconcile


def serve(bind: str, *, workers: int, threads: int = 4) -> int:
    """Serves at ``host:port`` until Ctrl-C or a signal to end; the exit status of gunicorn."""
    _, missing = reconcile(now())
    if missing:
        sys.stderr.write(
            f"封存日志缺少 {len(missing)} 条已生效行为的记录，"
            "请立即核查（zhunsheng-web verify-log）。\n"
            f"The sealed log lacks the records of {len(missing)} acts that took effect: look into "
            "it at once (zhunsheng-web verify-log).\n"
        )
    log.forget()
    connection.close()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, _end)
    gunicorn = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "zhunsheng_web.wsgi:application",
            "--bind", bind, "--workers", str(workers), "--threads", str(threads),
            "--preload", "--log-level", "warning", "--timeout", "120",
        ]
    )  # fmt: skip
    worker = subprocess.Popen([sys.executable, "-m", "zhunsheng_web.manage", "work"])
    try:
        return gunicorn.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for process in (worker, gunicorn):
            process.terminate()
            process.wait()


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


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
