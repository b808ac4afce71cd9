"""Before whom at its stations a notice is put."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tasking", "0014_meeting_places"),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='audience',
            field=models.CharField(choices=[('chiefs', "The stations' chiefs"), ('community', 'Chiefs and community officers'), ('everybody', 'Everybody at the stations')], db_default='chiefs', default='chiefs', max_length=9, verbose_name='who gets a letter'),
        ),
    ]
