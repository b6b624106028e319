"""The command ``zhunsheng-web``: setting up, serving and looking after a workbench."""

import os
import sys


def run() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhunsheng_web.settings")
    if sys.argv[1:2] == ["demo"]:
        # The settings are read before the command is: it is a demonstration, and says so.
        os.environ.setdefault("ZHUNSHENG_DEMO", "1")
    from django.core.management import execute_from_command_line

    from zhunsheng_web.record.service import this_process_is_the_service

    this_process_is_the_service()

    # Commands are modules (set_up) and are typed as commands are (set-up).
    execute_from_command_line(
        [
            argument.replace("-", "_") if at == 1 else argument
            for at, argument in enumerate(sys.argv)
        ]
    )


if __name__ == "__main__":
    run()
