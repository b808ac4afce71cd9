"""Titles in pinyin, and the pieces by which tasks are found."""

import importlib

import django.contrib.postgres.indexes
from django.db import migrations

import organization.models.spelling

fill = importlib.import_module("organization.migrations.0013_spelling").fill
TITLED = ("difficulty", "directive", "knowledgearticle", "notice", "reportform")


def spell(apps, editor):
    for name in TITLED:
        fill(editor, apps.get_model("tasking", name), "title")


class Migration(migrations.Migration):

    dependencies = [
        ("organization", "0013_spelling"),
        ("tasking", "0015_notice_audience"),
    ]

    operations = [
        *(
            migrations.AddField(
                name,
                "spelt",
                organization.models.spelling.SpeltField(
                    db_default="", default="", editable=False, max_length=600, of="title"
                ),
            )
            for name in TITLED
        ),
        migrations.RunPython(spell, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="directive",
            index=django.contrib.postgres.indexes.GinIndex(
                organization.models.spelling.Pieces(
                    "title", "number", organization.models.spelling.Initials("spelt")
                ),
                name="directive_pieces",
            ),
        ),
    ]
