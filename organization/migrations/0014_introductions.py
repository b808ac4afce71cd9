"""First steps beside a page: who has seen them, who asked for them again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("organization", "0013_spelling"),
    ]

    operations = [
        migrations.CreateModel(
            name='Introduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(choices=[('directive', 'The first task'), ('ledger', 'A first look at the ledger')], max_length=10)),
                ('begun_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introductions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'introduction',
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='introduction_once_per_user')],
            },
        ),
    ]
