"""The wheel is all that a user installs: no Node, no compiler, assets and catalogues inside."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import FULL, ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel. Without isolation: the build's needs are in the environment already."""
    target = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(target),
        ".",
    ]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]
    (found,) = target.glob("senro-*.whl")
    return found


@pytest.fixture(scope="module")
def contents(wheel: Path) -> set[str]:
    """The names of the files inside."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("suffix", [".css", ".js", ".svg"])
def test_the_wheel_carries_the_built_assets(contents, suffix):
    assets = [name for name in contents if name.startswith("senro/static/senro/")]
    assert any(name.endswith(suffix) for name in assets), assets


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_wheel_carries_the_compiled_catalogues(contents, language):
    assert f"senro/locale/{language}/LC_MESSAGES/django.mo" in contents


def test_the_wheel_carries_every_template(contents):
    templates = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "senro").rglob("*")
        if path.is_file() and "templates" in path.parts
    }
    assert templates - contents == set()


def test_the_wheel_carries_its_licence_and_no_tests(contents):
    assert any(name.endswith("/licenses/LICENSE") for name in contents)
    assert [name for name in contents if not name.startswith(("senro/", "senro-"))] == []


@pytest.mark.skipif(not FULL, reason="installs from the registry; only in a full run")
def test_senro_works_where_only_the_wheel_was_installed(wheel, tmp_path):
    """A new environment, pip alone, nothing of this folder on its path, no Node and no compiler."""
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    lock = ["--constraint", str(constraints(tmp_path))]
    subprocess.run(
        [*pip, "--no-compile", "--only-binary", ":all:", *lock, str(wheel)],
        check=True,
        cwd=tmp_path,
    )
    bare = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SENRO_", "PYTHON", "DJANGO_"))
    }
    bare["PATH"] = str(environment / "bin")
    senro = str(environment / "bin" / "senro")
    for command in (["--help"], ["init", "--help"], ["manage", "check"]):
        ran = subprocess.run(
            [senro, *command], cwd=tmp_path, env=bare, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
    assets = subprocess.run(
        [senro, "manage", "findstatic", "senro/style.css"],
        cwd=tmp_path,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert assets.returncode == 0, assets.stderr


def constraints(folder: Path) -> Path:
    """The locked versions without their hashes, which pip cannot check for a local wheel."""
    lines = [
        line.split(" \\")[0]
        for line in (ROOT / "requirements.lock").read_text().splitlines()
        if line and line[0] not in " #"
    ]
    path = folder / "constraints.txt"
    path.write_text("\n".join(lines) + "\n")
    return path
