"""What building a wheel does beyond packing: compiled catalogues, and the parts beside the package.

Run by hatchling, never by the program: the layout of the repository has templates, migrations and
settings beside the package; in a wheel they travel inside it, see ``paths.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLED = ("templates", "migrations", "config.py")


class CustomBuildHook(BuildHookInterface[Any]):
    """The hook that hatchling looks for."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues and, unless editable, bundle the parts beside the package."""
        root = Path(self.root)
        for source in sorted((root / "webinars" / "translations").rglob("*.po")):
            compile_catalogue(source)
        if version == "editable":
            return
        for name in BUNDLED:
            for file in files_under(root / name):
                inside = file.relative_to(root).as_posix()
                build_data["force_include"][str(file)] = f"webinars/_bundled/{inside}"


def compile_catalogue(source: Path) -> None:
    """Write the ``.mo`` beside a ``.po``."""
    with source.open("rb") as stream:
        catalogue = read_po(stream, source.parent.parent.name)
    with source.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalogue)


def files_under(place: Path) -> list[Path]:
    """Return this file, or all files of this folder, without what Python has left there."""
    if place.is_file():
        return [place]
    return sorted(
        file for file in place.rglob("*") if file.is_file() and "__pycache__" not in file.parts
    )
