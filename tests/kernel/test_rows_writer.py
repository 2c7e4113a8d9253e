"""Many rows at once: what goes in comes out, whatever the text holds and whatever the road."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import transaction

from senro.customers.models import Account
from senro.customers.putting.plans import blank_row
from senro.kernel.metric_values import keep_values
from senro.kernel.models import MetricValue, uuid7
from senro.kernel.rows_writer import insert_rows, put_rows

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
AWKWARD = (
    "株式会社 青葉", "tab\there", "line\nbreak", "carriage\rreturn", "back\\slash", "\\N", "\\.",
    "\\n is no line break", 'quoted "and" \'so\'', "100 % of %s", "𠮷野家 🙂", "\u2028\u3000", "a,b;c|d",
    "'; DROP TABLE", "\x0b\x0c\x7f",
)  # fmt: skip


@pytest.mark.parametrize("count", [1, 3, 40], ids=["one", "a few", "many"])
def test_rows_come_out_as_they_went_in(count):
    blank = {**blank_row(Account), "created_by_id": None}
    tokyo = timezone(timedelta(hours=9))
    rows = [
        {
            **blank, "id": uuid7(), "key": f"A-{n}", "name": AWKWARD[n % len(AWKWARD)],
            "employees": None if n % 2 else n, "created_at": datetime(2026, 11, 20, 9, n, 1, 25, tokyo),
            "custom": {"text": AWKWARD[-n % len(AWKWARD)], "list": [n, None, 1.5], "yes": True},
        }
        for n in range(count)
    ]  # fmt: skip
    insert_rows(Account, rows)
    found = {row.key: row for row in Account.objects.all()}
    assert len(found) == count
    for row in rows:
        there = found[row["key"]]
        for name in ("id", "name", "employees", "created_at", "custom"):
            assert getattr(there, name) == row[name], name


def test_many_rows_with_one_too_many_of_a_key_are_refused_as_ever():
    from django.db import IntegrityError

    blank = {**blank_row(Account), "created_by_id": None, "created_at": datetime(2026, 1, 1, tzinfo=UTC)}  # fmt: skip
    rows = [{**blank, "id": uuid7(), "key": "same", "name": str(n)} for n in range(40)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Account, rows)
    assert not Account.objects.exists()


@pytest.mark.parametrize("count", [1, 3, 40], ids=["one", "a few", "many"])
def test_put_rows_are_new_or_get_what_is_new_and_keep_what_is_not_named(count):
    subjects = [uuid7() for _ in range(count)]
    first, later = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)

    def put(keys, value, at):
        with transaction.atomic():
            rows = [{"name": "m", "subject_id": one, "value": value, "at": at} for one in keys]
            put_rows(MetricValue, rows, ("name", "subject_id"))

    put(subjects, 1.5, first)
    before = dict(MetricValue.objects.values_list("subject_id", "pk"))
    more = [*subjects, *(uuid7() for _ in range(count))]
    put(more, 2, later)
    after = {row.subject_id: row for row in MetricValue.objects.all()}
    assert set(after) == set(more)
    assert {(row.value, row.at) for row in after.values()} == {(2, later)}
    assert before == {one: after[one].pk for one in subjects}


def test_only_values_that_changed_are_written_and_unknown_ones_go():
    one, two, other = uuid7(), uuid7(), uuid7()
    first, later = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
    keep_values({one: {"a": 1, "b": 2, "c": 0}, two: {"a": 1}, other: {"a": 9}}, at=first)
    keep_values({one: {"a": 1, "b": 3, "c": None}, two: {"a": 1, "d": 4}}, at=later)

    def there():
        return {
            (row.subject_id, row.name): (row.value, row.at) for row in MetricValue.objects.all()
        }

    assert there() == {
        (one, "a"): (1, first), (one, "b"): (3, later), (two, "a"): (1, first),
        (two, "d"): (4, later), (other, "a"): (9, first),
    }  # fmt: skip
    keep_values({one: {"a": 1}}, at=later, everybody=True)
    assert there() == {(one, "a"): (1, first)}
