"""Which language a page speaks: the first segment of its address says so."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, has_request_context, request
from flask_babel import get_locale, get_translations, refresh

from webinars.extensions import babel
from webinars.languages import LANGUAGES

DEFAULT = "en"
"""Spoken when neither the address nor the browser asks for a language of ours."""

PREFIX = f"/<any({','.join(LANGUAGES)}):language>"
"""What every address of a page begins with; another language is not found."""


_KNOWN = "webinars.language"
"""Under which a request remembers its language: a page asks a hundred times."""


def language_of(path: str) -> str | None:
    """Return the language that a path begins with, or None."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in LANGUAGES else None


def accepted_language() -> str:
    """Return the language of ours that the browser prefers, whatever its region."""
    for tag, _quality in request.accept_languages:
        primary = tag.partition("-")[0].lower()
        if primary in LANGUAGES:
            return primary
    return DEFAULT


def current_language() -> str:
    """Return the language of this page: of its address, else of the browser, else English."""
    if not has_request_context():
        return DEFAULT
    about = request.environ
    if _KNOWN not in about:
        about[_KNOWN] = language_of(request.path) or accepted_language()
    known: str = about[_KNOWN]
    return known


def path_in(language: str) -> str:
    """Return the path of this page in another language, without its query."""
    if language_of(request.path) is None:
        return f"/{language}/"
    rest = request.path.split("/", 2)[2:]
    return written("/".join(("", language, *rest)))


def url_for_language(language: str) -> str:
    """Return the address of this page in another language, with its query."""
    return with_query(path_in(language))


def written(path: str) -> str:
    """Return a path as it stands in an address."""
    return quote(path, safe="/:@!$&'()*+,;=~")


def with_query(path: str) -> str:
    """Return a path as it stands in an address, with the query of this page behind it."""
    query = request.query_string.decode("ascii", "replace")
    return f"{path}?{query}" if query else path


def init_language(app: Flask) -> None:
    """Let addresses and translations follow the first segment, so that views need not know it."""
    babel.init_app(app, locale_selector=current_language)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        gettext=lambda text: _sentences().ugettext(text),
        ngettext=lambda one, many, number: _sentences().ungettext(one, many, number),
        pgettext=lambda about, text: _sentences().upgettext(about, text),
        npgettext=lambda *words: _sentences().unpgettext(*words),
        newstyle=True,
    )
    app.before_request(refresh)
    app.url_value_preprocessor(_pull_language)
    app.url_defaults(_push_language)


def _sentences() -> Any:
    # The library would go through its context three times for each sentence of a template.
    locale = get_locale()
    return _sentences_in(locale.language) if locale else get_translations()


@cache
def _sentences_in(_language: str) -> Any:
    return get_translations()


def _pull_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        values.pop("language", None)


def _push_language(endpoint: str, values: dict[str, Any]) -> None:
    if "language" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values["language"] = current_language()
