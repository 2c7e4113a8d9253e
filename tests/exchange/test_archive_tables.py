"""Every table and every secret-looking column is decided about: in the archive, or not, and why."""

from __future__ import annotations

import re

from django.apps import apps

from senro.exchange.archive.cells import from_csv, from_json, to_csv, to_json
from senro.exchange.archive.tables import BLANKED, LEFT_OUT, OTHERS, archive_tables
from senro.kernel.models import Row

SECRET = re.compile(r"password|secret|token|digest|otp|private|session|prefix", re.I)
# Columns that look like secrets and are none.
HARMLESS = {
    ("kernel.version", "digest"),
    ("kernel.approval", "digest"),
    ("onboarding.criteriapromise", "digest"),
    ("health.signal", "digest"),
}


def ours() -> set[str]:
    return {
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("senro.") or model._meta.app_label == "kernel"
    }


def test_every_table_of_ours_is_in_the_archive_or_left_out_with_its_reason():
    assert ours() == set(archive_tables()) | {name for name in LEFT_OUT if name in ours()}
    assert set(LEFT_OUT) <= ours(), "a table that is left out does not exist any more"
    rows = {m._meta.label_lower for m in apps.get_models() if issubclass(m, Row)}
    assert rows <= set(archive_tables()), "a record never stays out"


def test_tables_of_others_stay_out_by_decision():
    strangers = {
        model._meta.app_label
        for model in apps.get_models()
        if model._meta.label_lower not in ours()
    }
    assert strangers == set(OTHERS), "decide about the new app in exchange/archive/tables.py"


def test_columns_that_look_like_secrets_stay_out():
    found = {
        (table.name, name)
        for table in archive_tables().values()
        for name in table.columns
        if SECRET.search(name)
    }
    assert found <= HARMLESS, (
        "blank the column in exchange/archive/tables.py, or say it is harmless"
    )
    for name, columns in BLANKED.items():
        model = archive_tables()[name].model
        assert set(columns) <= {field.attname for field in model._meta.concrete_fields}


def test_every_column_has_a_way_out_and_in():
    for table in archive_tables().values():
        for field in table.fields:
            for way in (to_csv, from_csv, to_json, from_json):
                way(field)
