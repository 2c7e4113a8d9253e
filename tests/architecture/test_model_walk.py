"""Guard 2: foreign keys point down the ladder. A string key is invisible to an import linter."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Field, Model

from tests.architecture import guards


def senro_models() -> Iterator[type[Model]]:
    """Every installed model of ours, with the tables Django makes between two."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("senro."):
            yield model


def package(model: type[Model]) -> str:
    """`customers` for a model of senro.customers."""
    return model.__module__.split(".")[1]


def keys(model: type[Model]) -> Iterator[Field]:
    """The model's own foreign keys and many-to-many fields."""
    for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
        if field.remote_field is not None:
            yield field


def test_every_foreign_key_points_down_the_ladder():
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in senro_models()
        for field in keys(model)
        if field.related_model.__module__.startswith("senro.")
        and guards.upward(package(model), package(field.related_model))
    ]
    assert wrong == []


def test_no_face_has_rows_of_its_own():
    assert [model._meta.label for model in senro_models() if package(model) in guards.FACES] == []


def test_every_constraint_has_a_name_that_says_whose_it_is():
    nameless = [
        f"{model._meta.label}: {constraint.name}"
        for model in senro_models()
        for constraint in model._meta.constraints
        if len(constraint.name.split("_")) < 2
    ]
    assert nameless == []


def test_the_walk_sees_models():
    assert list(senro_models())
