"""Drafts and series that are deleted, for tests."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.pages import form_fields, page
from webinars.models.series import Series
from webinars.models.webinar import Webinar


def deletion_of(row: Webinar | Series) -> str:
    """Return the address of the page that deletes a webinar or a series."""
    kind = "webinars" if isinstance(row, Webinar) else "series"
    return f"/en/organiser/{kind}/{row.key}/delete"


def press(client: FlaskClient, path: str) -> TestResponse:
    """Open a page and press its button."""
    return client.post(path, data=form_fields(page(client, path)))
