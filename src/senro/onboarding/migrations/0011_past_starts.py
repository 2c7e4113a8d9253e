from django.db import migrations

from senro.kernel.dated import fill_from_facts


def fill(apps, editor):
    """Former starts of attempts, from the facts that began them."""
    fill_from_facts(apps, "attempt", "started", ("onboarding.case.begun",))


class Migration(migrations.Migration):

    dependencies = [
        ("onboarding", "0010_open_todos"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
