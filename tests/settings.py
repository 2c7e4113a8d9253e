"""Senro's settings, on a throw-away data folder and, when asked, on PostgreSQL."""

import atexit
import os
import shutil
import tempfile

os.environ["SENRO_DATA_DIR"] = tempfile.mkdtemp(prefix="senro-tests-")
atexit.register(shutil.rmtree, os.environ["SENRO_DATA_DIR"], ignore_errors=True)
if os.environ.get("SENRO_TESTS_ON_POSTGRES"):
    os.environ["SENRO_DATABASE_URL"] = os.environ["SENRO_TEST_DATABASE_URL"]

from senro.config.settings import *  # noqa: E402, F403
from senro.config.settings import DATABASES  # noqa: E402

# As in a new installation: tables come from the models (tests/kernel/test_tables.py compares).
DATABASES["default"]["TEST"] = {**DATABASES["default"].get("TEST", {}), "MIGRATE": False}
