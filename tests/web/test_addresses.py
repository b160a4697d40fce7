"""Addresses are remembered with all that they depend on, and personal ones are not."""

from __future__ import annotations

import pytest
from flask import Flask, url_for

from webinars.web import addresses
from webinars.web.addresses import RememberedAddresses

WEBINAR = "/webinars/heat"


@pytest.mark.parametrize(
    ("page", "endpoint", "values", "expected"),
    [
        ("/de/", "webinars.show", {"key": "heat"}, f"/de{WEBINAR}"),
        ("/fr/", "webinars.show", {"key": "heat"}, f"/fr{WEBINAR}"),
        ("/fr/", "webinars.show", {"key": "cold"}, "/fr/webinars/cold"),
        ("/de/", "webinars.show", {"key": "heat", "language": "en"}, f"/en{WEBINAR}"),
        ("/de/?utm_source=linkedin", "webinars.show", {"key": "heat"}, None),
        ("/de/", "webinars.show", {"key": "heat", "_anchor": "agenda"}, f"/de{WEBINAR}#agenda"),
        (f"/de{WEBINAR}", ".show", {"key": "heat"}, f"/de{WEBINAR}"),
        ("/de/series/grids", ".show", {"key": "heat"}, "/de/series/heat"),
        ("/de/", "home.show", {"page": 1}, "/de/?page=1"),
        ("/de/", "home.show", {"page": True}, "/de/?page=True"),
        ("/de/", "home.show", {"page": None}, "/de/"),
        ("/de/", "home.show", {"topic": ["wind", "grids"]}, "/de/?topic=wind&topic=grids"),
    ],
)
def test_each_page_gets_the_addresses_that_flask_makes_however_often_it_asks(
    app: Flask, page: str, endpoint: str, values: dict[str, object], expected: str | None
) -> None:
    # What others have asked before must not be mixed up with it.
    for other in ("/de/", "/fr/", f"/fr{WEBINAR}", "/en/series/grids"):
        with app.test_request_context(other):
            url_for("webinars.show", key="heat")
            url_for("home.show", page=1)
    for _ in range(2):
        with app.test_request_context(page):
            made = Flask.url_for(app, endpoint, **values)  # type: ignore[arg-type]
            assert url_for(endpoint, **values) == made  # type: ignore[arg-type]
            assert made == expected or (expected is None and "linkedin" in made)


def test_an_address_of_the_whole_world_names_the_host_that_was_asked(app: Flask) -> None:
    found = []
    for host in ("http://localhost", "http://127.0.0.1"):
        with app.test_request_context("/de/", base_url=host):
            found.append(url_for("webinars.show", key="heat", _external=True))

    assert found == [f"{host}/de{WEBINAR}" for host in ("http://localhost", "http://127.0.0.1")]


def test_a_service_below_a_path_is_not_mixed_up_with_one_at_the_root(app: Flask) -> None:
    found = []
    for base in ("http://localhost/", "http://localhost/below/"):
        with app.test_request_context("/de/", base_url=base):
            found.append(url_for("webinars.show", key="heat"))

    assert found == [f"/de{WEBINAR}", f"/below/de{WEBINAR}"]


def test_what_is_remembered_is_not_made_again_but_for_what_is_somebodys_own(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "MOST", 2)
    remembered, made = RememberedAddresses(), []

    def ask(**values: object) -> str:
        def make() -> str:
            made.append(values)
            return f"/{len(made)}"

        return remembered.find("some.page", values, make)

    with app.test_request_context("/de/"):
        assert (ask(key="a"), ask(key="a"), ask(key="b")) == ("/1", "/1", "/2")
        for own in ({"token": "t"}, {"q": "jane@example.org"}, {"next": "/"}, {"key": "x" * 101}):
            assert ask(**own) != ask(**own)
        # The third one is one too many: it begins anew, and the first one is made once more.
        assert (ask(key="c"), ask(key="a")) == ("/11", "/12")
    assert ask(key="a") == "/13"
