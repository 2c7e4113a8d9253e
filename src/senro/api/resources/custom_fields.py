"""The fields that a team adds to its records."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from senro.customers.actions import define_custom_field, remove_custom_field
from senro.customers.models import CustomField
from senro.kernel.access import require, staff_only
from senro.kernel.errors import Missing

from ..bodies import Body, read
from ..ids import key_of
from ..requests import ApiRequest
from ..routes import writes
from ..shapes import Shape
from ..short_lists import lists

router = Router(tags=["Custom fields"])
METHOD = "method.change"
Words = Annotated[str, Field(max_length=1000)]


class CustomFieldIn(Body):
    """What the field holds and how it is called. Its type stays."""

    type: Annotated[str, Field(max_length=20)]
    label_ja: Words
    label_en: Words = ""
    options: Annotated[list[Words], Field(max_length=500)] = []


class CustomFieldShape(Shape):
    """A field of accounts, contacts, contracts, end users or cases."""

    subject: str
    code: str
    type: str
    label_ja: str
    label_en: str
    options: list[str]


class CustomFields(Shape):
    """All of them."""

    items: list[CustomFieldShape]
    next_cursor: str | None = None


@lists(router, "/custom-fields", CustomFields)
def list_custom_fields(request: ApiRequest) -> dict[str, Any]:
    """The fields that the team has added to its records."""
    staff_only(request.actor)
    rows = CustomField.objects.living().order_by("subject", "code")
    return {"items": [_field_dict(row) for row in rows]}


@writes(
    router, "PUT", "/custom-fields/{subject}/{code}", CustomFieldShape,
    takes=CustomFieldIn, created=True,
)  # fmt: skip
def put_custom_field(request: ApiRequest, subject: str, code: str) -> tuple[dict[str, Any], int]:
    """Add a field to account, contact, contract, enduser or case, or change its labels."""
    require(request.actor, METHOD)
    there = _rows(subject, code).exists()
    row = define_custom_field(
        subject=subject, code=key_of(code), by=request.actor, at=request.at,
        **read(request, CustomFieldIn).model_dump(),
    )  # fmt: skip
    return _field_dict(row), 200 if there else 201


@writes(router, "DELETE", "/custom-fields/{subject}/{code}", CustomFieldShape)
def delete_custom_field(request: ApiRequest, subject: str, code: str) -> dict[str, Any]:
    """Take a field away. Its values stay in the records and come back with it."""
    require(request.actor, METHOD)
    row = _rows(subject, code).first()
    if row is None:
        raise Missing()
    remove_custom_field(field=row, by=request.actor, at=request.at)
    return _field_dict(row)


def _rows(subject: str, code: str) -> Any:
    return CustomField.objects.living().filter(subject=key_of(subject), code=key_of(code))


def _field_dict(row: CustomField) -> dict[str, Any]:
    names = ("subject", "code", "type", "label_ja", "label_en", "options")
    return {name: getattr(row, name) for name in names}
