import pytest

from tests.factories import make_hosts, make_series, make_webinar, texts
from tests.support.clock import Clock
from tests.support.organisers import make_organiser, make_session
from webinars.models.organiser import Role
from webinars.models.webinar import WebinarState
from webinars.web.access import TOKEN


@pytest.fixture
def signed_in(session, client):
    """Sign in somebody with this role at Energy Saxony."""

    def sign_in(role=Role.EDITOR):
        organiser = make_organiser(session, {make_hosts(session)[0]: role})
        make_session(session, organiser, role.value)
        with client.session_transaction() as cookie:
            cookie[TOKEN] = role.value

    return sign_in


@pytest.fixture
def webinar(session, signed_in):
    """A webinar of somebody who is signed in with this client."""
    made = make_webinar(session)
    signed_in()
    return made


@pytest.fixture
def clock(client, now, monkeypatch):
    """What time it is for the service; tests move it."""
    moving = Clock(now)
    monkeypatch.setattr("webinars.clock.now", moving)
    return moving


@pytest.fixture
def joint(session):
    """A series of both hosts."""
    return make_series(session, key="joint", titles=texts("Joint"))


@pytest.fixture
def draft(session, signed_in, joint):
    """A draft of both hosts in it, for somebody who is signed in at the first one."""
    signed_in()
    return make_webinar(session, key="draft", series=joint, state=WebinarState.DRAFT)
