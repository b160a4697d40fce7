from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import sysconfig
import time
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from tests.support.service import free_port
from webinars.paths import ROOT

PATIENCE = 60
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        capture_output=True,
        check=False,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    [found] = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel, and borrows what it depends on from this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    packages = folder / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(folder)]
    subprocess.run([*pip, "install", "--quiet", "--no-index", "--no-deps", wheel], check=True)
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def names_in(wheel: Path) -> list[str]:
    return zipfile.ZipFile(wheel).namelist()


def expected(folder: str) -> set[str]:
    return {
        f"webinars/_bundled/{file.relative_to(ROOT).as_posix()}"
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_templates_migrations_and_settings_travel_inside_the_wheel(wheel: Path):
    bundled = {name for name in names_in(wheel) if name.startswith("webinars/_bundled/")}

    assert bundled == {
        *expected("templates"),
        *expected("migrations"),
        "webinars/_bundled/config.py",
    }


def test_catalogues_travel_compiled_and_nothing_of_the_workshop_does(wheel: Path):
    names = names_in(wheel)
    sources = list((ROOT / "webinars" / "translations").rglob("*.po"))

    compiled = {name for name in names if name.endswith(".mo")}
    assert compiled == {file.with_suffix(".mo").relative_to(ROOT).as_posix() for file in sources}
    assert [
        name
        for name in names
        if name.endswith((".po", ".pot", ".pyc", "_build.py")) or name.startswith("tests/")
    ] == []
    assert "webinars/demo/programme.yaml" in names
    assert any(name.startswith("webinars/static/") for name in names)


def test_the_wheel_asks_for_what_the_project_depends_on(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        lines = archive.read(metadata).decode().splitlines()

    required = {line for line in lines if line.startswith("Requires-Dist:") and ";" not in line}
    assert len(required) == len(PROJECT["dependencies"])


def test_the_demo_runs_from_an_installed_wheel_in_an_empty_folder(installed: Path, tmp_path: Path):
    port = free_port()
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("WEBINARS_") and name != "PYTHONPATH"
    }
    with (tmp_path / "output").open("w") as stream:
        process = subprocess.Popen(
            [str(installed / "bin" / "webinars"), "demo", "--port", str(port)],
            cwd=tmp_path,
            env={**inherited, "LC_ALL": "C"},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        output = _await(tmp_path / "output", "Stop it with", process)
        german = _get(port, "/de/")
        process.send_signal(signal.SIGINT)
        code = process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()

    assert f"http://127.0.0.1:{port}/" in output
    assert german[0] == 200
    assert 'lang="de"' in german[1]
    assert "Programm" in german[1], "the German catalogue is missing"
    assert code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo-data", "output"]


def _await(file: Path, words: str, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE
    while words not in file.read_text():
        assert process.poll() is None, file.read_text()
        assert time.monotonic() < deadline, file.read_text()
        time.sleep(0.1)
    return file.read_text()


def _get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_every_dependency_is_pinned_with_hashes_and_justified():
    wanted = {_name(requirement) for requirement in PROJECT["dependencies"]}
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    to_run = page.partition("## To run")[2].partition("## To work on it")[0]

    assert set(re.findall(r"^\| ([a-z0-9-]+) \|", to_run, re.MULTILINE)) - {"package"} == wanted
    pins = re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==", pinned, re.MULTILINE)
    assert wanted <= set(pins)
    assert pinned.count("--hash=sha256:") >= len(pins)


def test_links_between_the_pages_of_the_documentation_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    missing = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert missing == []


def test_the_top_level_holds_nothing_but_what_every_project_has():
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if tracked.returncode != 0:
        pytest.skip("not in a repository")

    assert {name.split("/")[0] for name in tracked.stdout.splitlines()} <= {
        *("pyproject.toml", "webinars", "templates", "migrations", "tests", "config.py"),
        *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE"),
        *("Makefile", "docs", ".ci", "requirements.txt", "requirements-dev.txt", ".gitignore"),
    }


def _name(requirement: str) -> str:
    match = re.match(r"[a-z0-9-]+", requirement)
    assert match is not None
    return match.group()
