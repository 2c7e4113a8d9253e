"""What a test may need from the machine, and what happens where it is missing.

On a person's machine such a test is skipped with its reason. In a full run (SENRO_REQUIRE_FULL=1,
as in CI) a skipped test is a failed one, so that nothing is lost without anybody noticing.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Debian's browser without its window takes two thirds of the time; where it is missing, the whole one.
SHELL = Path("/usr/bin/chromium-headless-shell")
CHROMIUM = SHELL if SHELL.exists() else Path("/usr/bin/chromium")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
JAPANESE_FONTS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FULL = os.environ.get("SENRO_REQUIRE_FULL") == "1"
ON_POSTGRES = bool(os.environ.get("SENRO_TESTS_ON_POSTGRES"))
SHARED_MISSING = "the public data sets (../shared/data) are not on this machine"
MYSQL_MISSING = "SENRO_TEST_MYSQL_URL names no MySQL or MariaDB, or its driver is not installed"
# What a full run may lack.
MAY_LACK = (SHARED_MISSING, MYSQL_MISSING)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database knows of its migrations, as that of an installation does."""
    from senro.kernel.tables import record_migrations

    with django_db_blocker.unblock():
        record_migrations()


LONGEST = ("tests/test_on_postgres.py", "tests/walks/test_every_page.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what belongs to this run: soak by name only, PostgreSQL's own tests on PostgreSQL only."""
    chosen = str(config.getoption("markexpr"))
    dropped = [item for item in items if _belongs_elsewhere(item, chosen)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in set(dropped)]
    # The longest single tests come first: begun last, they would leave the other core idle.
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def _belongs_elsewhere(item: pytest.Item, chosen: str) -> bool:
    if item.get_closest_marker("soak") and "soak" not in chosen:
        return True
    if item.get_closest_marker("postgres_only"):
        return not ON_POSTGRES
    return ON_POSTGRES and item.get_closest_marker("postgres") is None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A browser test needs a browser and fonts that can show Japanese."""
    if item.get_closest_marker("browser"):
        missing = [str(path) for path in (CHROMIUM, JAPANESE_FONTS) if not path.exists()]
        if missing:
            pytest.skip(
                f"needs Debian's chromium and fonts-noto-cjk (missing: {', '.join(missing)})"
            )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In a full run, skipping is failing."""
    report = yield
    if FULL and report.skipped and not hasattr(report, "wasxfail"):
        reason = (
            str(report.longrepr[-1]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
        )
        if not any(one in reason for one in MAY_LACK):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid}: skipped in a full run. {reason}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _facts_can_be_emptied() -> Iterator[None]:
    """Between transactional tests Django empties all tables, which facts refuse; it re-makes the triggers."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from senro.kernel.triggers import drop_triggers

    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_facts_too(self: Any, sql_list: list[str]) -> None:
        drop_triggers(self.connection.alias)
        flush(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = flush_facts_too  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _shipped_parts_are_checked_once() -> Iterator[None]:
    """Nearly every test publishes the default method: that it is right, a process finds out once."""
    from senro.kernel.actions import versions
    from senro.kernel.rules.bodies import digest, from_yaml
    from senro.programs.actions import DEFAULT
    from senro.programs.queries import default_text

    problems, right = versions.problems, set[str]()

    def problems_once(kind: str, body: dict[str, Any]) -> Any:
        mark = digest(body)
        if mark in right:
            return []
        wrong = problems(kind, body)
        if not wrong and mark in {digest(from_yaml(default_text(name))[2]) for name in DEFAULT}:
            right.add(mark)
        return wrong

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "problems", problems_once)
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Public data sets that stand beside the project, never inside it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(SHARED_MISSING)
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One headless Chromium for the run; each test opens its own context."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for an async caller.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(CHROMIUM_FLAGS)
        )
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where a test leaves screenshots and logs for people to look at."""
    folder = ROOT / "test-artifacts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def lake_folder(tmp_path: Path, settings: Any) -> Path:
    """An empty lake of this test's own."""
    settings.LAKE_DIR = tmp_path / "lake"
    return settings.LAKE_DIR


@pytest.fixture
def world(db: Any) -> Any:
    """The small world of tests/world.py."""
    from tests.world import build_world

    return build_world()


@pytest.fixture(scope="session")
def sample_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company's folder: built once a run, also with several workers. Copy it."""
    from tests.demo_server import built_company

    shared = tmp_path_factory.getbasetemp()
    return built_company(shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared)


@pytest.fixture(scope="session")
def demo(sample_company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The sample company, served; tests that change it must not count on others' cases."""
    from tests.demo_server import served_copy

    folder = tmp_path_factory.mktemp("served") / "company"
    with served_copy(sample_company, folder) as served:
        yield served
