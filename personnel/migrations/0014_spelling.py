"""The pieces by which officers are found."""

import django.contrib.postgres.indexes
from django.db import migrations

import organization.models.spelling


class Migration(migrations.Migration):

    dependencies = [
        ("organization", "0013_spelling"),
        ("personnel", "0013_planned_standing"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="officer",
            index=django.contrib.postgres.indexes.GinIndex(
                organization.models.spelling.Pieces(
                    "name",
                    "police_number",
                    organization.models.spelling.Initials("pinyin"),
                ),
                name="officer_pieces",
            ),
        ),
    ]
