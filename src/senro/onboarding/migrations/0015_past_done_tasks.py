from django.db import migrations

from senro.kernel.dated import fill_from_facts

VERBS = ("onboarding.task.finished", "onboarding.task.reopened")


def fill(apps, editor):
    """When tasks were done before they were opened again, from the facts that said so."""
    fill_from_facts(apps, "task", "done_at", VERBS)


class Migration(migrations.Migration):

    dependencies = [
        ("onboarding", "0014_past_criteria"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
