"""``python -m bench.workbench``: how long a person waits for a page, in a workbench of the nation.

A million warnings and 100,000 people (WARNINGS, PEOPLE say otherwise) in SQLite, or in PostgreSQL
with ``--postgresql``, a server of its own started for the purpose. Every list and detail page is
opened by every role that may, through all of the application; p50, p95 and the most queries one
page asked. FOLDER keeps the database for the next time; FILLED names the folder of an earlier
SQLite one, whose rows are taken over instead of being made anew.
"""

from __future__ import annotations

import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

WARNINGS = int(os.environ.get("WARNINGS", "1000000"))
PEOPLE = int(os.environ.get("PEOPLE", "100000"))
ROUNDS = int(os.environ.get("ROUNDS", "12"))
FILLED = os.environ.get("FILLED", "")
ROLES = os.environ.get("ROLES", "").split()
"""Only as these; all of them unless said."""
AIM_MS, AIM_QUERIES = 200.0, 15


def prepare(home: Path) -> dict[str, str]:
    """The database, filled once and kept."""
    from django.core.management import call_command
    from django.db import connection

    from bench.workbench_copy import copy
    from bench.workbench_load import load
    from zhunsheng_web.casework.spread import know_the_spread
    from zhunsheng_web.record import log

    kept = home / "loaded.json"
    if kept.exists():
        return dict(json.loads(kept.read_text()))
    began = time.perf_counter()
    call_command("migrate", verbosity=0)
    log.set_up()
    if FILLED:
        copy(Path(FILLED) / "workbench.sqlite3")
        accounts = dict(json.loads((Path(FILLED) / "loaded.json").read_text()))
    else:
        accounts = load(WARNINGS, PEOPLE)
        call_command("recount", verbosity=0)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as it does by itself within minutes
    know_the_spread()
    kept.write_text(json.dumps(accounts))
    print(f"loaded in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return accounts


def pages() -> list[tuple[str, str]]:
    """(name, address) of every page that can be opened with nothing but a GET; a warning's, a
    person's and the like once for several of them."""
    from bench.workbench_pages import addresses

    return addresses()


def measure(accounts: dict[str, str]) -> list[dict[str, Any]]:
    from django.db import connection
    from django.test import Client

    from zhunsheng_web.access import factors
    from zhunsheng_web.access.models import Account

    found: dict[str, dict[str, Any]] = {}
    told = pages()
    for name in ROLES or sorted(accounts):
        client = Client()
        client.force_login(
            Account.objects.get(username=accounts[name]),
            "allauth.account.auth_backends.AuthenticationBackend",
        )
        session = client.session
        factors.strong(session)
        session.save()
        for page, address in told:
            began = time.perf_counter()
            answer = client.get(address)
            if answer.status_code != 200:
                continue
            if (first := time.perf_counter() - began) > 1:
                print(f"{first:.1f} s the first time: {name} {address}", file=sys.stderr)
            asked: list[str] = []

            def counting(run: Any, sql: str, *rest: Any, kept: list[str] = asked) -> Any:
                if "set_config" not in sql:  # that only says who reads
                    kept.append(sql)
                return run(sql, *rest)

            with connection.execute_wrapper(counting):
                client.get(address)
            times = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                client.get(address).content  # noqa: B018
                times.append(1_000 * (time.perf_counter() - began))
            one = found.setdefault(
                page, {"page": page, "times": [], "queries": 0, "worst": "", "most": 0.0}
            )
            one["times"] += times
            one["queries"] = max(one["queries"], len(asked))
            middle = statistics.median(times)
            if middle > one["most"]:
                one["most"], one["worst"] = middle, f"{name} {address}"
    return list(found.values())


def main() -> int:
    arguments = sys.argv[1:]
    home = Path(os.environ.get("FOLDER") or tempfile.mkdtemp(prefix="zhunsheng-bench-"))
    home.mkdir(parents=True, exist_ok=True)
    os.environ["FOLDER"] = os.environ["ZHUNSHENG_HOME"] = str(home)
    os.environ["ZHUNSHENG_HTTPS"] = "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhunsheng_web.settings"
    os.environ.setdefault("ZHUNSHENG_HOSTS", "testserver,127.0.0.1,localhost")
    if arguments == ["--postgresql"]:
        return on_postgresql()
    import django

    django.setup()
    from zhunsheng_web.casework.law import register

    register()
    accounts = prepare(home)
    if arguments == ["--load"]:
        return 0
    tell(measure(accounts))
    return 0


def on_postgresql() -> int:
    """The same on a server of its own, behind the second wall: loaded by the owner of the tables,
    opened by a role to whom they do not belong."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    postgres = importlib.import_module("web.postgres")
    place = postgres.binaries()
    if place is None:
        print("PostgreSQL is not installed here", file=sys.stderr)
        return 1
    with postgres.running(place) as cluster:
        cluster.sql(f"CREATE DATABASE bench OWNER {postgres.OWNER}")
        environment = os.environ | {"PGHOST": str(cluster.folder)}

        def run(role: str, *command: str) -> None:
            subprocess.run(
                [sys.executable, "-m", *command],
                env=environment | {"ZHUNSHENG_DATABASE": cluster.url(role, "bench")},
                check=True,
            )

        # Only whoever may do everything can put rows in before those they refer to.
        cluster.sql(f"ALTER ROLE {postgres.OWNER} SUPERUSER")
        run(postgres.OWNER, "bench.workbench", "--load")
        cluster.sql(f"ALTER ROLE {postgres.OWNER} NOSUPERUSER")
        run(postgres.OWNER, "zhunsheng_web.manage", "raise-walls", postgres.ROLE)
        run(postgres.ROLE, "bench.workbench")
    return 0


def tell(rows: list[dict[str, Any]]) -> None:
    print(f"{'page':34} {'p50 ms':>8} {'p95 ms':>8} {'queries':>8}  slowest for")
    missed = 0
    for one in sorted(rows, key=lambda one: -_p95(one["times"])):
        p95 = _p95(one["times"])
        missed += p95 > AIM_MS or one["queries"] > AIM_QUERIES
        print(
            f"{one['page']:34} {statistics.median(one['times']):8.1f} {p95:8.1f} "
            f"{one['queries']:8}  {one['worst']}"
        )
    print(f"{len(rows)} pages, {missed} beyond {AIM_MS:.0f} ms or {AIM_QUERIES} queries")


def _p95(times: list[float]) -> float:
    return sorted(times)[max(0, int(0.95 * len(times)) - 1)]


if __name__ == "__main__":
    sys.exit(main())
