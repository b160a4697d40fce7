"""Writes the migration that leads from the newest one to the models: ``make migration``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import Script, ScriptDirectory
from flask import current_app

from tests.support.databases import disposed
from tests.support.settings import environment_for
from webinars.app import create_app
from webinars.cli.database import migrations, upgrade_database
from webinars.paths import MIGRATIONS
from webinars.settings import Settings


def write_revision(message: str) -> None:
    """Write ``migrations/versions/NNNN_message.py`` by comparing the models with a new database."""
    number = len(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions())) + 1
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'revision.sqlite3'}"
        app = create_app(Settings.from_environment(environment_for(url, 25)))
        with app.app_context(), disposed():
            upgrade_database()
            # The first one only makes new tables; later ones may change some, see env.py.
            current_app.extensions["migrate"].configure_args["render_as_batch"] = number > 1
            written = command.revision(
                migrations(),
                message,
                autogenerate=True,
                rev_id=f"{number:04}",
            )
    assert isinstance(written, Script)
    tidy(Path(written.path))


def tidy(file: Path) -> None:
    """Take Alembic's own remarks out of a migration and format it."""
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "# ### " not in line))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(file)], check=True)


if __name__ == "__main__":
    write_revision(sys.argv[1])
