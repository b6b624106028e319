"""A real PostgreSQL for as long as the tests need it, in a folder of its own and on no network."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OWNER, ROLE = "zhunsheng_owner", "zhunsheng_app"
PLACES = ("/usr/lib/postgresql", "/usr/local/bin", "/usr/bin")


@dataclass(frozen=True)
class Cluster:
    """A server that listens on a socket in ``folder`` and nowhere else."""

    folder: Path
    binaries: Path

    def url(self, role: str, database: str = "postgres") -> str:
        """What ``ZHUNSHENG_DATABASE`` is set to; the folder goes into PGHOST."""
        return f"postgresql://{role}@/{database}"

    def sql(self, *statements: str) -> None:
        """Runs statements as the superuser."""
        for statement in statements:
            command = [self.binaries / "psql", "-qv", "ON_ERROR_STOP=1", "-h", self.folder]
            subprocess.run([*command, "-U", "postgres", "-c", statement, "postgres"], check=True)


def binaries() -> Path | None:
    """Where initdb and the others lie, if PostgreSQL is installed."""
    versions = sorted(Path(PLACES[0]).glob("*/bin"), reverse=True)
    folders = [*versions, *map(Path, PLACES[1:])]
    return next((one for one in folders if (one / "initdb").exists()), None)


@contextmanager
def running(place: Path) -> Iterator[Cluster]:
    """A fresh cluster; as root it is run by whoever owns a PostgreSQL here, since root may not."""
    folder = Path(tempfile.mkdtemp(prefix="walls-pg-"))
    run: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        run = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    folder.chmod(0o755)
    data = folder / "data"
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"

    def do(*command: str | Path) -> None:
        subprocess.run([*run, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    try:
        do(
            place / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--locale=C", "-E",
            "UTF8", "--no-sync",
        )  # fmt: skip
        do(place / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
        cluster = Cluster(folder, place)
        cluster.sql(f"CREATE ROLE {OWNER} LOGIN CREATEDB", f"CREATE ROLE {ROLE} LOGIN")
        yield cluster
    finally:
        subprocess.run(
            [*run, place / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            check=False, stdout=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)
