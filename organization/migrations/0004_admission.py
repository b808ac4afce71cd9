"""Admission in three ways instead of a gate that is there or not."""

from django.db import migrations, models

FORWARD = "UPDATE organization_bureau SET admission = 'gate' WHERE admission_gate"
BACK = (
    "UPDATE organization_bureau SET admission_gate = true WHERE admission = 'gate'"
)


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0003_objections"),
    ]

    operations = [
        migrations.AddField(
            model_name="bureau",
            name="admission",
            field=models.CharField(
                choices=[
                    ("off", "None"),
                    ("notify", "The office is told"),
                    ("gate", "The office admits first"),
                ],
                default="off",
                max_length=6,
                verbose_name="admission",
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
        migrations.RemoveField(model_name="bureau", name="admission_gate"),
        migrations.AddField(
            model_name="bureau",
            name="admission_days",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="So long the office has to look at a task; nights do not count.",
                verbose_name="working days for admission",
            ),
        ),
        migrations.AddField(
            model_name="bureau",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name="bureau",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("admission_days__gte", 1), ("admission_days__lte", 30)
                ),
                name="bureau_admission_within_a_month",
            ),
        ),
    ]
