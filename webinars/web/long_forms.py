"""Forms with long texts in three languages: larger than others, and shown again when expired."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from webinars.errors import NotFoundError
from webinars.web.errors import show_expired_form

LONG_FORM_BYTES = 1024 * 1024
"""Room for all texts of a large webinar: one letter may take nine bytes in what is sent."""

LONG_FORM_PARTS = 4000


def expect_long_forms(bp: Blueprint) -> None:
    """Let the pages of this blueprint take long forms, and lose nothing when one has expired."""
    bp.url_value_preprocessor(_make_room)
    keep_expired_forms(bp)


def keep_expired_forms(bp: Blueprint) -> None:
    """Lose nothing of the forms of this blueprint when one has expired.

    Its views run then, too: each may act only after ``submitted()`` of its form, which is False.
    """
    bp.register_error_handler(CSRFError, show_again)


def show_again(error: CSRFError) -> ResponseReturnValue:
    """Show the page again with everything typed, when the protection of its form has expired."""
    for ask in current_app.before_request_funcs.get(request.blueprint, ()):
        # Not asked yet: the protection of forms comes first, whoever sends one.
        answer = current_app.ensure_sync(ask)()
        if answer is not None:
            return make_response(answer)
    g.form_expired = True
    view = current_app.ensure_sync(current_app.view_functions[request.endpoint or ""])
    try:
        response = make_response(view(**(request.view_args or {})))
    except NotFoundError as missing:
        return current_app.handle_user_exception(missing)
    if response.location:
        # Whoever is led elsewhere would take it for done.
        return show_expired_form(error)
    if response.status_code == 200:
        response.status_code = 400
    return response


def _make_room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Before the form is read, which the protection against forged requests does first.
    request.max_content_length = LONG_FORM_BYTES
    request.max_form_memory_size = LONG_FORM_BYTES
    request.max_form_parts = LONG_FORM_PARTS
