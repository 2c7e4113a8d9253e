"""Values in use: those of the rows that are asked about, each once, in order."""

from __future__ import annotations

import pytest

from senro.customers.models import Account
from senro.kernel.in_use import texts_in_use

pytestmark = pytest.mark.postgres


def test_each_text_of_the_living_rows_once_and_no_empty_one(world):
    Account.objects.filter(key="ACC-001").update(industry="")
    Account.objects.filter(key="ACC-002").update(industry="物流 100%")
    Account.objects.filter(key="ACC-003").update(industry="小売", undone_at=world.at)
    rows = Account.objects.living()
    expected = set(rows.exclude(industry="").values_list("industry", flat=True))
    found = texts_in_use(rows, "industry")
    assert "物流 100%" in found and "小売" not in found
    assert len(found) == len(set(found)) and set(found) == expected
    assert texts_in_use(rows.filter(key="ACC-002", name__contains=""), "industry") == ["物流 100%"]
    assert texts_in_use(rows.none(), "industry") == []
