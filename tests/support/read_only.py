"""A database that is there, is read, and takes no writes."""

from __future__ import annotations

import ctypes
import dataclasses
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import make_url

from tests.support.settings import environment_for
from webinars.app import create_app
from webinars.database.engine import db

_DROP_FROM_BOUNDING_SET = 24
_MAY_WRITE_ANY_FILE = 1


def made_read_only(database_url: str) -> str:
    """Return the address at which this database takes no writes; see :func:`run_obedient`."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        Path(url.database or "").chmod(0o444)
        return database_url
    options = url.update_query_dict({"options": "-c default_transaction_read_only=on"})
    return options.render_as_string(hide_password=False)


def refusing_writes(app: Flask) -> Flask:
    """Return an application on the same database, which takes no writes from it."""
    settings = app.extensions["webinars_settings"]
    url = settings.database_url
    if url.startswith("postgresql"):
        other = create_app(dataclasses.replace(settings, database_url=made_read_only(url)))
    else:
        other = create_app(settings)
        with other.app_context():
            event.listen(db.engine, "connect", _refuse_writes)
    other.test_client_class = app.test_client_class
    return other


def _refuse_writes(raw: sqlite3.Connection, _record: object) -> None:
    raw.execute("PRAGMA query_only=ON")


def run_obedient(
    database_url: str, *arguments: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run ``webinars`` in a process that obeys the permissions of files, also when we are root."""
    return subprocess.run(
        [sys.executable, "-m", "webinars", *arguments],
        env={**os.environ, **environment_for(database_url, 25, **settings), "LC_ALL": "C"},
        preexec_fn=_obey,
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )


def _obey() -> None:
    # Whoever is not root may not ask for this, and need not.
    ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDING_SET, _MAY_WRITE_ANY_FILE)
