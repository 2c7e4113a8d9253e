from django.db import migrations

from senro.kernel.dated import fill_from_facts


def fill(apps, editor):
    """How much of a quota was used, from the facts that changed it."""
    fill_from_facts(apps, "contract", "quota_used", ("customers.contract.saved",))


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0006_self_onboarding"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
