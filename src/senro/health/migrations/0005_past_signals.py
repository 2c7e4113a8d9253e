from django.db import migrations

from senro.kernel.dated import fill_from_facts

SETTLED = ("health.signals.settled", "health.suggestion.accepted")


def fill(apps, editor):
    """What had come of signals and until when they were put off, from the facts that said so."""
    fill_from_facts(apps, "signal", "snoozed_until", ("health.signals.snoozed",))
    fill_from_facts(apps, "signal", "outcome", SETTLED)


class Migration(migrations.Migration):

    dependencies = [
        ("health", "0004_scores"),
        ("kernel", "0007_dated_values"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
