from django.db import migrations

from senro.kernel.dated import fill_from_facts

VERBS = (
    "customers.enduser.saved",
    "customers.account.merged",
    "customers.rows.saved",
    "exchange.import.committed",
)


def fill(apps, editor):
    """To which site users belonged, from the facts that changed it."""
    fill_from_facts(apps, "enduser", "site_id", VERBS)


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0010_account_rules_index"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
