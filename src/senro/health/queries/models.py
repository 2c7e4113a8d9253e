"""Which health model an account gets: by tier and product, of the method; before, what ships."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from senro.kernel.models import Version
from senro.kernel.rules.bodies import from_yaml
from senro.programs.queries import best_of, label_of, once, published, variants
from senro.programs.rules.applying import STANDARD_CODE

from ..rules import Model, parse_model

MODEL = "health_model"
SHIPPED = "shipped"


def default_text() -> str:
    """The YAML of the model that ships."""
    return files("senro.health").joinpath("default", "health_model.yaml").read_text("utf-8")


def models(at: datetime) -> list[Version]:
    """Every published model in effect; before the first one, the first one."""
    found = variants(MODEL, at)
    first = None if found else published(MODEL, STANDARD_CODE, at)
    return [first] if first else found


def model_of(found: list[Version], tier: str, product: str = "") -> tuple[str, Model]:
    """(how the version is named, the model) for an account."""
    version = best_of(found, tier, product)
    if version is None:
        return f"{MODEL}/{SHIPPED}", _shipped()
    return label_of(version), once(version, parse_model)


@lru_cache(maxsize=1)
def _shipped() -> Model:
    return parse_model(from_yaml(default_text())[2])
