from django.db import migrations

from senro.kernel.dated import fill_from_facts

VERBS = (
    "onboarding.criterion.met",
    "onboarding.criterion.unmet",
    "onboarding.criterion.option_chosen",
    "onboarding.case.imported",
)


def fill(apps, editor):
    """When criteria were met before they were opened again, from the facts that said so."""
    fill_from_facts(apps, "casecriterion", "met_at", VERBS)


class Migration(migrations.Migration):

    dependencies = [
        ("onboarding", "0013_past_due_days"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
