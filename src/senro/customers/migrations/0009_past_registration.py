from django.db import migrations

from senro.kernel.dated import fill_from_facts

VERBS = (
    "customers.enduser.saved",
    "customers.registration.method_set",
    "customers.rows.saved",
    "exchange.import.committed",
)


def fill(apps, editor):
    """By which method users registered, from the facts that changed it.

    Whether they had a mail address is told from now on: facts do not hold it.
    """
    fill_from_facts(apps, "enduser", "registration_method", VERBS)


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0008_past_tiers"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
