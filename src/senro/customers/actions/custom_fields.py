"""Fields that a team adds to its records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.names import REGISTRY
from senro.kernel.rules.access import Actor
from senro.kernel.rules.language import is_keyword
from senro.kernel.verbs import Change, verb

from ..models import CustomField
from ..putting.wording import WORDS
from ..rules.fields import KINDS
from ..rules.values import CUSTOM_TYPES

SUBJECTS = ("account", "contact", "contract", "enduser", "case")
CODE = re.compile(r"[a-z][a-z0-9_]{0,58}")


@verb("customers.field.defined", _("Custom field defined"), permission="method.change")
def define_custom_field(
    change: Change,
    *,
    subject: str,
    code: str,
    type: str,
    label_ja: str,
    label_en: str = "",
    options: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> CustomField:
    """Add a field to accounts, contacts, contracts, end users or cases, or change its labels."""
    require(by, "method.change")
    there = CustomField.objects.living().filter(subject=subject, code=code).first()
    errors = _problems(subject, code, type, label_ja, there)
    if errors:
        raise Invalid(*errors)
    values = {
        "label_ja": label_ja.strip(),
        "label_en": label_en.strip() or label_ja.strip(),
        "options": list(options),
    }
    if there is not None:
        change.update(there, **values)
        return there
    row = CustomField(subject=subject, code=code, type=type, **values)
    change.create(row)
    return row


@verb("customers.field.removed", _("Custom field removed"), permission="method.change")
def remove_custom_field(
    change: Change, *, field: CustomField, by: Actor, at: datetime
) -> CustomField:
    """Take a field away. Its values stay in the records and come back with it."""
    require(by, "method.change")
    change.remove(field)
    return field


def _problems(
    subject: str, code: str, type_: str, label: str, there: CustomField | None
) -> list[FieldError]:
    errors = []
    if subject not in SUBJECTS:
        errors.append(FieldError("subject", "unknown_value", WORDS["unknown_value"]))
    if not CODE.fullmatch(code):
        words = _("A code is small letters, digits and _, and begins with a letter.")
        errors.append(FieldError("code", "invalid_value", words))
    elif there is None and _is_taken(subject, code):
        errors.append(FieldError("code", "taken", _("Senro has a field of this name already.")))
    if type_ not in CUSTOM_TYPES:
        errors.append(FieldError("type", "unknown_value", WORDS["unknown_value"]))
    elif there is not None and there.type != type_:
        words = _("The type of a field cannot change: its values are there already.")
        errors.append(FieldError("type", "fixed", words))
    if not label.strip():
        errors.append(FieldError("label_ja", "required", WORDS["required"]))
    return errors


def _is_taken(subject: str, code: str) -> bool:
    """Columns win over custom fields, and so do the names that rules know."""
    own = {kind.code: kind.fields for kind in KINDS.values()}.get(subject, {})
    known = code in own or code in {"key", "custom"} or code in REGISTRY.get(subject, {})
    return known or is_keyword(code)
