"""Opening pages as a browser does, each one checked whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webinars.database.engine import db

TOKEN = "csrf_token"

_LINE_TO_SKIP = re.compile(r"(<textarea\b[^>]*>)\r?\n")
"""HTML lets a text begin on the line after its tag."""


class Client(FlaskClient):
    """A test client whose requests share nothing with the test but the database.

    Flask would otherwise run a request inside the test's own application context, and with it share
    the session and ``g``. What the test has arranged is committed first.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make one request."""
        db.session().commit()
        with self.application.app_context():
            return super().open(*args, **kwargs)


def page(client: FlaskClient, url: str, status: int = 200, **kwargs: Any) -> BeautifulSoup:
    """Open a page, check what every page must have, and return it parsed."""
    response = client.get(url, **kwargs)
    assert response.status_code == status, (url, response.status, response.headers)
    return parsed(response)


def parsed(response: TestResponse) -> BeautifulSoup:
    """Check what every page must have, and return it parsed."""
    assert response.mimetype == "text/html"
    soup = understood(response.get_data(as_text=True))
    problems = list(_problems(soup))
    assert not problems, (response.request.path, problems)
    return soup


def understood(html: str) -> BeautifulSoup:
    """Return a page as browsers understand it; there must be nothing that they would repair.

    That there is nothing shows in ``test_markup.py``. Parsing as they do takes three times as
    long.
    """
    return BeautifulSoup(_LINE_TO_SKIP.sub(r"\1", html), "html.parser")


def post(
    client: FlaskClient,
    url: str,
    data: Mapping[str, Any] | None = None,
    *,
    action: str | None = None,
    **kwargs: Any,
) -> TestResponse:
    """Open a page, take the token of its form, and post.

    :param data: replaces or adds to nothing: exactly these fields are sent, and the token.
    :param action: where to post to when it is not the page itself.
    """
    token = form_token(page(client, url))
    return client.post(action or url, data={**(data or {}), TOKEN: token}, **kwargs)


def body_of(response: TestResponse) -> str:
    """Return what an answer says; of pictures and files only what could be read as text."""
    return response.get_data().decode("utf-8", "replace")


def form_token(soup: Tag) -> str:
    """Return the token that the forms of a page carry."""
    field = soup.select_one(f"form[method=post] input[name={TOKEN}]")
    assert field is not None, "no form with a token on this page"
    return str(field["value"])


def form_fields(soup: Tag, selector: str = "main form[method=post]") -> dict[str, Any]:
    """Return what a browser would send if the form were posted untouched."""
    form = soup.select_one(selector)
    assert form is not None, selector
    fields: dict[str, Any] = {}
    for element in form.select("input[name], textarea[name], select[name]"):
        for value in _values(element):
            name = str(element["name"])
            fields[name] = [*fields[name], value] if name in fields else [value]
    return fields


def text_of(soup: Tag, selector: str = "main") -> str:
    """Return the text that people read in a part of the page, spaces collapsed."""
    part = soup.select_one(selector)
    assert part is not None, selector
    return " ".join(part.get_text(" ").split())


def _values(element: Tag) -> list[str]:
    if element.name == "textarea":
        return [element.get_text()]
    if element.name == "select":
        chosen = element.select("option[selected]") or element.select("option")[:1]
        return [str(option.get("value", option.get_text())) for option in chosen]
    if element.get("type") in {"checkbox", "radio"}:
        return [str(element.get("value", "on"))] if element.has_attr("checked") else []
    return [] if element.get("type") == "submit" else [str(element.get("value", ""))]


def _problems(soup: BeautifulSoup) -> list[str]:
    problems = []
    elements = soup.find_all(True)
    headings = [element for element in elements if element.name == "h1"]
    if len(headings) != 1:
        problems.append(f"{len(headings)} h1 instead of 1")
    if soup.title is None or not soup.title.get_text(strip=True):
        problems.append("no title")
    if soup.html is None or not soup.html.get("lang"):
        problems.append("no lang on html")
    for form in [element for element in elements if element.name == "form"]:
        posts = str(form.get("method", "get")).lower() == "post"
        if posts and not form.select_one(f"input[name={TOKEN}][value]"):
            problems.append(f"form to {form.get('action')} without token")
    identifiers = Counter(str(element["id"]) for element in elements if "id" in element.attrs)
    twice = [identifier for identifier, count in identifiers.items() if count > 1]
    if twice:
        problems.append(f"ids used twice: {twice}")
    return problems
