from django.db import migrations

from senro.kernel.dated import fill_from_facts

VERBS = ("customers.purpose.set", "customers.purpose.ended", "customers.account.merged")


def fill(apps, editor):
    """The order of purposes as it was, from the facts that changed it."""
    fill_from_facts(apps, "accountpurpose", "rank", VERBS)


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0004_lists_of_many"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
