"""Backups, drills and the archive: what came of each."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("organization", "0014_introductions"),
    ]

    operations = [
        migrations.CreateModel(
            name='SafetyRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('backup', 'Backup'), ('drill', 'Restore drill'), ('archive', 'Archive of changes')], max_length=7)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('good', models.BooleanField()),
                ('facts', models.JSONField(default=dict)),
                ('problem', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'run of data safety',
                'indexes': [models.Index(fields=['kind', '-ended_at'], name='safety_latest')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ended_at__gte', models.F('started_at'))), name='safety_ends_after_it_starts'),
                    models.CheckConstraint(condition=models.Q(models.Q(('good', True), ('problem', '')), models.Q(models.Q(('problem', ''), _negated=True), ('good', False)), _connector='OR'), name='safety_says_what_went_wrong'),
                ],
            },
        ),
    ]
