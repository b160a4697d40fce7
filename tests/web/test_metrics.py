"""The numbers for Prometheus: right, near, and about nobody."""

import dataclasses
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.factories import make_message, make_webinar
from tests.support.faults import rename_table
from tests.support.saving import save
from webinars.models.message import Lane, MessageState
from webinars.models.worker_sign import SENDER, TRANSPORT, WorkerSign

TOKEN = "for tests only: 0123456789 abcdefghij metrics"


def metrics(client):
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(response.get_data(as_text=True))
        for sample in family.samples
    }


def test_the_queue_is_counted_by_state_and_lane(client, session):
    for _ in range(2):
        make_message(session, lane=Lane.REMINDER, state=MessageState.SENT)
    make_message(session, lane=Lane.ADDRESS, state=MessageState.FAILED)

    found = {name: number for name, number in metrics(client).items() if "messages" in name[0]}

    assert found == {
        ("webinars_messages", "reminder", "sent"): 2,
        ("webinars_messages", "address", "failed"): 1,
    }


def test_signs_of_the_worker_are_ages_in_seconds(client, session, now):
    save(session, WorkerSign(part=SENDER, seen_at=now - timedelta(seconds=7)))
    since = now - timedelta(seconds=9)
    save(session, WorkerSign(part=TRANSPORT, seen_at=since, failing_since=since))
    make_message(session, due_at=now - timedelta(seconds=11))

    found = metrics(client)

    assert found["webinars_worker_age_seconds",] == 7
    assert found["webinars_transport_failing_seconds",] == 9
    assert found["webinars_oldest_due_seconds",] == 11
    assert ("webinars_planner_age_seconds",) not in found
    assert found["webinars_check_ok", "transport"] == 0
    assert found["webinars_check_ok", "worker"] == 1


def test_every_audit_is_there_with_its_number(client, session):
    make_webinar(session).seats_taken = 3
    session.commit()

    found = metrics(client)

    assert [found["webinars_audit", f"A{number}"] for number in range(1, 8)] == [0] * 6 + [1]


def test_without_its_tables_the_checks_are_still_told(client, app):
    rename_table(app, "alembic_version", "elsewhere")

    assert metrics(client) == {
        ("webinars_check_ok", "database"): 1,
        ("webinars_check_ok", "migrations"): 0,
    }


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 404),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 404),
        ("192.0.2.7", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("192.0.2.7", {"Authorization": f"Bearer {TOKEN}x"}, 404),
        ("192.0.2.7", {"Authorization": "Bearer é"}, 404),
        ("192.0.2.7", {"Authorization": "Bearer "}, 404),
    ],
)
def test_only_this_machine_or_the_token_may_read_them(
    app, client, session, address, headers, status
):
    settings = app.extensions["webinars_settings"]
    app.extensions["webinars_settings"] = dataclasses.replace(settings, metrics_token=TOKEN)

    response = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})

    assert response.status_code == status


def test_without_a_token_no_other_machine_may_read_them(client, session):
    for given in ("Bearer ", "Bearer", ""):
        response = client.get(
            "/metrics",
            headers={"Authorization": given},
            environ_base={"REMOTE_ADDR": "192.0.2.7"},
        )
        assert response.status_code == 404
