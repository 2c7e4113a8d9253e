from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("customers", "0009_past_registration")]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("undone_at__isnull", True)),
                fields=["id", "tier", "status", "employees", "undone_at"],
                name="account_rules_living",
            ),
        ),
    ]
