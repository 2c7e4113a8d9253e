"""Whatever a client sends within the documented shapes and beyond: never a defect."""

from __future__ import annotations

import json

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from senro.api.urls import api
from senro.config.wsgi import application
from senro.onboarding.models import CaseCriterion, Task
from tests.conftest import ON_POSTGRES

from .conftest import key_for

schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
schema.app = application
schema.config.generation.update(modes=list(schemathesis.GenerationMode))
# The edges of every shape are tried on SQLite; PostgreSQL sees what only chance comes up with.
schema.config.phases.coverage.enabled = not ON_POSTGRES
# A method that an address does not know never reaches our code.
schema.config.phases.coverage.unexpected_methods = set()
EXAMPLES = 4 if ON_POSTGRES else 5


@pytest.fixture
def secret(world, opened_case):
    # As Django's own test client does: the connection belongs to the test's transaction.
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield key_for(world.people["admin"])
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.mark.postgres
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.django_db
def test_no_input_is_a_defect(case, secret, opened_case):
    if isinstance(case.path_parameters, dict):
        _aim(case, opened_case)
    response = case.call(headers={"Authorization": f"Bearer {secret}"})
    case.validate_response(response, checks=[not_a_server_error])
    if response.status_code >= 400:
        assert response.headers["content-type"][0].startswith("application/problem+json")


def _aim(case, opened_case):
    """Let the address name things that exist: malformed ones have a test of their own."""
    names = case.path_parameters
    if "/cases/{id}" in case.path:
        names["id"] = opened_case
    if "/criteria/" in case.path:
        names["code"] = CaseCriterion.objects.order_by("pk").first().code
    elif "/purposes/" in case.path:
        names["code"] = "C"
    elif "/gate-items/" in case.path:
        names["code"] = "operation_decided"
    elif "/completion" in case.path:
        names["code"] = "P1"
    if "task_id" in names:
        names["task_id"] = str(Task.objects.living().order_by("pk").first().pk)
    if "/metrics/" in case.path:
        names["name"] = "mrr"
    if "/contracts/" in case.path:
        names["key"] = "K-002"


def test_every_operation_is_documented_once():
    operations = [
        operation["operationId"]
        for path in api.get_openapi_schema()["paths"].values()
        for operation in path.values()
    ]
    assert len(operations) == len(set(operations))
