"""The command line as an operator types it."""

from __future__ import annotations

from click.testing import CliRunner, Result

from tests.support.settings import environment_for
from webinars.app import create_app
from webinars.cli.commands import build_command_line
from webinars.worker import run_worker, work_once


def run_command(database_url: str, *arguments: str, language: str = "C", **settings: str) -> Result:
    """Run ``webinars`` with these arguments in this process.

    :param settings: by name without prefix: ``mail_port=…``.
    """
    port = int(settings.pop("mail_port", "25"))
    environment = {**environment_for(database_url, port, **settings), "LC_ALL": language}
    webinars = build_command_line(create_app, run_worker, work_once)
    return CliRunner().invoke(webinars, arguments, env=environment)
