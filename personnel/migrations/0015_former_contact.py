"""What contact data were before they were changed, for half an hour."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("personnel", "0014_spelling")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="former",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contact",
            name="former_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
