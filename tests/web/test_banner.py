"""Organisers see on every page of theirs that no mails go out."""

import pytest
from flask import render_template_string

from tests.support.saving import save
from tests.support.world import sign_in
from webinars.models.worker_sign import TRANSPORT, WorkerSign
from webinars.web.access import organiser_blueprint
from webinars.web.language import PREFIX


@pytest.fixture
def desk(app, client, world):
    """Return a client that is signed in and may open a page of the desk."""
    bp = organiser_blueprint("organiser_example")
    bp.add_url_rule(
        "/example", "show", lambda: render_template_string('{% include "organiser/banner.html" %}')
    )
    app.register_blueprint(bp, url_prefix=f"{PREFIX}/organiser")
    sign_in(client, "viewer")
    return client


def test_while_mails_go_out_there_is_no_banner(desk, session, now):
    save(session, WorkerSign(part=TRANSPORT, seen_at=now))

    assert desk.get("/en/organiser/example").get_data(as_text=True).strip() == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "(since 10:00)"), ("de", "(seit 10:00 Uhr)"), ("fr", "(depuis 10\u202fh\u202f00)")],
)
def test_while_the_mail_server_is_away_the_banner_says_since_when(
    desk, session, now, language, words
):
    save(session, WorkerSign(part=TRANSPORT, seen_at=now, failing_since=now, error="535 secret"))

    shown = desk.get(f"/{language}/organiser/example").get_data(as_text=True)

    assert words in shown
    assert 'role="alert"' in shown
    assert "535" not in shown
