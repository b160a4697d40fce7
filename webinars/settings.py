"""The settings of ``config.py``, read from the environment and checked."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any, cast

from flask import current_app
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from webinars.paths import ROOT

if TYPE_CHECKING:
    from types import ModuleType

    from config import LOOPBACK, PREFIX
    from config import Settings as _Fields


_SHAPE = (
    "must look like postgresql://USER:PASSWORD@HOST:5432/NAME; in user and password, write %40 for"
    " @, %3A for :, %2F for / and %25 for %"
)


class SettingsError(Exception):
    """One or more settings are missing or wrong; the text names each and says what to do."""


def _load() -> ModuleType:
    # config.py stands at the top level of the repository and inside the wheel, never on sys.path.
    name = "webinars_config"
    specification = spec_from_file_location(name, ROOT / "config.py")
    if specification is None or specification.loader is None:  # pragma: no cover
        raise ImportError("config.py is missing")
    module = module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module


if not TYPE_CHECKING:
    _config = _load()
    _Fields, LOOPBACK, PREFIX = _config.Settings, _config.LOOPBACK, _config.PREFIX


@dataclass(frozen=True, kw_only=True)
class Settings(_Fields):
    """All settings; build with :meth:`from_environment`."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read and check all settings.

        :raises SettingsError: when any is missing, unknown or wrong; names all of them at once.
        """
        values: dict[str, Any] = {}
        known = {each.name for each in fields(cls)}
        problems = [
            f"{name}: there is no such setting."
            for name in sorted(environment)
            if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in known
        ]
        for each in fields(cls):
            name = PREFIX + each.name.upper()
            raw = environment.get(name, each.metadata["default"])
            try:
                if raw is None:
                    raise ValueError(f"is missing. {each.metadata['about']}")  # noqa: TRY301
                values[each.name] = each.metadata["parse"](raw)
            except ValueError as error:
                problems.append(f"{name} {error}".rstrip(".") + ".")
        if not problems:
            problems = _contradictions(values)
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(**values)


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    problems = []
    if values["mail_encryption"] == "none" and values["mail_server"] not in LOOPBACK:
        problems.append(
            f"{PREFIX}MAIL_ENCRYPTION must be tls or starttls,"
            " because the mail server is not on this machine."
        )
    if values["heartbeat_seconds"] >= values["lease_seconds"]:
        problems.append(f"{PREFIX}HEARTBEAT_SECONDS must be less than {PREFIX}LEASE_SECONDS.")
    if values["link_hours"] > values["unconfirmed_days"] * 24:
        problems.append(
            f"{PREFIX}LINK_HOURS must not be longer than {PREFIX}UNCONFIRMED_DAYS,"
            " because a sign-up that is deleted cannot be confirmed."
        )
    if values["bounce_imap_server"] and not values["bounce_imap_username"]:
        problems.append(f"{PREFIX}BOUNCE_IMAP_USERNAME is missing for the IMAP server.")
    if flaw := _flaw_of(values["database_url"]):
        problems.append(f"{PREFIX}DATABASE_URL {flaw}.")
    keys = {values["secret_key"], values["link_key"], values["address_key"]}
    if len(keys) < 3:
        problems.append(
            f"{PREFIX}SECRET_KEY, {PREFIX}LINK_KEY and {PREFIX}ADDRESS_KEY must differ."
        )
    return problems


def _flaw_of(database_url: str) -> str | None:
    """Return what is wrong with the address of a database, without the password in it."""
    try:
        url = make_url(database_url)
        if url.drivername.startswith("postgresql"):
            make_conninfo(**{name: str(value) for name, value in url.query.items()})
    except ProgrammingError as error:
        return f"cannot be used after its ?: {str(error).strip()}"
    except (ArgumentError, ValueError):
        return _SHAPE
    # Of two @, the first belongs to the password.
    return _SHAPE if "@" in (url.host or "") else None


def current_settings() -> Settings:
    """Return the settings of the running application."""
    return cast("Settings", current_app.extensions["webinars_settings"])


__all__ = ["Settings", "SettingsError", "current_settings"]
