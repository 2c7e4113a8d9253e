from django.db import migrations

from senro.kernel.dated import fill_from_facts

TARGET = ("onboarding.case.target_moved", "onboarding.case.begun", "onboarding.case.extended")
PURPOSES = ("onboarding.purpose.set", "onboarding.purpose.excluded")


def fill(apps, editor):
    """Targets and purposes left out as they were, from the facts that changed them."""
    fill_from_facts(apps, "attempt", "target_end", TARGET)
    fill_from_facts(apps, "case", "excluded_purposes", PURPOSES)


class Migration(migrations.Migration):

    dependencies = [
        ("onboarding", "0006_today_waits"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
