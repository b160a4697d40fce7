"""``webinars serve``: the pages, by a production server with several processes."""

from __future__ import annotations

import gc
import os
import socket
from functools import partial

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from webinars.cli.context import ApplicationFactory, RefusedError
from webinars.cli.logs import configure_logs
from webinars.settings import Settings

STOP_SECONDS = 30
"""How long a request that is being answered may hold up the end of a process."""


def run_server(create_app: ApplicationFactory, settings: Settings) -> None:
    """Serve until told to stop by SIGTERM or SIGINT; SIGHUP renews the processes one by one.

    There is no access log: the paths of personal links would let its readers in.

    :raises RefusedError: when the address cannot be listened on.
    """
    host, port = split_address(settings.listen)
    require_free(host, port)
    server = Granian(
        "webinars",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.web_processes,
        blocking_threads=settings.web_threads,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels(settings.log_level.lower()),
        log_access=False,
    )
    server.serve(target_loader=partial(_load, create_app), wrap_loader=False)


def split_address(listen: str) -> tuple[str, int]:
    """Return host and port of an address such as ``127.0.0.1:8000`` or ``[::1]:8000``."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


def require_free(host: str, port: int) -> None:
    """Make sure that this address can be listened on.

    :raises RefusedError: saying why not.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise RefusedError(f"Cannot listen on {host}, port {port}: {reason}.") from None


def _load(create_app: ApplicationFactory) -> Flask:
    settings = Settings.from_environment(os.environ)
    configure_logs(settings.log_level, settings.log_format)
    app = create_app(settings)
    # What is there now stays to the end: collecting garbage need not look through it every time.
    gc.freeze()
    return app
