"""Many keys in one value: those and no others, and of none nothing, on either database."""

from __future__ import annotations

import pytest
from django.db.models import Q

from senro.customers.models import Account
from senro.kernel.among import among
from senro.kernel.models import Fact

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_rows_are_found_by_many_keys_and_none_by_no_key(world):
    first, second, *_others = Account.objects.order_by("key")
    both = Account.objects.filter(pk__in=among([first.pk, second.pk]))
    assert set(both) == {first, second}
    assert not Account.objects.filter(pk__in=among([])).exists()
    assert Account.objects.filter(Q(owner__in=among([])) | Q(key=first.key)).get() == first
    assert not Fact.objects.filter(seq__in=among([])).exists()
