"""What the log says of a request: the page, never the address."""

import json
import logging

from tests.support.routes import HOLDING, ROUTES
from webinars.cli.logs import JsonFormatter


def lines(caplog):
    return [
        json.loads(JsonFormatter().format(record))["fields"]
        for record in caplog.records
        if record.name == "webinars.web.request_log"
    ]


def test_each_request_is_one_line(client, world, caplog):
    caplog.set_level(logging.INFO)

    client.get("/en/?name=Beispiel")
    client.post("/en/nothing/Beispiel")

    told = lines(caplog)
    assert [(each["method"], each["endpoint"], each["status"]) for each in told] == [
        ("GET", "home.show", "200"),
        ("POST", "None", "404"),
    ]
    assert all(int(each["ms"]) >= 0 for each in told)
    assert "Beispiel" not in caplog.text


def test_the_line_of_a_personal_page_does_not_let_its_reader_in(app, client, world, caplog):
    caplog.set_level(logging.INFO)

    shown = [endpoint for endpoint in HOLDING if not ROUTES[endpoint].only_posts]
    for endpoint in shown:
        client.get(ROUTES[endpoint].url(app, world, endpoint))

    assert [each["endpoint"] for each in lines(caplog)] == shown
    tokens = [world.token(ROUTES[endpoint].purpose) for endpoint in HOLDING]
    assert [token for token in tokens if token in caplog.text] == []
