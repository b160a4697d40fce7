"""One line a request in the log: which page, what came of it, how long it took; never whose."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, request

_log = logging.getLogger(__name__)


def init_request_log(app: Flask) -> None:
    """Log every request when it has been answered.

    The address is left out: personal links are addresses, and queries hold what people typed.
    """
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    g.began = time.perf_counter()


def _tell(response: Response) -> Response:
    began = g.get("began")
    milliseconds = -1 if began is None else round((time.perf_counter() - began) * 1000)
    _log.info(
        "request method=%s endpoint=%s status=%s ms=%s",
        *(request.method, request.endpoint, response.status_code, milliseconds),
    )
    return response
