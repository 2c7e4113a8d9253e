from django.db import migrations

from senro.kernel.dated import fill_from_facts


def fill(apps, editor):
    """Former due days of tasks, from the facts that moved them."""
    fill_from_facts(apps, "task", "due_on", ("onboarding.task.moved", "onboarding.case.replanned"))


class Migration(migrations.Migration):

    dependencies = [
        ("onboarding", "0012_awaited_kickoff"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
