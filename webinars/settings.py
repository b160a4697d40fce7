"""The settings of ``config.py``, under a name that every module can import."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, cast

from flask import current_app

from webinars.paths import ROOT

if TYPE_CHECKING:
    from types import ModuleType

    from config import Settings, SettingsError


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
    Settings = _config.Settings
    SettingsError = _config.SettingsError


def current_settings() -> Settings:
    """Return the settings of the running application."""
    return cast("Settings", current_app.extensions["webinars_settings"])


__all__ = ["Settings", "SettingsError", "current_settings"]
