"""Error pages: a title, one sentence why, one way out; in the reader's language."""

from __future__ import annotations

import logging
import math
import secrets
from dataclasses import dataclass

from flask import Flask, Response, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    NotFound,
    SecurityError,
    ServiceUnavailable,
)

from webinars.errors import BusyError, ConflictError, NotFoundError
from webinars.queries.outage import DatabaseOutageError, DatabaseRefusalError
from webinars.settings import current_settings
from webinars.web.frame import leave_out_frame
from webinars.web.language import with_query, written

logger = logging.getLogger(__name__)

KEPT_HEADERS = ("Allow", "Retry-After")
"""Headers of an error that its page keeps."""

RETRY_SECONDS = 30
"""After how long a client may come back while the database is out of reach."""

BUSY_SECONDS = 2
"""After how long a client may come back while another file is being drawn."""

REFERENCE_BYTES = 4


@dataclass(frozen=True)
class ErrorWords:
    """What an error page says."""

    title: str
    text: str
    """What stands between ``<a>`` and ``</a>`` leads to the programme first, then to the form that
    asks for the personal link.
    """
    again: bool = False
    """Whether the way out is this same address."""


def init_errors(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(HTTPException, _show_refusal)
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(NotFoundError, _show_not_found)
    app.register_error_handler(BusyError, _show_busy)
    for outage in (ConflictError, DatabaseOutageError, DatabaseRefusalError):
        app.register_error_handler(outage, _show_unavailable)
    app.register_error_handler(Exception, _show_failure)
    app.url_value_preprocessor(_refuse_unprintable)


def _refuse_unprintable(_endpoint: str | None, values: dict[str, object] | None) -> None:
    # No key and no token holds such characters, and PostgreSQL refuses a question with NUL.
    if any(isinstance(value, str) and not value.isprintable() for value in (values or {}).values()):
        raise NotFoundError


def _show_refusal(error: HTTPException) -> ResponseReturnValue:
    meant = _meant_address() if isinstance(error, NotFound) else None
    if meant is not None:
        return redirect(meant, code=308)
    if isinstance(error, InternalServerError):
        return _show_failure(error.original_exception or error)
    return _page(error, _words_for(error))


def show_expired_form(error: CSRFError) -> Response:
    """Say that a form came back after its protection had expired, and nothing was done."""
    words = ErrorWords(
        gettext("This form has expired"),
        gettext(
            "It was open for a long time, or your browser did not keep the cookie that protects it."
            " Open it again and send it once more."
        ),
        again=True,
    )
    return _page(error, words)


def _show_not_found(_error: NotFoundError) -> ResponseReturnValue:
    return _show_refusal(NotFound())


def _show_unavailable(
    error: ConflictError | DatabaseOutageError | DatabaseRefusalError,
) -> ResponseReturnValue:
    logger.error("Endpoint %s: the database is out of reach.", request.endpoint, exc_info=error)
    return _show_refusal(ServiceUnavailable(retry_after=RETRY_SECONDS))


def _show_busy(_error: BusyError) -> Response:
    words = ErrorWords(
        gettext("Please wait a moment"),
        gettext("Another file is just being made. Please try again in a few seconds."),
        again=True,
    )
    return _page(ServiceUnavailable(retry_after=BUSY_SECONDS), words)


def _show_failure(error: BaseException) -> ResponseReturnValue:
    if isinstance(error, NotFoundError):
        # Raised while another error was being answered, where no other handler looks.
        return _show_refusal(NotFound())
    reference = secrets.token_hex(REFERENCE_BYTES)
    logger.error("Endpoint %s failed; reference %s.", request.endpoint, reference, exc_info=error)
    words = ErrorWords(
        gettext("Something went wrong on our side"),
        gettext(
            "Nothing was saved halfway. Please try again. If it happens again, send us the"
            " reference %(reference)s at %(contact)s.",
            reference=reference,
            contact=current_settings().mail_sender,
        ),
        again=True,
    )
    return _page(InternalServerError(), words)


def _meant_address() -> str | None:
    """Return the page that was meant by an address typed with a capital, or a stroke at its end."""
    adapter = current_app.create_url_adapter(request)
    if request.url_rule is not None or request.method != "GET" or adapter is None:
        return None
    language, stroke, rest = request.path.lstrip("/").rstrip("/").partition("/")
    meant = written(f"/{language.lower()}/{rest}" if stroke else f"/{language.lower()}/")
    if meant == request.path or request.path.startswith("//") or not adapter.test(meant, "GET"):
        return None
    return with_query(meant)


def _page(error: HTTPException, words: ErrorWords) -> Response:
    code = error.code or 500
    # The database may be the trouble; under a foreign host name there are no routes to link to.
    if code >= 500 or isinstance(request.routing_exception, SecurityError):
        leave_out_frame()
    try:
        body = render_template("errors/error.html", words=words, code=code, private_page=True)
    except DatabaseOutageError:
        leave_out_frame()
        body = render_template("errors/error.html", words=words, code=code, private_page=True)
    response = make_response(body, code)
    given = dict(error.get_headers())
    for name in KEPT_HEADERS:
        if name in given:
            response.headers[name] = given[name]
    response.headers["Cache-Control"] = "no-store"
    return response


def _words_for(error: HTTPException) -> ErrorWords:
    if error.code == 429:
        return _too_many(error)
    known = {
        403: _forbidden,
        404: _not_found,
        405: _not_allowed,
        413: _too_large,
        503: _unavailable,
    }
    return known.get(error.code or 400, _bad_request)()


def _forbidden() -> ErrorWords:
    return ErrorWords(
        gettext("You cannot open this page"),
        gettext("It is not meant for the link that brought you here."),
    )


def _not_found() -> ErrorWords:
    return ErrorWords(
        gettext("There is nothing at this address"),
        gettext(
            "Perhaps the link was cut off in the e-mail. Copy it in full, or start from the"
            " <a>programme</a>. Lost your personal link? <a>Have it sent again</a>."
        ),
    )


def _not_allowed() -> ErrorWords:
    return ErrorWords(
        gettext("This address does not work this way"),
        gettext("Perhaps a form was sent to the wrong place. Start from the programme."),
    )


def _too_large() -> ErrorWords:
    return ErrorWords(
        gettext("That was too much at once"),
        gettext("Your entries are longer than this form can take. Shorten them and send again."),
        again=True,
    )


def _unavailable() -> ErrorWords:
    return ErrorWords(
        gettext("Back in a few minutes"),
        gettext(
            "We are updating the service. Your registrations are safe. If your webinar is starting"
            " now: %(contact)s",
            contact=current_settings().mail_sender,
        ),
        again=True,
    )


def _bad_request() -> ErrorWords:
    return ErrorWords(
        gettext("We did not understand this request"),
        gettext("Perhaps part of the address or of the form got lost. Start from the programme."),
    )


def _too_many(error: HTTPException) -> ErrorWords:
    seconds = getattr(error, "retry_after", None)
    minutes = max(1, math.ceil(seconds / 60)) if isinstance(seconds, int) else 1
    return ErrorWords(
        gettext("Please wait a moment"),
        ngettext(
            "There have been many attempts from your network. Please try again in %(num)s minute.",
            "There have been many attempts from your network. Please try again in %(num)s minutes.",
            minutes,
        ),
        again=True,
    )
