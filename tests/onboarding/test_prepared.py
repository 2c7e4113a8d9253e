"""Values asked for by a query that is built once are the values of one that is built each time."""

from datetime import timedelta

import pytest

from senro.customers.models import Account
from senro.kernel import prepared
from senro.kernel.clock import local_day
from senro.kernel.names import REGISTRY, Moment, values_of
from senro.onboarding.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.mark.parametrize(("model", "subject"), [(Case, "case"), (Account, "account")])
def test_every_name_has_the_same_value_at_any_moment(desk, model, subject):
    desk.open()
    ids = list(model.objects.values_list("pk", flat=True))
    codes = sorted(REGISTRY[subject])
    assert ids
    for days in (0, 40):
        then = desk.at + timedelta(days=days)
        moment = Moment(then, local_day(then, "Asia/Tokyo"))
        rows = model.objects.filter(pk__in=ids)
        expected = values_of(rows, subject, codes, moment)
        assert prepared.values_by_id(model, subject, codes, moment, ids) == expected
        assert prepared.values_by_id(model, subject, codes, moment, []) == {}


def test_a_query_that_hides_the_moment_is_built_each_time(desk):
    def build(moment, ids):
        long_ago = moment.at - timedelta(days=3)
        return Case.objects.filter(pk__in=ids, created_at__gt=long_ago).values_list("pk")

    key = desk.open().pk
    moment = Moment(Case.objects.get(pk=key).created_at, desk.at.date())
    later = Moment(moment.at + timedelta(days=4), desk.at.date())
    assert prepared.ask("hidden", build, moment, [key]) == [(key,)]
    assert prepared.ask("hidden", build, later, [key]) == []
