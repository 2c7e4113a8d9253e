from django.db import migrations

from senro.kernel.dated import fill_from_facts

VERBS = (
    "onboarding.case.temperature_set",
    "onboarding.meeting.recorded",
    "onboarding.case.imported",
)


def fill(apps, editor):
    """How keen customers were before, from the facts that changed it."""
    for field in ("temperature_cs", "temperature_sales"):
        fill_from_facts(apps, "case", field, VERBS)


class Migration(migrations.Migration):

    dependencies = [
        ("onboarding", "0015_past_done_tasks"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
