"""Walks of chosen seeds, told without ids and without the machine's clock, to compare two databases.

python -m tests.model.sequence SEED…   walks on SQLite in memory and prints what came of it as JSON.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from typing import Any

from django.db import connection, transaction

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
STEPS = 40
# Rows name each other; so many times over, a name tells what a row refers to and what that refers to.
DEPTH = 5


def walked(desk: Any, seeds: list[int]) -> list[dict[str, Any]]:
    """Each walk's steps, facts and rows; what it did is taken back."""
    from .walk import publish_newer

    with transaction.atomic():
        publish_newer(desk)
        found = [_walk(desk, seed) for seed in seeds]
        transaction.set_rollback(True)
    return found


def _walk(desk: Any, seed: int) -> dict[str, Any]:
    from .walk import ACTS, PEOPLE, Walk

    chance = random.Random(seed)
    with transaction.atomic():
        walk = Walk(desk)
        for _number in range(STEPS):
            name = chance.choice(ACTS)
            # Mostly somebody who may, so that more happens than refusals.
            who = chance.choice(PEOPLE) if chance.random() < 0.3 else "manager"
            n, yes = chance.randrange(21), chance.random() < 0.5
            walk.told.append(f"{name} {who} {n} {yes}")
            getattr(walk, name)(who, n, yes)
        told = {"steps": walk.told, **_told()}
        transaction.set_rollback(True)
    return told


def _told() -> dict[str, Any]:
    from senro.kernel.models import Fact

    from .rows import living_rows

    rows = {key.partition(":")[2]: (key, values) for key, values in living_rows().items()}
    names = {pk: key.partition(":")[0] for pk, (key, _values) in rows.items()}
    for _round in range(DEPTH):
        names = {
            pk: f"{key.partition(':')[0]}-{_digest(_named(values, {**names, pk: 'me'}))}"
            for pk, (key, values) in rows.items()
        }
    columns = ("verb", "at", "by", "subject_kind", "reason", "before", "after", "touched", "evidence", "version")  # fmt: skip
    facts = Fact.objects.order_by("seq").values(*columns)
    return {
        "rows": sorted(f"{names[pk]} {_named(rows[pk][1], names)}" for pk in rows),
        "facts": [_named(_ordered(fact, names), names) for fact in facts],
    }


def _ordered(fact: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    # Rows of one fact that were written in one go stand in no order that means anything.
    return {**fact, "touched": sorted(_named(one, names) for one in fact["touched"] or [])}


def _named(values: Any, names: dict[str, str]) -> str:
    """As text, with each id replaced by what is known of its row."""
    text = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return ID.sub(lambda found: names.get(found[0], "somewhere"), text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def main(seeds: list[int]) -> None:
    """Walk on an empty SQLite database whose tables come from the models alone."""
    import django
    from django.apps import apps
    from django.conf import settings

    django.setup()
    # A minute of migrations would bring the same tables.
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    assert connection.vendor == "sqlite"
    connection.creation.create_test_db(verbosity=0, serialize=False)

    from senro.kernel.access import SYSTEM
    from senro.programs.actions import publish_default_method
    from tests.onboarding.conftest import Desk
    from tests.world import build_world

    world = build_world()
    publish_default_method(by=SYSTEM, at=world.at)
    json.dump(walked(Desk(world), seeds), sys.stdout)


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]])
