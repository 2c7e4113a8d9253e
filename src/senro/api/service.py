"""The API as one object: its schema, its key, its one shape for failures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic.json_schema import models_json_schema

from .intake import reference as intake
from .keys import BearerKey
from .problems import shaped
from .routes import SHAPES

ROOT = "api/v1/"
DESCRIPTION = """Everything that Senro knows, as JSON.

Writes are upserts by your own key (`PUT /accounts/{key}`): an absent field stays as it is, `null`
clears it, lists replace. Lists take `limit`, `cursor`, `sort` and `where` (a rule of the rule
language). Every failure is a problem document (RFC 9457) with a stable `code`."""


class SenroAPI(NinjaAPI):
    """django-ninja with our shapes among the components of its schema."""

    def get_openapi_schema(self, **_kwargs: Any) -> OpenAPISchema:
        """The OpenAPI 3.1 document."""
        schema = super().get_openapi_schema(path_prefix=ROOT)
        models: list[Any] = [(model, "validation") for model in SHAPES]
        _map, found = models_json_schema(models, ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"].update(found.get("$defs", {}))
        schema["components"]["schemas"].update(intake.SHAPES)
        schema["paths"][f"/{ROOT}events"] = {"post": intake.OPERATION}
        return schema

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The name of the function, which is unique here."""
        return str(operation.view_func.__name__)


api = SenroAPI(
    title="Senro",
    version="1",
    description=DESCRIPTION,
    auth=BearerKey(),
    docs_url=None,
    urls_namespace="api",
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)


def _shaped(request: HttpRequest, error: Any) -> HttpResponse:
    return shaped(request, error)


api.add_exception_handler(Exception, _shaped)
for handled in list(api._exception_handlers):
    api._exception_handlers[handled] = _shaped
