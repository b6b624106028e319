"""The command line: ``zhunsheng …``. The only place that reads the clock and the environment."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Sequence

import typer

from zhunsheng.cli.app import app
from zhunsheng.cli.faults import Status, answer, quiet_pipe
from zhunsheng.cli.language import of_system
from zhunsheng.cli.session import Session, begin


def main(arguments: Sequence[str] | None = None) -> int:
    """One call of the program: its exit status (see ``cli.faults.Status``)."""
    now = dt.datetime.now(dt.UTC)
    given = list(sys.argv[1:] if arguments is None else arguments)
    session = Session(of_system(os.environ), now)
    try:
        session, rest = begin(given, os.environ, now=now)
        ended = typer.main.get_command(app).main(
            rest, prog_name="zhunsheng", standalone_mode=False, obj=session
        )
        sys.stdout.flush()
        return int(ended or Status.FINE)
    except BrokenPipeError:
        quiet_pipe()
        return Status.FINE
    except (Exception, KeyboardInterrupt) as fault:
        return answer(session, fault)


def run_and_exit() -> None:
    """The entry point of the installed program."""
    sys.exit(main())
