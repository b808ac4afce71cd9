import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("coordination", "0023_joint_visits"),
        ("organization", "0011_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="StationWeeks",
            fields=[
                (
                    "station",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="weeks",
                        serialize=False,
                        to="organization.station",
                    ),
                ),
                ("as_of", models.DateTimeField()),
                ("revision", models.PositiveBigIntegerField()),
                ("packed", models.BinaryField()),
            ],
            options={"verbose_name": "station's weeks"},
        ),
    ]
