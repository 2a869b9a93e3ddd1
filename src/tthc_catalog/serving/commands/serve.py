"""``tthc serve``: answer other programs over HTTP until the process is stopped."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import tempfile
from typing import TYPE_CHECKING

import click

from tthc_catalog.console.catalog_source import catalog_folder_of
from tthc_catalog.console.command import command, option
from tthc_catalog.console.terminal import Reply, write
from tthc_catalog.console.working_catalog import WorkingCatalog
from tthc_catalog.messages import text
from tthc_catalog.serving.service_settings import PORT, VARIABLE, ServiceSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_WORKERS = 64

_IDLE_SECONDS = 75
"""How long an idle connection is kept: longer than a reverse proxy keeps its own, so that it never sends into a closing one."""

_LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(message)s"}},
    "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"}},
    "loggers": {"uvicorn": {"handlers": ["error"], "level": "WARNING", "propagate": False}},
}


@command("serve", texts="serving.command")
@option("--catalog", "catalogs", metavar="PATH|ID", multiple=True, help="serving.command.serve.option.catalog")
@option("--no-cache", is_flag=True, expose_value=False, help="console.option.no_cache")
@option("--host", default="127.0.0.1", metavar="HOST", help="serving.command.serve.option.host")
@option("--port", default=str(PORT), metavar="PORT", help="serving.command.serve.option.port")
@option("--workers", default="1", metavar="N", help="serving.command.serve.option.workers")
@option("--log-requests", is_flag=True, help="serving.command.serve.option.log-requests")
def serve(*, catalogs: tuple[str, ...], host: str, port: str, workers: str, log_requests: bool, lang: str) -> Reply:
    """Serve catalogs; the reply is empty, because everything is written while the service runs."""
    number, count = _whole(port, "--port", 0, 65535, lang), _whole(workers, "--workers", 1, _MOST_WORKERS, lang)
    try:
        import uvicorn

        import tthc_catalog.serving.application  # noqa: F401 - only whether everything it needs is installed
    except ModuleNotFoundError as error:
        raise click.UsageError(text("serving.error.extra_missing", lang, package=error.name)) from None
    cached = click.get_current_context().obj.cached
    sources = _sources(catalogs)
    settings = ServiceSettings(catalogs=sources, cached=cached, log=log_requests)
    names = _checked(settings, lang)
    number = _free_port(host, number, lang)
    with tempfile.TemporaryDirectory(prefix="tthc-serve-", ignore_cleanup_errors=True) as folder:
        os.environ[VARIABLE] = ServiceSettings(catalogs=sources, cached=cached, log=log_requests, counters=folder).to_json()
        shown = f"[{host}]" if ":" in host else host
        write(text("serving.started", lang, address=f"http://{shown}:{number}", catalogs=", ".join(names)), sys.stderr)
        with contextlib.suppress(KeyboardInterrupt):  # a signal, after the running requests were answered
            uvicorn.run(
                "tthc_catalog.serving.application:create",
                factory=True,
                host=host,
                port=number,
                workers=count,
                access_log=False,
                server_header=False,
                log_config=_LOGGING,
                timeout_keep_alive=_IDLE_SECONDS,
                timeout_graceful_shutdown=settings.stop_seconds,
                lifespan="on",
                ws="none",
                proxy_headers=False,
            )
    write(text("serving.stopped", lang), sys.stderr)
    return Reply("")


def _sources(named: Sequence[str]) -> tuple[str | None, ...]:
    """Return absolute folders, since a worker may have another current folder; ids stay as they are, None is the packaged catalog."""
    working = WorkingCatalog.find()
    chosen = [catalog_folder_of(name) for name in named] or [None if working.packaged else working.folder]
    return tuple(None if name is None else os.path.abspath(name) if os.path.isdir(name) else name for name in chosen)  # noqa: PTH100, PTH112 - an id is no path


def _checked(settings: ServiceSettings, lang: str) -> list[str]:
    """Load every catalog once, so that an error ends the command and the workers find the cache filled; return what is served."""
    from tthc_catalog.serving.served_catalogs import ServedCatalogs

    catalogs = ServedCatalogs(settings)
    catalogs.load(strict=True)
    if len(catalogs.ids) < len(settings.catalogs):
        raise click.UsageError(text("serving.error.same_id", lang, ids=", ".join(catalogs.ids)))
    return [f"{id} {catalogs[id].catalog.version} ({catalogs[id].catalog.root})" for id in catalogs.ids]


def _free_port(host: str, port: int, lang: str) -> int:
    """Return the port, or a free one for port 0.

    Raises:
        click.UsageError: the port is taken, may not be used, or the host is no address of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        raise click.UsageError(text("serving.error.port", lang, host=host, port=port, reason=error.strerror or str(error))) from None


def _whole(written: str, name: str, least: int, most: int, lang: str) -> int:
    if not written.isascii() or not written.isdigit() or not least <= int(written[:9]) <= most:
        raise click.UsageError(text("serving.error.number", lang, option=name, value=written, least=least, most=most))
    return int(written)
