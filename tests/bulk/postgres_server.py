"""A temporary PostgreSQL server: created in a temporary folder, reached through a socket there, removed afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self

NEEDED = ("initdb", "pg_ctl", "psql")


def find_postgres() -> Mapping[str, str] | None:
    """Return the paths of the programs of PostgreSQL; None if some are missing."""
    places = os.pathsep.join([os.environ.get("PATH", ""), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))])
    found = {name: shutil.which(name, path=places) for name in NEEDED}
    if os.getuid() == 0 and _plain_user() is None:
        return None
    return None if None in found.values() else {name: path for name, path in found.items() if path is not None}


def _plain_user() -> pwd.struct_passwd | None:
    """Return a user to run the server, which refuses to run as root."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


class PostgresServer:
    """A running server that opens no port."""

    def __init__(self, programs: Mapping[str, str]) -> None:
        self._programs = programs
        self._user = _plain_user() if os.getuid() == 0 else None

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="tthc-pg-"))  # a socket's path must be short
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        data = str(self._folder / "data")
        self._call("initdb", "-D", data, "-U", "tthc", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c fsync=off"
        self._call("pg_ctl", "-D", data, "-o", options, "-l", str(self._folder / "log"), "-w", "start")
        return self

    def __exit__(self, *_: object) -> None:
        self._call("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, script: str) -> str:
        """Run a script, stopping at the first error, and return its output."""
        return self._call(
            "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self._folder), "-U", "tthc", "-d", "postgres", "-f", "-", script=script
        )

    def _call(self, program: str, *arguments: str, script: str | None = None) -> str:
        who = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user is not None else {}
        server = program == "pg_ctl"  # the daemon would keep a pipe open
        run = subprocess.run(
            [self._programs[program], *arguments],
            input=script,
            stdout=subprocess.DEVNULL if server else subprocess.PIPE,
            stderr=subprocess.DEVNULL if server else subprocess.PIPE,
            text=True,
            check=False,
            cwd=self._folder,
            **who,
        )
        assert run.returncode == 0, f"{program}: {run.stderr}"
        return run.stdout or ""
