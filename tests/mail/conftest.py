"""Mails are written from rows already read: one database suffices, except where a test says so."""

import pytest


@pytest.fixture(params=["sqlite"])
def database_url(request, template, tmp_path):
    with template.copy(request.param, tmp_path) as url:
        yield url
