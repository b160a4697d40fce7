"""The floors of pages: Flask that says hello, and one row stored for each POST.

``python -m tests.bench.bare PORT`` serves both as the service is served.
"""

from __future__ import annotations

import os
import sys

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from webinars import clock
from webinars.database.engine import db, engine_options, prepare_engines, transaction
from webinars.models.audit import AuditEntry
from webinars.settings import Settings


def bare_app() -> Flask:
    """Return the application."""
    settings = Settings.from_environment(os.environ)
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database_url, 5)
    db.init_app(app)
    prepare_engines(app)

    @app.get("/")
    def hello() -> str:
        return "Hello"

    @app.post("/")
    def store() -> str:
        with transaction() as session:
            # No page for visitors shows these, so that the thing measured stays as it is.
            session.add(
                AuditEntry(
                    happened_at=clock.now(),
                    actor="worker",
                    action="row.stored",
                    subject_type="example",
                )
            )
        return "Stored"

    return app


if __name__ == "__main__":
    Granian(
        "bare",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=2,
        blocking_threads=2,
        log_level=LogLevels.error,
    ).serve(target_loader=bare_app, wrap_loader=False)
