"""Settings for tests, as the environment would give them."""

from __future__ import annotations

BASE_URL = "http://localhost"
SECURE_BASE_URL = "https://webinars.example.org"

KEYS = {
    "WEBINARS_SECRET_KEY": "for tests only: 0123456789 abcdefghij secret",
    "WEBINARS_LINK_KEY": "for tests only: 0123456789 abcdefghij link",
    "WEBINARS_ADDRESS_KEY": "for tests only: 0123456789 abcdefghij address",
}


def environment_for(database_url: str, mail_port: int, **more: str) -> dict[str, str]:
    """Return the environment of an application on this database and mail server.

    :param more: further settings, by name without prefix: ``public_base_url=…``.
    """
    return {
        **KEYS,
        "WEBINARS_PUBLIC_BASE_URL": BASE_URL,
        "WEBINARS_DATABASE_URL": database_url,
        "WEBINARS_MAIL_SERVER": "127.0.0.1",
        "WEBINARS_MAIL_PORT": str(mail_port),
        "WEBINARS_MAIL_ENCRYPTION": "none",
        "WEBINARS_MAIL_SENDER": "webinars@example.org",
        # Tests fill in forms faster than people, and all from one network.
        "WEBINARS_FORM_SECONDS": "0",
        "WEBINARS_SIGN_UPS_PER_HOUR": "10000",
        **{f"WEBINARS_{name.upper()}": value for name, value in more.items()},
    }
