from django.db import migrations

from senro.kernel.dated import fill_from_facts

VERBS = ("customers.account.saved", "customers.account.merged")


def fill(apps, editor):
    """Former tiers and stages of accounts, from the facts that changed them."""
    for field in ("tier", "status"):
        fill_from_facts(apps, "account", field, VERBS)


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0007_past_quota"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
