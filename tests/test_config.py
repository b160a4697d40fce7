from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tests.support.settings import environment_for
from webinars.paths import ROOT
from webinars.settings import Settings, SettingsError

GOOD = environment_for("sqlite:///file.sqlite3", 25)


def settings(**changed: str) -> Settings:
    return Settings.from_environment({**GOOD, **_named(changed)})


def refusal(**changed: str) -> str:
    with pytest.raises(SettingsError) as caught:
        settings(**changed)
    return str(caught.value)


def _named(changed: dict[str, str]) -> dict[str, str]:
    return {f"WEBINARS_{name.upper()}": value for name, value in changed.items()}


def test_good_settings_have_their_types_and_defaults(tmp_path: Path):
    found = settings(trusted_hosts="a.example.org, b.example.org", demo_mailbox=str(tmp_path))

    assert found.trusted_hosts == ("a.example.org", "b.example.org")
    assert found.demo_mailbox == tmp_path
    assert (found.listen, found.web_processes, found.link_hours) == ("127.0.0.1:8000", 2, 48)
    assert found.demo is False


def test_other_variables_of_the_environment_do_not_matter():
    found = Settings.from_environment({**GOOD, "PATH": "/bin", "FLASK_DEBUG": "1"})

    assert found == Settings.from_environment(GOOD)


def test_every_problem_is_named_at_once():
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"WEBINARS_LISTEN": "nowhere", "WEBINARS_LISTN": "x"})

    sentences = str(caught.value).splitlines()
    assert sentences[0] == "WEBINARS_LISTN: there is no such setting."
    assert [sentence.split()[0] for sentence in sentences[1:]] == [
        "WEBINARS_SECRET_KEY",
        "WEBINARS_LINK_KEY",
        "WEBINARS_ADDRESS_KEY",
        "WEBINARS_PUBLIC_BASE_URL",
        "WEBINARS_LISTEN",
        "WEBINARS_MAIL_SENDER",
    ]
    assert all(sentence.endswith(".") for sentence in sentences)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("secret_key", "short", "at least 32 characters"),
        ("secret_key", "x" * 40, "must be a random text"),
        ("public_base_url", "webinars.example.org", "an address without a path"),
        ("public_base_url", "https://webinars.example.org/x", "an address without a path"),
        ("public_base_url", "https://[", "an address without a path"),
        ("public_base_url", "http://webinars.example.org", "must begin with https://"),
        ("database_url", "sqlite:///", "must begin with sqlite:///"),
        ("database_url", "mysql://localhost/x", "must begin with sqlite:///"),
        ("database_url", "postgresql://a:b@db.example.org:port/c", "%40 for @"),
        ("database_url", "postgresql://a:p@ss@db.example.org/c", "%40 for @"),
        ("database_url", "postgresql://a@db.example.org/c?sslmod=x", '"sslmod"'),
        ("database_url", "sqlite:///file.sqlite3?mode=ro", "a file, nothing more"),
        ("public_base_url", "https://a b.example.org", "an address without a path"),
        ("public_base_url", "http://[::1]:8000", "an address without a path"),
        ("public_base_url", "https://webinars.example.org:99999", "an address without a path"),
        ("listen", "::1:8000", "such as 127.0.0.1:8000 or [::1]:8000"),
        ("listen", "http://127.0.0.1:8000", "such as 127.0.0.1:8000"),
        ("listen", "localhost:²", "such as 127.0.0.1:8000"),
        ("embed_origins", "www.example.org", "www.example.org is none"),
        ("embed_origins", "https://[", "such as https://www.example.org"),
        ("embed_origins", "https://a.example.org; script-src *", "script-src * is none"),
        ("ping_url", "https://", "such as https://monitor.example.org/"),
        ("ping_url", "https://[x", "such as https://monitor.example.org/"),
        ("ping_url", "http://127.0.0.1.example.org/", "must begin with https://"),
        ("trusted_hosts", "https://www.example.org", "host names such as www.example.org"),
        ("trusted_hosts", "www.example.org:443", "www.example.org:443 is none"),
        ("listen", "127.0.0.1", "an address and a port"),
        ("listen", "127.0.0.1:99999", "an address and a port"),
        ("proxy_hops", "-1", "a whole number from 0 to 5"),
        ("web_threads", "two", "a whole number from 1 to 64"),
        ("mail_server", " ", "must not be empty"),
        ("mail_encryption", "ssl", "must be tls, starttls or none"),
        ("mail_sender", "webinars", "must be an e-mail address"),
        ("log_level", "debug", "must be DEBUG, INFO, WARNING or ERROR"),
        ("demo", "yes", "must be 0 or 1"),
        ("demo_mailbox", "/no/such/folder", "must be an existing folder"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_name(name: str, value: str, sentence: str):
    words = refusal(**{name: value})

    assert words.startswith(f"WEBINARS_{name.upper()} ")
    assert sentence in words


def test_what_a_wrong_address_of_a_database_holds_is_not_repeated():
    assert "hunter2" not in refusal(database_url="postgresql://a:hunter2@db.example.org:port/c")


def test_addresses_that_are_right_are_taken():
    found = settings(
        embed_origins="https://www.example.org/, https://*.example.org, http://localhost:8000",
        ping_url="http://127.0.0.1:9/ping?x=1",
        listen="[::1]:8000",
    )

    assert found.embed_origins == (
        "https://www.example.org",
        "https://*.example.org",
        "http://localhost:8000",
    )
    assert (found.ping_url, found.listen) == ("http://127.0.0.1:9/ping?x=1", "[::1]:8000")


def test_a_mail_server_elsewhere_must_be_spoken_to_encrypted():
    words = refusal(mail_server="mail.example.org", mail_encryption="none")

    assert words.startswith("WEBINARS_MAIL_ENCRYPTION must be tls or starttls")


def test_a_sender_must_show_life_before_its_lease_ends():
    words = refusal(lease_seconds="10", heartbeat_seconds="10")

    assert words == "WEBINARS_HEARTBEAT_SECONDS must be less than WEBINARS_LEASE_SECONDS."


def test_a_link_must_not_outlive_its_sign_up():
    words = refusal(link_hours="49", unconfirmed_days="2")

    assert words.startswith("WEBINARS_LINK_HOURS must not be longer than WEBINARS_UNCONFIRMED_DAYS")
    assert settings(link_hours="48", unconfirmed_days="2").link_hours == 48


def test_one_key_for_two_purposes_is_refused():
    assert "must differ" in refusal(link_key=GOOD["WEBINARS_SECRET_KEY"])


def test_a_postgresql_address_is_given_its_driver():
    found = settings(database_url="postgresql://webinars@/webinars")

    assert found.database_url == "postgresql+psycopg://webinars@/webinars"


def test_what_follows_from_the_base_url_and_the_sender():
    found = settings(public_base_url="https://webinars.example.org:8443/")

    assert found.public_base_url == "https://webinars.example.org:8443"
    assert (found.public_host, found.secure) == ("webinars.example.org", True)
    assert found.mail_domain == "example.org"
    assert not settings().secure


def test_the_operations_page_lists_every_setting_with_its_default_and_meaning():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(WEBINARS_[A-Z_]+)` \| (.+?) \| (.+) \|$", page, re.MULTILINE)

    assert listed == [
        (f"WEBINARS_{each.name.upper()}", _shown(each.metadata["default"]), each.metadata["about"])
        for each in fields(Settings)
    ]


def _shown(default: str | None) -> str:
    if default is None:
        return "required"
    return f"`{default}`" if default else "empty"
