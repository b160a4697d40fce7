"""Where the parts beside the package are: in the repository, or bundled inside a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_BUNDLED = _PACKAGE / "_bundled"

ROOT = _BUNDLED if (_BUNDLED / "config.py").exists() else _PACKAGE.parent
"""Holds ``config.py``, ``templates/`` and ``migrations/``."""

TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations"
STATIC = _PACKAGE / "static"
TRANSLATIONS = _PACKAGE / "translations"
DEMO_PROGRAMME = _PACKAGE / "demo" / "programme.yaml"
