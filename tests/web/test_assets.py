import gzip

import brotli
import pytest
from bs4 import BeautifulSoup

from tests.factories import make_host, make_hosts, make_webinar
from tests.support.pages import page
from webinars.paths import STATIC, TEMPLATES
from webinars.rules.icons import PICTOGRAMS
from webinars.web.assets import asset_url, hosts_css_url


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("site.css", "text/css"),
        ("local-time.js", "text/javascript"),
        ("favicon.svg", "image/svg+xml"),
    ],
)
def test_a_file_is_sent_forever_under_a_name_of_its_content(client, name, kind):
    answer = client.get(asset_url(name))
    assert answer.status_code == 200
    assert answer.mimetype == kind
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age == 31_536_000
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_a_file_comes_compressed_to_those_who_take_it(client, encoding, unpack):
    address = asset_url("site.css")
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": encoding})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == encoding
    assert packed.vary.as_set() == plain.vary.as_set() == {"accept-encoding"}
    assert unpack(packed.get_data()) == plain.get_data()


def test_tokens_come_before_what_uses_them_in_one_file(client):
    style = client.get(asset_url("site.css")).get_data(as_text=True)
    tokens, rest = ((STATIC / name).read_text() for name in ("tokens.css", "webinars.css"))
    assert style == f"{tokens}\n{rest}"


def test_a_known_file_is_not_sent_again(client):
    address = asset_url("site.css")
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "name", ["site.css", "site.000000000000.css", "../app.py", "tokens.css", "%2e%2e/app.py", ""]
)
def test_any_other_name_is_not_found(client, name):
    assert client.get(f"/static/{name}").status_code == 404


def test_a_file_that_does_not_exist_fails_the_template():
    with pytest.raises(KeyError):
        asset_url("nothing.css")


def test_the_hosts_colours_come_from_their_rows(client, session):
    make_host(session, key="muster", accent_light="#123456", accent_dark="#abcdef")
    style = client.get("/hosts.css").get_data(as_text=True)
    light, dark = style.split("@media screen and (prefers-color-scheme: dark)")
    for selector, name in (("host", "host"), ("host-1", "host-1"), ("host-2", "host-2")):
        assert f'[data-{selector}="muster"] {{ --{name}: #123456 }}' in light
        assert f'[data-{selector}="muster"] {{ --{name}: #abcdef }}' in dark


@pytest.mark.parametrize("colour", ["red", "#12345", "};x{", "#12345g"])
def test_what_is_no_colour_never_reaches_the_style(client, session, colour):
    make_host(session, key="muster", accent_light=colour[:7], accent_dark="#abcdef")
    assert colour[:7] not in client.get("/hosts.css").get_data(as_text=True)


def test_the_address_of_the_colours_changes_with_a_colour_and_only_then(client, session):
    hosts = make_hosts(session)
    before = hosts_css_url(hosts)
    assert hosts_css_url(reversed(hosts)) == before
    assert client.get(before).cache_control.immutable
    hosts[0].accent_light = "#aa0000"
    session.commit()
    assert hosts_css_url(hosts) != before
    assert not client.get(before).cache_control.immutable


def test_every_pictogram_is_drawn():
    drawn = {path.stem for path in (TEMPLATES / "macros" / "symbols").glob("t-*.svg")}
    assert {f"t-{name}" for name in PICTOGRAMS} <= drawn


def test_every_symbol_has_the_name_of_its_file():
    for path in (TEMPLATES / "macros" / "symbols").glob("*.svg"):
        symbol = BeautifulSoup(path.read_text(), "html5lib").symbol
        assert symbol is not None
        assert symbol["id"] == path.stem


def test_a_first_visit_stays_within_its_weight(client, session):
    for _ in range(6):
        webinar = make_webinar(session)
    for path in ("/de/", f"/de/webinars/{webinar.key}", f"/de/series/{webinar.series.key}"):
        soup = page(client, path)
        parts = [link["href"] for link in soup.select("link[rel=stylesheet], link[rel=icon]")]
        parts += [each["src"] for each in soup.select("script[src], img[src]")]
        accepted = {"Accept-Encoding": "br"}
        bodies = [client.get(part, headers=accepted).get_data() for part in (path, *parts)]
        assert len(bodies) <= 6
        assert sum(map(len, bodies)) <= 60_000


def test_a_page_asks_nothing_of_another_origin(client, session):
    make_webinar(session, key="w")
    soup = page(client, "/de/webinars/w")
    for element in soup.select("[src], link[href]"):
        address = str(element.get("src") or element["href"])
        if element.get("rel") not in (["canonical"], ["alternate"]):
            assert address.startswith("/")
            assert not address.startswith("//")
