"""The headers that every response carries, errors and files too."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from webinars.settings import current_settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
    " object-src 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Set unless the view has set them itself."""

TWO_YEARS = 63_072_000
"""Seconds that browsers remember to come over TLS only."""

PRIVATE = frozenset(
    {
        "gallery",
        "join",
        "lost_link",
        "mailbox",
        "my_data",
        "my_additions",
        "my_address",
        "my_answers",
        "my_offers",
        "my_news",
        "my_page",
        "my_standing",
        "reminders",
        "sign_in",
        "signups",
        "speaker_desk",
    }
)
"""Blueprints whose pages belong to one person or to a demo: never stored, never indexed."""


SECRET = frozenset({"organiser_account", "organiser_passkeys"})
"""Blueprints of the desk whose answers show what gives access."""

SHOWN_AGAIN = frozenset({200, 400, 409, 422})
"""How a form is answered that comes back, with mistakes or with a question."""


def is_private(blueprint: str | None) -> bool:
    """Tell whether the pages of this blueprint belong to one person."""
    return blueprint in PRIVATE or (blueprint or "").startswith("organiser_")


def init_headers(app: Flask) -> None:
    """Set the headers of all responses, and believe as many proxies as the settings say."""
    app.after_request(_set_headers)
    hops = app.extensions["webinars_settings"].proxy_hops
    if hops:
        wsgi = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_port=0, x_prefix=0)
        app.wsgi_app = wsgi  # type: ignore[method-assign]


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_settings().secure:
        response.headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}"
    if is_private(request.blueprint):
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    if "Cache-Control" not in response.headers:
        _set_validity(response)
    return response


def _set_validity(response: Response) -> None:
    if _comes_back(response):
        # Browsers go back to an answer to a form only if they keep it; else they show an error.
        response.headers["Cache-Control"] = "private, no-cache"
        return
    readable = request.method in {"GET", "HEAD"} and response.status_code == 200
    if is_private(request.blueprint) or not readable:
        response.headers["Cache-Control"] = "no-store"
        return
    response.headers["Cache-Control"] = "private, no-cache"
    # Weak, so that compressing the page afterwards leaves it as it is.
    response.add_etag(weak=True)
    response.make_conditional(request)


def _comes_back(response: Response) -> bool:
    """Tell whether this is a form that somebody has just sent, where no link gave access to it."""
    blueprint = request.blueprint or ""
    open_to_back = blueprint == "signups" or blueprint.startswith("organiser_")
    return (
        request.method == "POST"
        and open_to_back
        and blueprint not in SECRET
        and "token" not in (request.view_args or {})
        and response.status_code in SHOWN_AGAIN
        and response.mimetype == "text/html"
    )
