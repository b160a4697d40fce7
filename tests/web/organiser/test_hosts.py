"""The pages on which a team reads what is said of its host, and owners change it."""

import pytest

from tests.factories import make_host, make_hosts, make_series, texts
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.parts import part
from webinars.models.host import Host
from webinars.models.organiser import Role

SHOW = "/en/organiser/hosts/energy-saxony"
EDIT = f"{SHOW}/edit"


@pytest.fixture
def host(session):
    return make_hosts(session)[0]


@pytest.fixture
def fields(client, host, signed_in):
    """The form as an owner opens it."""
    signed_in(Role.OWNER)
    return form_fields(page(client, EDIT))


def refused(client, fields, **typed):
    """Return the sentence at each field with a mistake; what was typed must still be there."""
    response = client.post(EDIT, data={**fields, **typed})
    assert response.status_code == 200
    shown = parsed(response)
    for name, value in typed.items():
        if name != "time_zone":
            assert form_fields(shown)[name] == [value]
    return {
        str(each["name"]): text_of(shown, f"#{each['aria-describedby'].split()[-1]}")
        for each in shown.select("main [aria-invalid]")
    }


def test_an_owner_changes_what_pages_say_and_they_say_it_at_once(client, session, host, fields):
    assert "Energy Saxony" in text_of(page(client, "/en/"), "footer")
    typed = {
        "name": "New Energy",
        "legal_name": "New Energy e. V.",
        "mailbox": "Team@Example.org",
        "accent_light": "#AA3355",
        "postal_address": "Example Street 1\n01234 Dresden",
        "descriptions-fr": "Nouvelle description",
        "time_city-fr": "Leipsick",
        "time_zone": "Europe/Brussels",
    }

    sent = client.post(EDIT, data={**fields, **typed})

    assert sent.status_code == 303
    shown = page(client, sent.headers["Location"])
    assert "Saved." in text_of(shown)
    assert "Example Street 1 01234 Dresden" in text_of(shown)
    home = page(client, "/en/")
    assert "New Energy" in text_of(home, "footer")
    assert part(home, "footer a[href='mailto:team@example.org']")
    assert "#aa3355" in client.get("/hosts.css").get_data(as_text=True)
    assert "New Energy e. V." in text_of(page(client, "/en/hosts/energy-saxony/imprint"))
    session.rollback()
    stored = session.get_one(Host, host.id)
    assert stored.time_zone == "Europe/Brussels"
    assert stored.descriptions["fr"] == "Nouvelle description"
    assert stored.time_city == {"en": "Dresden", "de": "Dresden", "fr": "Leipsick"}


def test_the_log_says_what_was_before_and_is_now(client, fields):
    typed = {"name": "New Energy", "time_zone": "Europe/Brussels", "represented_by": "Alex Muster"}
    client.post(EDIT, data={**fields, **typed})

    shown = page(client, f"{SHOW}/log?kind=host")

    [row] = [" ".join(each.get_text(" ").split()) for each in shown.select("main tbody tr")]
    assert "changed the details of the host" in row
    assert all(name in row for name in ("Energy Saxony", "New Energy", "Represented by"))
    assert row.count("Time zone") == 1
    assert "Muster" not in row


def test_each_mistake_has_its_sentence_and_what_was_typed_stays(client, session, fields):
    make_host(session, name="Power")
    empty = dict.fromkeys(("name", "legal_name", "mailbox", "time_city-de"), "")
    assert refused(client, fields, **empty) == {
        "name": "Enter the name of the host.",
        "legal_name": "Enter the legal name.",
        "mailbox": "Enter an e-mail address.",
        "time_city-de": "Enter the city in all three languages.",
    }
    wrong = {"name": "POWER", "mailbox": "team", "time_zone": "Europe", "vat_number": "x" * 41}
    assert refused(client, fields, **wrong) == {
        "name": "There is a host of this name already.",
        "mailbox": "This address is incomplete. It should look like name@example.org.",
        "time_zone": "Choose a time zone.",
        "vat_number": "Use at most 40 characters. You have written 41.",
    }
    none = {f"descriptions-{language}": "" for language in ("de", "fr", "en")}
    assert refused(client, fields, **none) == {"descriptions-en": "Enter the description."}
    session.rollback()
    assert "Energy Saxony" in text_of(page(client, SHOW))


def test_a_colour_can_be_told_from_grey_and_differs_from_those_of_partners(
    client, session, host, fields
):
    partner, stranger = make_hosts(session)[1], make_host(session)
    partner.accent_light, stranger.accent_light = "#aa3355", "#2255cc"
    make_series(session, hosts=[host, partner])
    sentences = {
        "teal": "Write # and six digits from 0 to 9 or a to f, such as #1d6a70.",
        "#777777": "This colour is too grey to be told from others.",
        "#aa3350": "This colour is too much like the one of TWEED.",
    }
    for colour, sentence in sentences.items():
        assert refused(client, fields, accent_light=colour) == {"accent_light": sentence}
    assert client.post(EDIT, data={**fields, "accent_light": "#2255cc"}).status_code == 303


def test_a_colour_that_was_alike_before_is_nobodys_mistake(client, session, host, fields):
    make_series(session, hosts=list(make_hosts(session)))
    assert client.post(EDIT, data={**fields, "telephone": "+49 1"}).status_code == 303


def test_what_somebody_else_has_saved_stands_beside_what_was_typed(client, session, host, fields):
    host.name = "Their Energy"
    host.time_city = texts("Görlitz")
    session.commit()

    faster = client.post(EDIT, data={**fields, "name": "My Energy"})

    assert faster.status_code == 409
    shown = parsed(faster)
    assert "Their Energy" in text_of(shown, ".notice")
    assert "Görlitz (fr)" in text_of(shown, ".notice")
    assert part(shown, "[name=name]")["value"] == "My Energy"
    assert client.post(EDIT, data=form_fields(shown)).status_code == 303
    session.rollback()
    assert session.get_one(Host, host.id).name == "My Energy"


@pytest.mark.parametrize("role", list(Role))
def test_the_team_reads_and_owners_alone_find_the_way_to_change(client, host, signed_in, role):
    signed_in(role)
    start = page(client, "/en/organiser")
    link = part(start, f".places a[href='{SHOW}']")
    assert link.get_text(strip=True) == "Host details"

    shown = page(client, SHOW)

    assert "Energy Saxony e. V." in text_of(shown)
    assert part(shown, ".places [aria-current=page]")["href"] == SHOW
    assert bool(shown.select(f"main a[href='{EDIT}']")) == (role is Role.OWNER)
    assert ("The owners of the host can change it." in text_of(shown)) == (role is not Role.OWNER)
    assert client.get(EDIT).status_code == (200 if role is Role.OWNER else 404)
    assert client.get("/en/organiser/hosts/tweed").status_code == 404
