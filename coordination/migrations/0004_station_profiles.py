import django.db.models.deletion
from django.db import migrations, models

# The room is read for the whole country at once: it stays in the row, uncompressed.
# The backlog is read for few stations: beyond small sizes it lies beside the table.
STORAGE = """
ALTER TABLE coordination_stationprofile ALTER COLUMN room SET STORAGE MAIN;
ALTER TABLE coordination_stationprofile ALTER COLUMN backlog SET STORAGE EXTERNAL;
ALTER TABLE coordination_stationprofile SET (toast_tuple_target = 3072);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('coordination', '0003_sweep_chunks'),
        ('organization', '0002_recall_minutes'),
    ]

    operations = [
        migrations.CreateModel(
            name='StationProfile',
            fields=[
                ('station', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='profile', serialize=False, to='organization.station')),
                ('as_of', models.DateTimeField()),
                ('revision', models.PositiveBigIntegerField()),
                ('room', models.BinaryField()),
                ('backlog', models.BinaryField()),
            ],
            options={
                'verbose_name': 'station profile',
            },
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
    ]
