"""What a task took, as the station says when it reports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasking", "0011_difficulties")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="took_units",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assignmententry",
            name="took_units",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("took_units", None), ("took_units__gt", 0), _connector="OR"),
                name="assignment_took_something",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("took_units__isnull", False)),
                fields=["department", "reported_at"],
                name="assignment_took",
            ),
        ),
    ]
